"""The door of reckoning: compare balances with all figures of an outside system, explain, take its word."""

from prilavok.goods.stock.reckoning.figures import accept_figures, reckon, reckon_evidence

__all__ = ["accept_figures", "reckon", "reckon_evidence"]
