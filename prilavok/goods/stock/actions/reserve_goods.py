"""Take goods off sale for an order, whole or not at all."""

from collections.abc import Sequence

from django.db import IntegrityError

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import part, require_unit
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.errors import AlreadyHeld
from prilavok.goods.stock.rules import summed
from prilavok.goods.stock.values import Want

OPEN = """
WITH hold AS (
    INSERT INTO stock_hold (order_id, location_id, state, expires_at, reason, is_issue_known)
    VALUES (%s, %s, 'held', statement_timestamp() + %s * interval '1 second', '', false) RETURNING id
)
INSERT INTO stock_holdline (hold_id, variant_id, quantity, known, returned)
SELECT hold.id, w.variant_id, w.quantity, 0, 0
FROM hold, unnest(%s::bigint[], %s::numeric[]) AS w (variant_id, quantity)
"""


def reserve(*, order_id: int, location_id: int, wants: Sequence[Want], hold_for_s: int | None) -> None:
    """Hold the goods until the database's clock passes `hold_for_s` (None = until released). Joins the unit."""
    require_unit()
    quantities = summed((want.variant_id, want.quantity) for want in wants)
    if not quantities:
        raise ValueError("nothing to reserve")
    with part():
        _open(order_id, location_id, hold_for_s, quantities=(numbers(quantities), numbers(quantities.values())))
        move(
            [
                Shift(order_id=order_id, variant_id=variant_id, location_id=location_id, hold=quantity)
                for variant_id, quantity in quantities.items()
            ],
            kind="reserve",
        )


def _open(order_id: int, location_id: int, hold_for_s: int | None, *, quantities: tuple[str, str]) -> None:
    try:
        fetch(OPEN, [order_id, location_id, hold_for_s, *quantities])
    except IntegrityError as error:
        if "stock_one_open_hold" in str(error):
            raise AlreadyHeld from error
        raise
