"""The door of advances: goods ordered before they have come. Orders take them by `transfers.api.reserve_and_bring`."""

from prilavok.goods.stock.advances.following import broken_promises, follow_all, of_orders, see_what_came
from prilavok.goods.stock.advances.taking import coming

__all__ = ["broken_promises", "coming", "follow_all", "of_orders", "see_what_came"]
