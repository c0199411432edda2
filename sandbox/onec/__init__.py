"""A simulated 1C: a small ERP with its own goods and orders, the client of a site's CommerceML exchange."""

from sandbox.onec.client import Client, Died, ExchangeRefused, Faults, Limits, Step

__all__ = ["Client", "Died", "ExchangeRefused", "Faults", "Limits", "Step"]
