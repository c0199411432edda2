"""Write the shelf: read the truth for many products at once, put the difference down in one statement.

All writers of the shelf queue at one advisory lock and read the truth only when they hold it. So an older reading never
overwrites a newer one, and the sequence numbers become visible in order, which the indexer relies on.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.timezone import localdate

from prilavok.base.bulk import fetch, numbers, pieces
from prilavok.base.unit import require_unit
from prilavok.doors.storefront import rules
from prilavok.doors.storefront.actions.shelf_faces import (
    Looks,
    Promises,
    Shown,
    as_row,
    looks_of,
    put_places,
    sellable,
)
from prilavok.doors.storefront.finding.facets import facets_of
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryId, ProductCard, ProductId, VariantId
from prilavok.goods.stock import api as stock


class Told(NamedTuple):
    """What is where, and what is expected."""

    promises: Promises
    arriving: dict[VariantId, str]


BATCH = 500
LOCK = 7_410_226_001

# What sells and can be had at once comes first, what is nowhere last; 100 points of popularity are one basket.
RANK = "(cardinality({t}.location_ids) > 0)::int * 1000 + ln(1 + {t}.popularity / 100.0) * 100 + least(cardinality({t}.location_ids), 20) + ({t}.image <> '')::int * 5"  # noqa: E501

UPSERT = """
INSERT INTO storefront_shelf AS s (product_id, slug, title, title_key, brand, category_ids, variant_ids, price,
  price_to, before, image, image_width, image_height, image_tone, codes, words, stock, location_ids, facets, arrives_on,
  popularity, rank, is_published, is_visible, is_anywhere, created_at, sequence)
SELECT r.product_id, r.slug, r.title, r.title_key, r.brand, r.category_ids, r.variant_ids, r.price, r.price_to,
  r.before, r.image, r.image_width, r.image_height, r.image_tone, r.codes, r.words, r.stock, r.location_ids, r.facets,
  r.arrives_on, 0, 0, r.is_published, r.is_visible, r.is_anywhere, r.created_at, nextval('storefront_shelf_changes')
FROM jsonb_to_recordset(%s::jsonb) AS r (product_id bigint, slug text, title text, title_key text, brand text,
  category_ids bigint[], variant_ids bigint[], price numeric, price_to numeric, before numeric, image text,
  image_width int, image_height int, image_tone text, codes text[], words text, stock jsonb, location_ids bigint[],
  facets text[], arrives_on date, is_published bool, is_visible bool, is_anywhere bool, created_at timestamptz)
ON CONFLICT (product_id) DO UPDATE SET slug = excluded.slug, title = excluded.title, title_key = excluded.title_key,
  brand = excluded.brand, category_ids = excluded.category_ids, variant_ids = excluded.variant_ids,
  price = excluded.price, price_to = excluded.price_to, before = excluded.before,
  image = excluded.image, image_width = excluded.image_width,
  image_height = excluded.image_height, image_tone = excluded.image_tone,
  codes = excluded.codes, words = excluded.words, stock = excluded.stock,
  location_ids = excluded.location_ids, facets = excluded.facets, arrives_on = excluded.arrives_on,
  is_published = excluded.is_published, is_visible = excluded.is_visible,
  is_anywhere = excluded.is_anywhere, created_at = excluded.created_at, sequence = excluded.sequence
WHERE (s.slug, s.title, s.brand, s.category_ids, s.variant_ids, s.price, s.price_to, s.before, s.image, s.image_tone,
       s.codes, s.words, s.stock, s.facets, s.arrives_on, s.is_published, s.is_visible, s.is_anywhere, s.created_at)
  IS DISTINCT FROM (excluded.slug, excluded.title, excluded.brand, excluded.category_ids, excluded.variant_ids,
       excluded.price, excluded.price_to, excluded.before, excluded.image, excluded.image_tone, excluded.codes,
       excluded.words, excluded.stock, excluded.facets, excluded.arrives_on, excluded.is_published,
       excluded.is_visible, excluded.is_anywhere, excluded.created_at)
RETURNING s.product_id
"""

REPRICE = """
UPDATE storefront_shelf AS s SET price = r.price, price_to = r.price_to, before = r.before,
  is_visible = r.is_visible, is_anywhere = r.is_anywhere,
  sequence = nextval('storefront_shelf_changes')
FROM jsonb_to_recordset(%s::jsonb) AS r (product_id bigint, price numeric, price_to numeric, before numeric,
  is_visible bool, is_anywhere bool)
WHERE s.product_id = r.product_id AND (s.price, s.price_to, s.before, s.is_visible, s.is_anywhere)
  IS DISTINCT FROM (r.price, r.price_to, r.before, r.is_visible, r.is_anywhere)
"""

# A few hundred at a time, and not as a constant: for many the index compares each with each, and whoever plans for a
# long list of constants takes it for all goods there are and reads the whole shelf.
HOLDING = """
SELECT product_id, variant_ids, is_published FROM storefront_shelf WHERE variant_ids && (SELECT %s::bigint[])
"""
AT_ONCE = 250
PORTION = """
SELECT product_id, variant_ids, is_published FROM storefront_shelf WHERE product_id > %s ORDER BY product_id LIMIT %s
"""
RESTOCK = """
UPDATE storefront_shelf AS s SET stock = r.stock, location_ids = r.location_ids, arrives_on = r.arrives_on,
  sequence = CASE WHEN (s.location_ids, s.arrives_on IS NULL) = (r.location_ids, r.arrives_on IS NULL) THEN s.sequence
                  ELSE nextval('storefront_shelf_changes') END
FROM jsonb_to_recordset(%s::jsonb) AS r (product_id bigint, stock jsonb, location_ids bigint[], arrives_on date)
WHERE s.product_id = r.product_id
  AND (s.stock IS DISTINCT FROM r.stock OR s.arrives_on IS DISTINCT FROM r.arrives_on)
RETURNING s.product_id
"""

SELL = """
UPDATE storefront_shelf AS s SET popularity = told.points, sequence = nextval('storefront_shelf_changes')
FROM unnest(%s::bigint[], %s::bigint[]) AS told (product_id, points)
WHERE s.product_id = told.product_id AND abs(s.popularity - told.points) * 50 > s.popularity
RETURNING s.product_id
"""

RERANK = f"""
UPDATE storefront_shelf AS s SET rank = {RANK.format(t="s")}
WHERE s.product_id = ANY(%s) AND s.rank IS DISTINCT FROM {RANK.format(t="s")}
"""  # noqa: S608 - the rank is our own expression


def hold_shelf() -> None:
    """Wait for the other writers of the shelf; held until the unit ends."""
    require_unit()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def put_products(product_ids: Sequence[int]) -> int:
    """Write whole rows of products from the truth; products that are gone leave the shelf. Joins the unit."""
    hold_shelf()
    changed = 0
    for start in range(0, len(product_ids), BATCH):
        wanted = [ProductId(one) for one in product_ids[start : start + BATCH]]
        cards = pim.cards(product_ids=wanted)
        goods = {
            int(key): Shown(variant_ids=_active(card), is_published=card.is_published) for key, card in cards.items()
        }
        looks = looks_of(goods)
        told = _told([one for shown in goods.values() for one in shown.variant_ids])
        tree = pim.places()
        rows = [
            {**_card_part(card, tree), **_face_part(looks[key]), **_stock_part(goods[key].variant_ids, told)}
            for key, card in cards.items()
        ]
        changed += _run_returning(UPSERT, rows)
        put_places(looks)
        _hide([one for one in wanted if one not in cards])
    return changed


def put_prices(variant_ids: Sequence[int], *, but_not: Collection[int] = ()) -> None:
    """Write prices of the products that have these variants, but not of those named. Joins the unit."""
    if not variant_ids:
        return
    hold_shelf()
    for batch in _shelved(variant_ids, but_not):
        _reprice(batch)


def reprice_portion(*, after: int) -> int | None:
    """Write prices of the next products of the shelf, where they differ; the last one looked at, None at the end. Joins
    the unit."""
    hold_shelf()
    batch = _shown(fetch(PORTION, [after, BATCH]))
    if not batch:
        return None
    _reprice(batch)
    return max(batch) if len(batch) == BATCH else None


def _reprice(batch: dict[int, Shown]) -> None:
    looks = looks_of(batch)
    rows = [{"product_id": key, **_face_part(one)} for key, one in looks.items()]
    with connection.cursor() as cursor:
        cursor.execute(REPRICE, [_json(rows)])
    put_places(looks)


def put_stock(variant_ids: Sequence[int], *, but_not: Collection[int] = ()) -> None:
    """Write stock of the products that have these variants, but not of those named. Joins the unit."""
    if not variant_ids:
        return
    hold_shelf()
    for batch in _shelved(variant_ids, but_not):
        told = _told([one for shown in batch.values() for one in shown.variant_ids])
        rows = [{"product_id": key, **_stock_part(shown.variant_ids, told)} for key, shown in batch.items()]
        _run_returning(RESTOCK, rows)


def put_popularity(points: Mapping[int, int]) -> int:
    """Write how products sell, in points; what moved by less than a fiftieth stays. Returns how many moved. Joins the
    unit."""
    hold_shelf()
    touched = [row[0] for row in fetch(SELL, [numbers(points), numbers(points.values())])]
    if touched:
        fetch(RERANK, [touched])
    return len(touched)


def _active(card: ProductCard) -> list[VariantId]:
    return [one.variant_id for one in card.variants if one.is_active]


def _card_part(card: ProductCard, tree: Mapping[CategoryId, Sequence[CategoryId]]) -> dict[str, Any]:
    image = card.images[0] if card.images else next((one.image for one in card.variants if one.image), None)
    codes = {
        card.article,
        *(one.article for one in card.variants),
        *(code for one in card.variants for code in one.barcodes),
    }
    features = {value for one in card.variants for _, value in one.features}
    standing = (*card.category_ids, *card.site_category_ids)
    places = {place for category in standing for place in tree.get(category, ())}
    return {
        "product_id": card.product_id,
        "slug": card.slug,
        "title": card.title,
        "title_key": rules.plain(card.title),
        "brand": card.brand,
        "category_ids": sorted(places),
        "variant_ids": _active(card),
        "image": image.small_url if image else "",
        "image_width": image.width if image else 0,
        "image_height": image.height if image else 0,
        "image_tone": image.tone if image else "",
        "codes": sorted({rules.code_of(code) for code in codes if code}),
        "words": " ".join([*sorted(features), *(value for _, value in card.attributes)])[:4000],
        "facets": facets_of(card),
        "is_published": card.is_published,
        "created_at": card.created_at.isoformat(),
    }


def _face_part(looks: Looks) -> dict[str, Any]:
    return {**as_row(looks.usual), "is_anywhere": looks.is_anywhere}


def _told(variant_ids: Sequence[VariantId]) -> Told:
    """What may be promised of these variants, and the day of the next arrival of those that are on their way."""
    expected = stock.expected(variant_ids=variant_ids, since=localdate())
    return Told(sellable(variant_ids), {one: views[0].expected_on.isoformat() for one, views in expected.items()})


def _stock_part(variant_ids: Sequence[VariantId], told: Told) -> dict[str, Any]:
    places: dict[int, Decimal] = {}
    unknown: set[int] = set()
    for one in variant_ids:
        for place, free in told.promises.get(one, {}).items():
            if free is None:
                unknown.add(place)
            else:
                places[place] = max(places.get(place, free), free)
    had = {str(place): float(places[place]) for place in sorted(places)}
    return {
        "stock": had | {str(place): None for place in sorted(unknown - places.keys())},
        "location_ids": sorted(places),
        "arrives_on": min((told.arriving[one] for one in variant_ids if one in told.arriving), default=None),
    }


def _shelved(variant_ids: Sequence[int], but_not: Collection[int]) -> list[dict[int, Shown]]:
    found = {row[0]: row for piece in pieces(variant_ids, AT_ONCE) for row in fetch(HOLDING, [numbers(piece)])}
    rows = [row for product_id, row in sorted(found.items()) if product_id not in but_not]
    return [_shown(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH)]


def _shown(rows: Sequence[tuple[Any, ...]]) -> dict[int, Shown]:
    return {
        product_id: Shown(variant_ids=[VariantId(one) for one in ids], is_published=is_published)
        for product_id, ids, is_published in rows
    }


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


def _run_returning(statement: str, rows: list[dict[str, Any]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_json(rows)])
        touched = [row[0] for row in cursor.fetchall()]
        if touched:
            cursor.execute(RERANK, [touched])
    return len(touched)


def _hide(product_ids: Sequence[int]) -> None:
    if not product_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE storefront_shelf SET is_published = false, is_visible = false, is_anywhere = false,"
            " sequence = nextval('storefront_shelf_changes') WHERE product_id = ANY(%s) AND is_published",
            [list(product_ids)],
        )
        cursor.execute("DELETE FROM storefront_shelfplace WHERE product_id = ANY(%s)", [list(product_ids)])
