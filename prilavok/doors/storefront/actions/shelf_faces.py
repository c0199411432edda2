"""How goods look to buyers of each place: whether they are listed there, and what they cost.

A buyer's place is their region, or their store when it has prices of its own. Most goods look alike everywhere, so the
shelf holds one face for all and `storefront_shelfplace` only those that differ: of a chain that sells and prices
everything alike not one row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from prilavok.base.bulk import numbers, records
from prilavok.goods.assortment import api as assortment
from prilavok.goods.bundles import api as bundles
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import Circumstances, PriceTag
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationId

CHANNEL = "site"
Promises = dict[VariantId, dict[LocationId, Decimal | None]]

PUT = """
WITH told AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (product_id bigint, place text, is_visible bool,
        price numeric, price_to numeric, before numeric)
), gone AS (
    DELETE FROM storefront_shelfplace p WHERE p.product_id = ANY(%(products)s::bigint[])
        AND NOT EXISTS (SELECT FROM told t WHERE t.place = p.place AND t.product_id = p.product_id)
    RETURNING p.product_id
), put AS (
INSERT INTO storefront_shelfplace AS p (place, product_id, is_visible, price, price_to, before)
SELECT place, product_id, is_visible, price, price_to, before FROM told
ON CONFLICT (place, product_id) DO UPDATE SET is_visible = excluded.is_visible, price = excluded.price,
    price_to = excluded.price_to, before = excluded.before
WHERE (p.is_visible, p.price, p.price_to, p.before)
    IS DISTINCT FROM (excluded.is_visible, excluded.price, excluded.price_to, excluded.before)
RETURNING p.product_id
)
UPDATE storefront_shelf SET sequence = nextval('storefront_shelf_changes')
WHERE product_id IN (SELECT product_id FROM gone UNION SELECT product_id FROM put)
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place whose buyers may see another face; `code` is what the shelf calls it."""

    code: str
    region: str
    store_id: int | None = None

    @property
    def where(self) -> Circumstances:
        """The place as pricing asks for it."""
        return Circumstances(channel=CHANNEL, region=self.region, store_id=self.store_id)


@dataclass(frozen=True, kw_only=True)
class Face:
    """How a product looks somewhere; the price is that of the cheapest variant, `price_to` of the dearest."""

    is_visible: bool
    price: Decimal | None = None
    price_to: Decimal | None = None
    before: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Looks:
    """The usual face of a product and those of the places where it looks different."""

    usual: Face
    places: dict[str, Face]

    @property
    def is_anywhere(self) -> bool:
        """Whether any buyer sees it."""
        return self.usual.is_visible or any(face.is_visible for face in self.places.values())


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a face depends on: the active variants and whether the card is published at all."""

    variant_ids: Sequence[VariantId]
    is_published: bool


def looks_of(goods: Mapping[int, Shown]) -> dict[int, Looks]:
    """The faces of products: one question of assortment, one of prices for each place that has prices of its own."""
    variant_ids = [one for shown in goods.values() for one in shown.variant_ids]
    regions = [one.code for one in stock.regions()]
    unlisted = _unlisted(goods, regions)
    usual = pricing.prices(variant_ids=variant_ids)
    priced = {one.code: pricing.prices(variant_ids=variant_ids, where=one.where) for one in _priced_places()}
    places = {one.code: one for one in (*(Place(code=code, region=code) for code in regions), *_priced_places())}
    looks = {}
    for key, shown in goods.items():
        away = unlisted.get(key, frozenset())
        face = _face(shown, usual, is_listed="" not in away)
        others = {
            code: _face(shown, priced.get(code, usual), is_listed=place.region not in away)
            for code, place in places.items()
            if away or code in priced
        }
        looks[key] = Looks(usual=face, places={code: other for code, other in others.items() if other != face})
    return looks


def _unlisted(goods: Mapping[int, Shown], regions: Sequence[str]) -> dict[int, frozenset[str]]:
    """Where goods are not listed; a bundle is not where any of its parts is not."""
    found = dict(
        assortment.unlisted(
            goods={key: shown.variant_ids for key, shown in goods.items()}, channel=CHANNEL, regions=regions
        )
    )
    inside = bundles.around(variant_ids=[one for shown in goods.values() for one in shown.variant_ids])
    parts = {
        (key, part.variant_id)
        for key, shown in goods.items()
        for one in shown.variant_ids
        for part in inside.parts_of(one)
    }
    if parts:
        away = assortment.unlisted(goods={part: [part] for _, part in parts}, channel=CHANNEL, regions=regions)
        for key, part in parts:
            found[key] = found.get(key, frozenset()) | away.get(part, frozenset())
    return found


def _priced_places() -> list[Place]:
    """The regions and stores that rules of pricing name."""
    ruled = pricing.ruled_places()
    known = stock.regions_of(location_ids=sorted(ruled.store_ids)) if ruled.store_ids else {}
    return [
        *(Place(code=code, region=code) for code in sorted(ruled.regions)),
        *(Place(code=f"#{key}", region=region, store_id=key) for key, region in sorted(known.items())),
    ]


def _face(shown: Shown, tags: Mapping[VariantId, PriceTag], *, is_listed: bool) -> Face:
    known = sorted((tags[one] for one in shown.variant_ids if one in tags), key=lambda tag: tag.price.amount)
    if not known:
        return Face(is_visible=False)
    cheapest, before = known[0].price.amount, known[0].before
    return Face(
        is_visible=shown.is_published and is_listed and cheapest > 0,
        price=cheapest,
        price_to=known[-1].price.amount,
        before=before.amount if before else None,
    )


def put_places(looks: Mapping[int, Looks]) -> None:
    """Write the faces that differ from the usual one, forget those that no longer do."""
    rows: list[dict[str, Any]] = [
        {"product_id": key, "place": code, **as_row(face)}
        for key, one in looks.items()
        for code, face in one.places.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(PUT, {"rows": records(rows), "products": numbers(looks)})


def as_row(face: Face) -> dict[str, Any]:
    """A face as columns."""

    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else str(amount)

    return {
        "is_visible": face.is_visible,
        "price": text(face.price),
        "price_to": text(face.price_to),
        "before": text(face.before),
    }


def sellable(variant_ids: Sequence[VariantId]) -> Promises:
    """What may be promised where it may be sold on the site, None where nobody knows: without the stores whose
    assortment leaves the goods out."""
    promises = stock.promised(variant_ids=variant_ids)
    stores = sorted({place for places in promises.values() for place in places})
    inside = bundles.around(variant_ids=variant_ids)
    goods = {one: (one, *(part.variant_id for part in inside.parts_of(one))) for one in variant_ids}
    asked = list(dict.fromkeys(one for group in goods.values() for one in group))
    standings = assortment.sold_in_stores(variant_ids=asked, channel=CHANNEL, store_ids=stores)
    return {
        key: {place: free for place, free in places.items() if all(standings[one][place].is_sold for one in goods[key])}
        for key, places in promises.items()
    }
