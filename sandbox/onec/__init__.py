"""A simulated 1C: a small ERP with its own goods and orders, the client of a site's CommerceML exchange."""

from sandbox.onec.client import Client, Died, ExchangeRefused, Limits, Step
from sandbox.onec.trouble import Faults

__all__ = ["Client", "Died", "ExchangeRefused", "Faults", "Limits", "Step"]
