"""Give an order's hold a new term, by the database's clock."""

from prilavok.base.bulk import fetch
from prilavok.base.unit import require_unit
from prilavok.goods.stock.errors import NothingHeld

PROLONG = """
UPDATE stock_hold SET expires_at = statement_timestamp() + %s * interval '1 second', reminded_at = NULL,
    is_paid = is_paid OR %s
WHERE order_id = %s AND state = 'held' RETURNING id
"""
COMING = """
UPDATE stock_transfer SET hold_for_s = %s WHERE order_id = %s AND state IN ('draft', 'sent') RETURNING id
"""


def prolong(*, order_id: int, hold_for_s: int, is_paid: bool = False) -> None:
    """Let the hold end so many seconds from now, and keep so long what is still coming; `is_paid`: it is paid for from
    now on. Raises NothingHeld."""
    require_unit()
    is_held = fetch(PROLONG, [hold_for_s, is_paid, order_id])
    is_coming = fetch(COMING, [hold_for_s, order_id])
    if not is_held and not is_coming:
        raise NothingHeld
