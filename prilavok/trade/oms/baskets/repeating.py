"""Put goods into a basket again: of an order to repeat, of a link; what cannot be put is said."""

from collections.abc import Sequence
from decimal import Decimal

from prilavok.base.unit import part, require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.values import ANYONE, Circumstances
from prilavok.goods.stock import api as stock
from prilavok.trade.oms.actions.fill_basket import set_line
from prilavok.trade.oms.as_values import contents
from prilavok.trade.oms.baskets.values import NotPut, Wanted
from prilavok.trade.oms.errors import GoodUnknown, QuantityWrong, TooManyLines
from prilavok.trade.oms.queries.offers import network_of, pickup_stores, places_of

NOTHING = Decimal(0)


def put_again(*, token: str, wanted: Sequence[Wanted], where: Circumstances = ANYONE) -> tuple[NotPut, ...]:
    """Put these in beside what lies there, as many as any store has; what was not put, or less. Joins the unit.

    A good that lies there already keeps the greater quantity: twice repeated is once repeated.
    """
    require_unit()
    ids = [one.variant_id for one in wanted]
    lies = {line.variant_id: line.quantity for line in contents(token).lines}
    left, cards = _most(ids), pim.variants(variant_ids=ids)
    missed: list[NotPut] = []
    for one in wanted:
        most = min(one.quantity, left.get(one.variant_id, NOTHING))
        put = (
            _put(token, Wanted(variant_id=one.variant_id, quantity=most), where)
            if most > lies.get(one.variant_id, NOTHING)
            else most
        )
        if max(put, lies.get(one.variant_id, NOTHING)) < one.quantity:
            card = cards.get(one.variant_id)
            missed.append(
                NotPut(variant_id=one.variant_id, title=card.title if card else "", wanted=one.quantity, put=put)
            )
    return tuple(missed)


def _put(token: str, one: Wanted, where: Circumstances) -> Decimal:
    try:
        with part():
            set_line(token=token, variant_id=one.variant_id, quantity=one.quantity, where=where)
    except (GoodUnknown, QuantityWrong, TooManyLines):
        return NOTHING
    return one.quantity


def _most(ids: Sequence[int]) -> dict[int, Decimal]:
    """The most that one pick-up store, or those that send to them, have of each."""
    stores = pickup_stores()
    lying = stock.availability(variant_ids=ids, location_ids=places_of(stores, network_of(stores)))
    return {
        int(one): max((free.available for free in places.values()), default=NOTHING) for one, places in lying.items()
    }
