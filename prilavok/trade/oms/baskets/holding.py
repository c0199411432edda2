"""Hold the goods of a basket while its buyer is at the checkout, if the chain does that at all."""

from datetime import datetime

from prilavok.base.unit import require_unit
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock.baskets import api as holds
from prilavok.goods.stock.errors import NotEnough
from prilavok.trade.oms.baskets.pieces import pieces_of
from prilavok.trade.oms.baskets.terms import basket_terms
from prilavok.trade.oms.models import Basket, BasketLine


def hold_at_checkout(*, token: str, location_id: int) -> datetime | None:
    """Hold what lies in the basket in that store; until when, None when nothing is held there for it. Joins the unit.

    Where goods are held already it is for as long as was said at first. A store that lacks something changes nothing.
    """
    require_unit()
    minutes = basket_terms().hold_minutes
    # The basket's row is locked as an order locks it: goods that are being ordered right now are not held behind it.
    basket = Basket.objects.select_for_update(of=("self",)).filter(keys__token=token).first() if minutes else None
    if basket is None or minutes is None:
        return None
    lines = BasketLine.objects.filter(basket=basket)
    wants = pieces_of((VariantId(line.variant_id), line.quantity) for line in lines)
    try:
        until = holds.hold_for_basket(basket_id=basket.pk, location_id=location_id, wants=wants, term_s=minutes * 60)
    except NotEnough:
        return None
    if until != basket.held_until:
        Basket.objects.filter(pk=basket.pk).update(held_until=until)
    return until


def let_go_hold(*, token: str) -> None:
    """The buyer does not want the goods held any more. Joins the unit."""
    require_unit()
    basket = Basket.objects.select_for_update(of=("self",)).filter(keys__token=token).first()
    if basket is not None and basket.held_until is not None:
        holds.let_go(basket_id=basket.pk, reason="the buyer has left the checkout")
        Basket.objects.filter(pk=basket.pk).update(held_until=None)
