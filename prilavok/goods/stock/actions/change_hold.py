"""Make an order's hold fit its corrected lines."""

from collections.abc import Sequence

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import part, require_unit
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.actions._holds import lock_open_hold, quantities
from prilavok.goods.stock.actions.release_hold import release
from prilavok.goods.stock.errors import NothingHeld
from prilavok.goods.stock.models import HoldLine
from prilavok.goods.stock.rules import changes, summed
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
    hold = lock_open_hold(order_id)
    if hold is None:
        raise NothingHeld
    after = summed((want.variant_id, want.quantity) for want in wants)
    if not after:
        release(order_id=order_id, reason="nothing is wanted any more")
        return
    deltas = changes(quantities(hold), after)
    with part():
        HoldLine.objects.filter(hold=hold).exclude(variant_id__in=after).delete()
        fetch(FIT, [hold.pk, numbers(after), numbers(after.values())])
        move(
            [
                Shift(order_id=order_id, variant_id=variant_id, location_id=hold.location_id, hold=delta)
                for variant_id, delta in deltas.items()
            ],
            kind="change",
        )
