"""The goods leave the store, or come back."""

from collections.abc import Sequence

from django.db.models import F
from django.db.models.functions import Now

from prilavok.base.unit import part, require_unit
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.actions._holds import lock_last_hold, quantities
from prilavok.goods.stock.errors import BackMoreThanIssued, NothingHeld
from prilavok.goods.stock.models import Hold, HoldLine
from prilavok.goods.stock.rules import summed
from prilavok.goods.stock.transfers import serving
from prilavok.goods.stock.values import Want


def issue(*, order_id: int) -> None:
    """Turn the order's hold into an issue; a second call does nothing. Raises NothingHeld."""
    require_unit()
    left = serving.let_go(order_id=order_id, reason="issued without them")
    hold = lock_last_hold(order_id)
    if hold is not None and hold.state == Hold.State.ISSUED:
        return
    if hold is None or hold.state != Hold.State.HELD:
        raise NothingHeld
    Hold.objects.filter(pk=hold.pk).update(state=Hold.State.ISSUED, closed_at=Now(), expires_at=None)
    gone = [
        Shift(order_id=order_id, variant_id=variant_id, location_id=hold.location_id, hand=-quantity, hold=-quantity)
        for variant_id, quantity in quantities(hold).items()
    ]
    move(gone, kind="issue")
    move(left, kind="release")


def take_back(*, order_id: int, wants: Sequence[Want]) -> None:
    """Issued goods lie in the store again. Raises NothingHeld, BackMoreThanIssued."""
    require_unit()
    hold = lock_last_hold(order_id)
    if hold is None or hold.state != Hold.State.ISSUED:
        raise NothingHeld
    back = summed((want.variant_id, want.quantity) for want in wants)
    with part():
        for variant_id, quantity in back.items():
            fits = HoldLine.objects.filter(hold=hold, variant_id=variant_id, quantity__gte=F("returned") + quantity)
            if not fits.update(returned=F("returned") + quantity):
                raise BackMoreThanIssued
        move(
            [
                Shift(order_id=order_id, variant_id=variant_id, location_id=hold.location_id, hand=quantity)
                for variant_id, quantity in back.items()
            ],
            kind="return",
        )
