"""Bundles on a product page: what is inside one, and the ones that a good is part of."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from prilavok.base.money import Money
from prilavok.base.money import total as sum_of
from prilavok.design.formats import quantity
from prilavok.doors.storefront.queries import shelf
from prilavok.doors.storefront.queries.own_prices import with_own
from prilavok.doors.storefront.values import Card, Inside, InsidePart
from prilavok.goods.bundles import api as bundles
from prilavok.goods.bundles.values import Around, Part
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductId, VariantCard, VariantId
from prilavok.goods.pricing.values import Circumstances, PriceTag
from prilavok.goods.stock.values import Available, LocationId

MOST_SHOWN = 3
NOTHING = Decimal(0)
Balances = Mapping[VariantId, Mapping[LocationId, Available]]


def inside_of(parts: Sequence[Part], tag: PriceTag | None, prices: Mapping[VariantId, PriceTag]) -> Inside | None:
    """What is in the bundle, with pictures and prices by themselves, and what one saves. Two queries."""
    if not parts:
        return None
    cards = pim.variants(variant_ids=[part.variant_id for part in parts])
    addresses = {one.product_id: one.slug for one in shelf.cards_by_id([card.product_id for card in cards.values()])}
    shown = tuple(
        _part(part, cards[part.variant_id], addresses, prices.get(part.variant_id))
        for part in parts
        if part.variant_id in cards
    )
    apart = sum_of([one.total for one in shown if one.total]) if all(one.total for one in shown) else None
    saves = apart - tag.price if apart and tag and tag.price < apart else None
    return Inside(parts=shown, pieces=sum((part.quantity for part in parts), NOTHING), apart=apart, saves=saves)


def _part(part: Part, card: VariantCard, addresses: Mapping[int, str], tag: PriceTag | None) -> InsidePart:
    return InsidePart(
        variant_id=part.variant_id,
        title=card.title,
        slug=addresses.get(card.product_id, ""),
        image=card.image,
        quantity=part.quantity,
        unit=card.unit,
        total=Money(tag.price.amount * part.quantity, tag.price.currency) if tag else None,
    )


def sets_with(
    around: Around, variant_ids: Sequence[VariantId], place: str, own: Circumstances | None = None
) -> tuple[Card, ...]:
    """Cards of the bundles that have any of these goods inside, the first few. One query, none without such."""
    found = [one for variant_id in variant_ids for one in around.containing(variant_id)]
    product_ids = [ProductId(around.product_ids[one]) for one in dict.fromkeys(found)][:MOST_SHOWN]
    return tuple(with_own(shelf.cards_by_id(product_ids, (), place), own)) if product_ids else ()


def limited_by(parts: Sequence[Part], titles: Mapping[int, str], balances: Balances, location_id: int) -> str:
    """Which part decides how many bundles a store has, in words; nothing where all is plenty."""
    free = {
        int(part.variant_id): balance.available if (balance := _there(balances, part, location_id)) else NOTHING
        for part in parts
    }
    scarce = bundles.limiting(parts, free)
    if scarce is None:
        return ""
    left, title = free[scarce.variant_id], titles.get(scarce.variant_id, "")
    if left < scarce.quantity:
        words = {"title": title, "left": quantity(left), "wanted": quantity(scarce.quantity)}
        return _("%(title)s: %(left)s of the %(wanted)s needed") % words
    return _("the least of: %(title)s, %(left)s") % {"title": title, "left": quantity(left)}


def _there(balances: Balances, part: Part, location_id: int) -> Available | None:
    return balances.get(part.variant_id, {}).get(LocationId(location_id))
