"""Take goods off sale for an order, whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError

from prilavok.base.bulk import fetch_often, numbers
from prilavok.base.unit import in_part, require_unit
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.baskets.holding import let_go_of
from prilavok.goods.stock.errors import AlreadyHeld
from prilavok.goods.stock.rules import summed
from prilavok.goods.stock.values import Want

OPEN = """
WITH hold AS (
    INSERT INTO stock_hold (order_id, number, location_id, state, expires_at, reason, is_issue_known)
    VALUES (%s, %s, %s, 'held', statement_timestamp() + make_interval(secs => %s), '', false) RETURNING id
)
INSERT INTO stock_holdline (hold_id, variant_id, quantity, known, returned)
SELECT hold.id, w.variant_id, w.quantity, 0, 0
FROM hold, unnest(%s::bigint[], %s::numeric[]) AS w (variant_id, quantity)
"""


@dataclass(frozen=True, kw_only=True)
class ForOrder:
    """For whom goods are held, where, and for how long by the database's clock (None = until released).

    `basket_id`: what was held for that basket at the checkout becomes the order's in the same statement.
    """

    order_id: int
    number: str
    location_id: int
    hold_for_s: int | None
    basket_id: int | None = None


def reserve(order: ForOrder, wants: Sequence[Want]) -> None:
    """Hold the goods, whole or not at all. Joins the unit."""
    require_unit()
    quantities = summed((want.variant_id, want.quantity) for want in wants)
    if not quantities:
        raise ValueError("nothing to reserve")
    with in_part():
        before = let_go_of(order.basket_id, "ordered") if order.basket_id is not None else []
        opens = {
            "order": order.order_id,
            "number": order.number[:40],
            "place": order.location_id,
            "hold_for_s": order.hold_for_s,
            "held": numbers(quantities),
            "quantities": numbers(quantities.values()),
        }
        with _one_hold_an_order():
            move([*before, *_taken(order, quantities)], kind="reserve", opens=opens)


@contextmanager
def _one_hold_an_order() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "stock_one_open_hold" in str(error):
            raise AlreadyHeld from error
        raise


def _taken(order: ForOrder, quantities: dict[int, Decimal]) -> list[Shift]:
    return [
        Shift(order_id=order.order_id, variant_id=variant_id, location_id=order.location_id, hold=quantity)
        for variant_id, quantity in quantities.items()
    ]


def opened(order: ForOrder, quantities: dict[int, Decimal]) -> list[Shift]:
    """Open the hold; what is to be moved, by the caller's one statement. Raises AlreadyHeld."""
    lines = [numbers(quantities), numbers(quantities.values())]
    with _one_hold_an_order():
        fetch_often(OPEN, [order.order_id, order.number[:40], order.location_id, order.hold_for_s, *lines])
    return _taken(order, quantities)
