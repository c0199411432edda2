"""The door of reckoning: compare prices with all prices of an outside system, explain, take its word."""

from prilavok.goods.pricing.reckoning.prices import accept_prices, reckon, reckon_evidence

__all__ = ["accept_prices", "reckon", "reckon_evidence"]
