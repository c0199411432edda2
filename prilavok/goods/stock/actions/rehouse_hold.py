"""Let an order's goods be held in another store: taken there and let go here in one statement, or left as they were."""

from collections.abc import Sequence

from django.db.models.functions import Now

from prilavok.base.unit import part, require_unit
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.actions._holds import lock_open_hold, quantities
from prilavok.goods.stock.actions.reserve_goods import ForOrder, opened
from prilavok.goods.stock.advances import following
from prilavok.goods.stock.errors import NothingHeld
from prilavok.goods.stock.models import Hold
from prilavok.goods.stock.rules import summed
from prilavok.goods.stock.transfers import serving
from prilavok.goods.stock.values import Want

WHY = "another store was chosen"


def rehouse_hold(*, order_id: int, location_id: int, wants: Sequence[Want], hold_for_s: int | None) -> None:
    """Hold these in that store instead; what was promised on its way is called off. Joins the unit.

    Both stores are locked in one order by one statement: two orders that change places never wait for one another.
    Raises NotEnough and NothingHeld; everything is then held where it was.
    """
    require_unit()
    wanted = summed((want.variant_id, want.quantity) for want in wants)
    with part():
        promised = serving.lock_promises(order_id)
        shifts = serving.let_go(order_id=order_id, reason=WHY)
        hold = lock_open_hold(order_id)
        if hold is None and not promised:
            raise NothingHeld
        if hold is not None:
            Hold.objects.filter(pk=hold.pk).update(state=Hold.State.RELEASED, reason=WHY, closed_at=Now())
            shifts += [
                Shift(order_id=order_id, variant_id=variant_id, location_id=hold.location_id, hold=-quantity)
                for variant_id, quantity in quantities(hold).items()
            ]
        following.fit(order_id)
        number = hold.number if hold is not None else promised[0].order_number
        there = ForOrder(order_id=order_id, number=number, location_id=location_id, hold_for_s=hold_for_s)
        move([*shifts, *opened(there, wanted)], kind="change")
