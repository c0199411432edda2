"""Whose turn it is when goods come: one order of the queue, asked the same wherever somebody is served.

The order is data. Who ordered first is served first; a chain may let those who have paid go before. Goods gathered for
a transfer and baskets at the checkout keep the place they were taken at.
"""

from typing import Final

from prilavok.base.bulk import one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.stock.advances.values import QueueRule
from prilavok.goods.stock.models import ArrivalRule

# A hold is served before another when (turn, id) is less. What is brought for a paid order is paid for too.
TURN: Final = """
CASE WHEN coalesce((SELECT turn FROM stock_arrivalrule WHERE id = 1), 'placed') = 'paid' THEN (NOT (
    {h}.is_paid OR EXISTS (
        SELECT FROM stock_transfer t JOIN stock_hold p ON p.order_id = t.order_id AND p.state = 'held' AND p.is_paid
        WHERE t.id = {h}.transfer_id)))::int
ELSE 0 END
"""


def turn_of(hold: str) -> str:
    """The expression for a row of stock_hold under that name."""
    return TURN.format(h=hold)


def queue_rule() -> QueueRule:
    """The rule that holds. One query."""
    row = ArrivalRule.objects.filter(pk=1).first() or ArrivalRule()
    return QueueRule(turn=row.turn, settle_minutes=row.settle_minutes, is_assigning=row.is_assigning)


def keep_queue_rule(rule: QueueRule) -> bool:
    """Write the rule; True when something changed. Joins the unit."""
    require_unit()
    one_at_a_time("stock.arrivalrule")
    if rule == queue_rule():
        return False
    ArrivalRule.objects.update_or_create(
        pk=1,
        defaults={
            "turn": ArrivalRule.Turn(rule.turn),
            "settle_minutes": rule.settle_minutes,
            "is_assigning": rule.is_assigning,
        },
    )
    return True
