"""Put the goods of an order on sale again: on a person's word, or because nobody came in time."""

from django.db.models.functions import Now

from prilavok.base.bulk import fetch, numbers
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.actions._holds import lock_open_hold, quantities
from prilavok.goods.stock.advances import following
from prilavok.goods.stock.events import HoldExpired
from prilavok.goods.stock.models import Hold
from prilavok.goods.stock.transfers import serving

BATCH = 200

# The lines come with the lock: a hold that another unit is changing right now is left for the next minute. An order
# that still waits for goods on their way, or for an arrival, does not run out of time.
EXPIRE = """
WITH due AS (
    SELECT h.id FROM stock_hold h
    WHERE h.state = 'held' AND h.basket_id IS NULL AND h.expires_at <= statement_timestamp()
        AND NOT EXISTS (
            SELECT FROM stock_transfer t JOIN stock_transferline l ON l.transfer_id = t.id AND l.promised > 0
            WHERE t.order_id = h.order_id AND t.state IN ('draft', 'sent')
        )
        AND NOT EXISTS (SELECT FROM stock_advance w WHERE w.order_id = h.order_id AND w.state = 'waiting')
    ORDER BY h.expires_at LIMIT %s FOR UPDATE OF h SKIP LOCKED
)
UPDATE stock_hold h SET state = 'expired', closed_at = statement_timestamp()
FROM due WHERE h.id = due.id RETURNING h.id, h.order_id
"""

LINES = """
SELECT h.order_id, l.variant_id, h.location_id, l.quantity
FROM stock_holdline l JOIN stock_hold h ON h.id = l.hold_id WHERE h.id = ANY(%s::bigint[])
"""


def release(*, order_id: int, reason: str) -> None:
    """Put the order's goods on sale again, those promised on the way too; nothing held is no error. Joins the unit."""
    require_unit()
    changes = serving.let_go(order_id=order_id, reason=reason)
    hold = lock_open_hold(order_id)
    if hold is not None:
        Hold.objects.filter(pk=hold.pk).update(state=Hold.State.RELEASED, reason=reason[:200], closed_at=Now())
        changes += [
            Shift(order_id=order_id, variant_id=variant_id, location_id=hold.location_id, hold=-quantity)
            for variant_id, quantity in quantities(hold).items()
        ]
    following.fit(order_id)
    move(changes, kind="release", source=reason[:200])


def expire_due(*, limit: int = BATCH) -> list[int]:
    """End the holds whose time is over by the database's clock; returns their orders, at most `limit`."""
    require_unit()
    due = dict(fetch(EXPIRE, [limit]))
    if not due:
        return []
    for order_id in due.values():
        publish(HoldExpired(order_id=order_id))
    lines = fetch(LINES, [numbers(due)])
    move([Shift(order_id=row[0], variant_id=row[1], location_id=row[2], hold=-row[3]) for row in lines], kind="expire")
    return list(due.values())
