"""Make an order's hold fit its corrected lines; what is on its way to the order counts as held."""

from collections.abc import Sequence
from decimal import Decimal

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import part, require_unit
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.actions._holds import lock_open_hold, quantities
from prilavok.goods.stock.actions.release_hold import release
from prilavok.goods.stock.actions.reserve_goods import ForOrder, opened
from prilavok.goods.stock.advances import following
from prilavok.goods.stock.errors import NothingHeld
from prilavok.goods.stock.models import Hold, HoldLine
from prilavok.goods.stock.rules import changes, summed
from prilavok.goods.stock.transfers import serving
from prilavok.goods.stock.values import Want

FIT = """
INSERT INTO stock_holdline AS line (hold_id, variant_id, quantity, known, returned)
SELECT %s, w.variant_id, w.quantity, 0, 0 FROM unnest(%s::bigint[], %s::numeric[]) AS w (variant_id, quantity)
ON CONFLICT (hold_id, variant_id) DO UPDATE SET quantity = excluded.quantity
WHERE line.quantity IS DISTINCT FROM excluded.quantity
"""


def change_hold(*, order_id: int, wants: Sequence[Want]) -> None:
    """Hold exactly these quantities from now on; more is taken only if it is there. Raises NothingHeld, NotEnough."""
    require_unit()
    after = summed((want.variant_id, want.quantity) for want in wants)
    with part():
        promised = serving.lock_promises(order_id)
        hold = lock_open_hold(order_id)
        if hold is None and not promised:
            raise NothingHeld
        if not after:
            release(order_id=order_id, reason="nothing is wanted any more")
            return
        here, shifts = serving.shrink(order_id=order_id, wanted=after)
        if hold is not None:
            shifts += _fitted(hold, here)
        elif here:
            own = ForOrder(
                order_id=order_id,
                number=promised[0].order_number,
                location_id=promised[0].target_id,
                hold_for_s=promised[0].hold_for_s,
            )
            shifts += opened(own, here)
        following.fit(order_id)
        move(shifts, kind="change")


def _fitted(hold: Hold, after: dict[int, Decimal]) -> list[Shift]:
    """Have the hold keep exactly these; what is to be moved."""
    deltas = changes(quantities(hold), after)
    HoldLine.objects.filter(hold=hold).exclude(variant_id__in=after).delete()
    fetch(FIT, [hold.pk, numbers(after), numbers(after.values())])
    return [
        Shift(order_id=hold.order_id or 0, variant_id=variant_id, location_id=hold.location_id, hold=delta)
        for variant_id, delta in deltas.items()
    ]
