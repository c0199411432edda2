"""Prices of a buyer's own on cards: people of a segment see everywhere what they pay.

The shelf knows the prices of places, not of people. For whom rules or promotions name a segment the cards of a page are
priced anew, by two more questions; nobody else asks any. What is not for sale on their terms is left out. A price that
is not the one of the others is marked as theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from prilavok.base.bulk import fetch, numbers
from prilavok.base.money import Money
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.values import Card, OwnPrice
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import Circumstances, PriceTag, VariantId

NOTHING = Decimal(0)
VARIANTS = """
SELECT s.product_id, one.variant_id FROM storefront_shelf s, unnest(s.variant_ids) AS one (variant_id)
WHERE s.product_id = ANY (%s::bigint[])
"""


def segments() -> frozenset[str]:
    """The segments with prices of their own; at most a second old."""
    return memory.kept("own segments", memory.STORES_S, pricing.ruled_segments)


def with_own(cards: Sequence[Card], own: Circumstances | None) -> list[Card]:
    """The cards at the prices of these people; as they are for everybody else."""
    if own is None or not cards:
        return list(cards)
    rows: list[tuple[Any, ...]] = fetch(VARIANTS, [numbers([one.product_id for one in cards])])
    tags = pricing.prices(variant_ids=[VariantId(variant_id) for _, variant_id in rows], where=own)
    known: dict[int, list[PriceTag]] = {}
    for product_id, variant_id in rows:
        if variant_id in tags:
            known.setdefault(product_id, []).append(tags[VariantId(variant_id)])
    return [_priced(one, known[one.product_id]) for one in cards if one.product_id in known]


def own_price(now: Decimal, usual: Decimal) -> OwnPrice | None:
    """A price as one of a buyer's own; None when it is what everybody pays there."""
    return None if now == usual else OwnPrice(saves=max(usual - now, NOTHING))


def own_of(paid: Mapping[VariantId, Money], own: Circumstances) -> dict[VariantId, OwnPrice]:
    """Which of these prices are of the buyer's own, and how much others pay more. One or two queries, none without
    prices."""
    usual = pricing.prices(variant_ids=list(paid), where=replace(own, segments=frozenset())) if paid else {}
    found = {one: own_price(price.amount, usual[one].price.amount) for one, price in paid.items() if one in usual}
    return {one: price for one, price in found.items() if price is not None}


def _priced(card: Card, tags: Sequence[PriceTag]) -> Card:
    cheapest, dearest = (choose(tags, key=_amount) for choose in (min, max))
    card.own = own_price(cheapest.price.amount, card.price)
    card.price, card.price_to = cheapest.price.amount, dearest.price.amount
    card.before = cheapest.before.amount if cheapest.before else None
    return card


def _amount(tag: PriceTag) -> Decimal:
    return tag.price.amount
