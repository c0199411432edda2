"""What the header says of a basket, and whom it concerns when stock or prices change."""

from collections.abc import Sequence
from decimal import Decimal

from prilavok.base import live
from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import Circumstances
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.baskets import api as holds
from prilavok.goods.stock.values import Available, LocationId
from prilavok.trade.oms.as_values import contents
from prilavok.trade.oms.baskets.own_hold import with_own
from prilavok.trade.oms.baskets.values import Signs
from prilavok.trade.oms.bringing.awaiting import arrivals_of
from prilavok.trade.oms.values import Basket, BasketLine

NOTHING = Decimal(0)
# Pages of today: whoever comes back later asks anyway.
CONCERNED = """
SELECT DISTINCT l.basket_id FROM oms_basketline l JOIN oms_basket b ON b.id = l.basket_id
WHERE l.variant_id = ANY(%s::bigint[]) AND b.changed_at > statement_timestamp() - interval '1 day'
LIMIT 1000
"""


def signs(token: str, *, location_ids: Sequence[int], where: Circumstances) -> Signs:
    """How many goods lie there and how many of them cost something else now or are not there any more.

    `location_ids`: where orders can be picked up. Four queries, one of an empty basket, none without a key; some more
    when something is not there: it may be ordered ahead.
    """
    basket = contents(token) if token else Basket(token="", lines=())
    if not basket.lines:
        return Signs()
    ids = [line.variant_id for line in basket.lines]
    lying = stock.availability(variant_ids=ids, location_ids=location_ids)
    is_held = False
    if basket.held_until is not None and basket.basket_id is not None:
        hold = holds.basket_holds(basket_ids=[basket.basket_id]).get(basket.basket_id)
        lying, is_held = with_own(lying, hold), hold is not None
    unpriced = set(pricing.unpriced(variant_ids=ids, where=where))
    priced = [line for line in basket.lines if line.variant_id not in unpriced]
    quote = pricing.quote(lines=[(one.variant_id, one.quantity) for one in priced], where=where) if priced else None
    now = {one.variant_id: one.shelf_price or one.unit_price for one in quote.lines if not one.is_gift} if quote else {}
    # Goods held are not lacking, and a bundle's own number does not know that its parts are held.
    lacking = [] if is_held else _not_coming([one for one in basket.lines if _lacks(one, lying[one.variant_id])])
    troubled = [*lacking, *(line for line in basket.lines if line.variant_id not in now)]
    changed = [line for line in basket.lines if line.seen_price and line.seen_price != now.get(line.variant_id)]
    return Signs(count=len(basket.lines), troubles=len({line.variant_id for line in (*troubled, *changed)}))


def wake_baskets(variant_ids: Sequence[int]) -> int:
    """Pages that show a basket with any of these look again; returns how many baskets. Joins the unit."""
    require_unit()
    concerned = [row[0] for row in fetch(CONCERNED, [numbers(variant_ids)])] if variant_ids else []
    if concerned:
        live.say_all([(f"basket:{basket_id}", "changed") for basket_id in concerned])
    return len(concerned)


def _not_coming(lines: Sequence[BasketLine]) -> list[BasketLine]:
    """Without those that are ordered ahead of what is expected: that is no news."""
    cards = pim.variants(variant_ids=[line.variant_id for line in lines]) if lines else {}
    coming = arrivals_of([key for key, card in cards.items() if card.can_preorder])
    return [line for line in lines if sum(one.free for one in coming.get(line.variant_id, ())) < line.quantity]


def _lacks(line: BasketLine, places: dict[LocationId, Available]) -> bool:
    """No one store has that many; what could be brought is not counted: the basket's page knows better."""
    return max((one.available for one in places.values()), default=NOTHING) < line.quantity
