"""Give an order's hold a new term, by the database's clock."""

from prilavok.base.bulk import fetch
from prilavok.base.unit import require_unit
from prilavok.goods.stock.errors import NothingHeld

PROLONG = """
UPDATE stock_hold SET expires_at = statement_timestamp() + %s * interval '1 second'
WHERE order_id = %s AND state = 'held' RETURNING id
"""


def prolong(*, order_id: int, hold_for_s: int) -> None:
    """Let the hold end so many seconds from now. Raises NothingHeld."""
    require_unit()
    if not fetch(PROLONG, [hold_for_s, order_id]):
        raise NothingHeld
