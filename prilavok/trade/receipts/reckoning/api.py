"""The door of reckoning: receipts of a place in short, what tills have sold since. Both read only."""

from prilavok.trade.receipts.reckoning.queries import briefs, sold

__all__ = ["briefs", "sold"]
