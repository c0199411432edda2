"""The door of advances: goods ordered before they have come. Orders take them by `transfers.api.reserve_and_bring`."""

from prilavok.goods.stock.advances.assigning import assign_arrivals
from prilavok.goods.stock.advances.following import broken_promises, follow_all, of_orders, see_what_came
from prilavok.goods.stock.advances.queueing import queues
from prilavok.goods.stock.advances.taking import coming
from prilavok.goods.stock.advances.turns import keep_queue_rule, queue_rule

__all__ = [
    "assign_arrivals", "broken_promises", "coming", "follow_all", "keep_queue_rule", "of_orders", "queue_rule",
    "queues", "see_what_came",
]  # fmt: skip
