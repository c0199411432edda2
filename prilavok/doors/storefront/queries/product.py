"""The product page asks the truth, not the shelf: cards, prices and balances of this moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.timezone import localdate

from prilavok.base.bulk import fetch, numbers
from prilavok.base.foresight import Subject
from prilavok.base.heard import aside
from prilavok.base.money import Money
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.choices import Axis, matrix
from prilavok.doors.storefront.queries import sets, shelf
from prilavok.doors.storefront.queries.faces import place_of
from prilavok.doors.storefront.queries.ladder import Ladder, ladder_of
from prilavok.doors.storefront.queries.own_prices import own_of
from prilavok.doors.storefront.queries.price_words import WhyPrice, why_price
from prilavok.doors.storefront.values import Card, Inside, LadderStep, OwnPrice, Place
from prilavok.goods.assortment import api as assortment
from prilavok.goods.bundles import api as bundles
from prilavok.goods.bundles.values import Part
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard, ProductId, VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import Circumstances, PriceTag
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import ArrivalView, Available, LocationId
from prilavok.trade.oms.values import StoreOffer

CHANNEL = "site"
MOST_KNOWN = 50_000
BEST_SELLERS = 20_000
PIECE = 1000
BEST = """
SELECT slug, product_id, variant_ids FROM storefront_shelf WHERE is_anywhere ORDER BY rank DESC, product_id
LIMIT %s OFFSET %s
"""


@dataclass(frozen=True, kw_only=True)
class ProductView:
    """All that the product page shows. `chosen` is None when the product has nothing active to sell; `is_unknown`: of
    some store nobody knows how many there are.

    `axes`: variants as a matrix of features, empty when they cannot be told apart by them. `ahead`: where and when it
    can be had if it is ordered before it has come; `brought`: where other stores bring it. `measured_from`: the store
    that distances are from, "" for the middle of the city. `own`: the price is one of the visitor's own.
    """

    card: ProductCard
    chosen: VariantCard | None
    price: Money | None
    before: Money | None
    prices: dict[VariantId, PriceTag]
    in_stock: frozenset[VariantId]
    ladder: tuple[LadderStep, ...]
    here: Decimal
    other_cities: tuple[tuple[str, int], ...]
    expected: tuple[ArrivalView, ...] = ()
    is_sold_here: bool = True
    why: WhyPrice | None = None
    is_unknown: bool = False
    axes: tuple[Axis, ...] = ()
    ahead: StoreOffer | None = None
    brought: StoreOffer | None = None
    measured_from: str = ""
    inside: Inside | None = None
    sets: tuple[Card, ...] = ()
    own: OwnPrice | None = None

    @property
    def can_buy(self) -> bool:
        """Whether it is sold in the visitor's region, there is a price and a store that has it."""
        return self.is_sold_here and self.price is not None and (self.here > 0 or bool(self.other_cities))

    @property
    def can_preorder(self) -> bool:
        """Whether it can only be ordered before it has come, and may be."""
        return self.is_sold_here and self.price is not None and not self.can_buy and self.ahead is not None

    @property
    def is_spoken_for(self) -> bool:
        """Whether it is expected and might be ordered ahead, but others have ordered all that is expected."""
        may = self.card.can_preorder and not self.can_buy and self.ahead is None
        return may and any(one.quantity is not None and one.location is not None for one in self.expected)


def product_view(*, slug: str, variant_id: int | None, place: Place) -> ProductView | None:
    """The product behind a slug with one variant chosen; None when it is not published."""
    card = _card_behind(slug)
    if card is None or not card.is_published:
        return None
    active = [one for one in card.variants if one.is_active]
    ids = [one.variant_id for one in active]
    where = place.own or Circumstances(channel=CHANNEL, region=place.region, store_id=place.store_id)
    around = bundles.around(variant_ids=ids)
    asked = [*ids, *dict.fromkeys(part.variant_id for one in ids for part in around.parts_of(one))]
    prices = pricing.prices(variant_ids=asked, where=where)
    balances = stock.availability(variant_ids=asked)
    in_stock = frozenset(one for one in ids if any(b.available > 0 for b in balances.get(one, {}).values()))
    chosen = _choose(active, variant_id, prices, in_stock)
    if chosen is None:
        return _empty(card, prices)
    parts = around.parts_of(chosen.variant_id)
    selling = _selling(chosen, parts, place)
    of_chosen = balances.get(chosen.variant_id, {})
    tag = prices.get(chosen.variant_id)
    ladder = Ladder()
    if selling.is_sold_here:
        ladder = ladder_of(chosen, of_chosen, place, selling.stores, is_bundle=bool(parts))
    here = sum((step.available for step in ladder.steps), Decimal(0))
    inside = sets.inside_of(parts, tag, prices)
    return ProductView(
        card=card,
        chosen=chosen,
        price=tag.price if tag else None,
        before=tag.before if tag else None,
        why=why_price(chosen.variant_id, tag, where) if tag else None,
        prices=prices,
        in_stock=in_stock,
        ladder=_with_notes(ladder.steps, inside, parts, balances),
        here=here,
        other_cities=_other_cities(of_chosen, place, selling),
        expected=_expected(chosen, place) if not here and ladder.ahead is None else (),
        is_sold_here=selling.is_sold_here,
        is_unknown=any(one in selling.stores and not balance.is_known for one, balance in of_chosen.items()),
        axes=matrix({one.variant_id: one.features for one in active}, chosen.variant_id, in_stock & prices.keys()),
        ahead=ladder.ahead,
        brought=ladder.brought,
        measured_from=ladder.measured_from,
        inside=inside,
        sets=sets.sets_with(around, ids, place_of(place.region, place.store_id), place.own) if not inside else (),
        own=own_of({chosen.variant_id: tag.price}, place.own).get(chosen.variant_id) if tag and place.own else None,
    )


def _card_behind(slug: str) -> ProductCard | None:
    """The card under a slug. Which product that is, is remembered: the card says whether it still is."""
    known = memory.behind.get(slug)
    card = pim.cards(product_ids=[ProductId(known[0])]).get(ProductId(known[0])) if known is not None else None
    if card is not None and card.slug == slug:
        return card
    found = _look_up(slug)
    return pim.cards(product_ids=[found[0]]).get(found[0]) if found is not None else None


def _look_up(slug: str) -> tuple[ProductId, tuple[VariantId, ...]] | None:
    with aside():  # the card tells it once more
        found = pim.ids_by_slug(slug)
    if found is None:
        return None
    if not memory.behind:
        memory.beside(_know_best_sellers)
    if len(memory.behind) >= MOST_KNOWN:
        memory.behind.clear()
    memory.behind[slug] = found
    return found


def _know_best_sellers() -> None:
    """Which products stand behind the addresses that are asked for most, before anybody asks."""
    for number in range(0, BEST_SELLERS, PIECE):
        rows = fetch(BEST, [PIECE, number])
        for slug, product_id, variant_ids in rows:
            memory.behind.setdefault(slug, (product_id, tuple(variant_ids)))
        if len(rows) < PIECE:
            return


def subject_of(slug: str) -> Subject | None:
    """What the page behind a slug is about, as its questions name it; None without such a product."""
    known = memory.behind.get(slug) or _look_up(slug)
    if known is None:
        return None
    product_id, variant_ids = known
    return {"product": numbers([product_id]), "variants": numbers(variant_ids), "first": numbers(variant_ids[:1])}


def _with_notes(
    steps: tuple[LadderStep, ...], inside: Inside | None, parts: Sequence[Part], balances: sets.Balances
) -> tuple[LadderStep, ...]:
    """The steps of a bundle say which part decides how many there are."""
    if inside is None:
        return steps
    titles = {one.variant_id: one.title for one in inside.parts}
    return tuple(replace(one, note=sets.limited_by(parts, titles, balances, one.location_id)) for one in steps)


def _empty(card: ProductCard, prices: dict[VariantId, PriceTag]) -> ProductView:
    return ProductView(
        card=card,
        chosen=None,
        price=None,
        before=None,
        prices=prices,
        in_stock=frozenset(),
        ladder=(),
        here=Decimal(0),
        other_cities=(),
    )


@dataclass(frozen=True)
class Selling:
    """Where a variant is sold: whether in the visitor's region, and in which stores at all."""

    is_sold_here: bool
    stores: frozenset[int]


def _selling(chosen: VariantCard, parts: Sequence[Part], place: Place) -> Selling:
    """One question of the assortment for every store; the region is asked for only when some store says no."""
    stores = [one.location_id for one in shelf.stores().values() if one.is_pickup]
    ids = [chosen.variant_id, *(part.variant_id for part in parts)]
    there = assortment.sold_in_stores(variant_ids=ids, channel=CHANNEL, store_ids=stores)
    selling = frozenset(one for one in stores if all(there[good][one].is_sold for good in ids))
    if len(selling) == len(stores) and stores:
        return Selling(is_sold_here=True, stores=selling)
    here = assortment.sold(variant_ids=ids, channel=CHANNEL, region=place.region)
    return Selling(is_sold_here=all(one.is_sold for one in here.values()), stores=selling)


def _expected(chosen: VariantCard, place: Place) -> tuple[ArrivalView, ...]:
    """The next arrivals of what is sold out: in the city, in warehouses, or where nobody said."""
    views = stock.expected(variant_ids=[chosen.variant_id], since=localdate()).get(chosen.variant_id, ())
    near = [
        one
        for one in views
        if one.location is None or one.location.kind == "warehouse" or not place.city or one.location.city == place.city
    ]
    # A day that a document names with its goods is not said once more by the bare promise of the card.
    named = {one.expected_on for one in near if one.quantity is not None}
    return tuple(one for one in near if one.quantity is not None or one.expected_on not in named)[:3]


def _choose(
    active: Sequence[VariantCard],
    variant_id: int | None,
    prices: dict[VariantId, PriceTag],
    in_stock: frozenset[VariantId],
) -> VariantCard | None:
    asked = next((one for one in active if one.variant_id == variant_id), None)
    if asked is not None:
        return asked
    ready = (one for one in active if one.variant_id in prices and one.variant_id in in_stock)
    priced = (one for one in active if one.variant_id in prices)
    return next(ready, None) or next(priced, None) or next(iter(active), None)


def _other_cities(balances: dict[LocationId, Available], place: Place, selling: Selling) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = {}
    for one in shelf.stores().values():
        is_elsewhere = one.city and one.location_id in selling.stores and one.location_id not in place.near
        if is_elsewhere and one.location_id in balances and balances[one.location_id].available > 0:
            counted[one.city] = counted.get(one.city, 0) + 1
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
