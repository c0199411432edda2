"""Finding and locking the hold of an order: the first step of every change to it."""

from decimal import Decimal

from prilavok.base.unit import require_unit
from prilavok.goods.stock.models import Hold, HoldLine


def lock_open_hold(order_id: int) -> Hold | None:
    """The order's open hold, locked until the end of the unit; None when nothing is held."""
    require_unit()
    return Hold.objects.select_for_update(of=("self",)).filter(order_id=order_id, state=Hold.State.HELD).first()


def lock_last_hold(order_id: int) -> Hold | None:
    """The order's newest hold in any state, locked until the end of the unit."""
    require_unit()
    return Hold.objects.select_for_update(of=("self",)).filter(order_id=order_id).order_by("-id").first()


def quantities(hold: Hold) -> dict[int, Decimal]:
    """What the hold keeps, by variant, in the order of locking."""
    lines = HoldLine.objects.filter(hold=hold).order_by("variant_id").values_list("variant_id", "quantity")
    return dict(lines)
