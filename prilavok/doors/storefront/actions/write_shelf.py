"""Write the shelf: read the truth for many products at once, put the difference down in one statement.

All writers of the shelf queue at one advisory lock and read the truth only when they hold it. So an older reading never
overwrites a newer one, and the sequence numbers become visible in order, which the indexer relies on.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from prilavok.base.unit import require_unit
from prilavok.doors.storefront import rules
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryId, ProductCard, ProductId, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceTag
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Available, LocationId

BATCH = 500
LOCK = 7_410_226_001
Balances = dict[VariantId, dict[LocationId, Available]]

# What sells and can be had at once comes first; what is nowhere comes last.
RANK = "(cardinality({t}.location_ids) > 0)::int * 1000 + ln(1 + {t}.popularity) * 100 + least(cardinality({t}.location_ids), 20) + ({t}.image <> '')::int * 5"  # noqa: E501

UPSERT = """
INSERT INTO storefront_shelf AS s (product_id, slug, title, title_key, brand, category_ids, variant_ids, price,
  price_to, before, image, image_width, image_height, codes, words, stock, location_ids, popularity, rank,
  is_published, is_visible, created_at, sequence)
SELECT r.product_id, r.slug, r.title, r.title_key, r.brand, r.category_ids, r.variant_ids, r.price, r.price_to,
  r.before, r.image, r.image_width, r.image_height, r.codes, r.words, r.stock, r.location_ids, 0, 0, r.is_published,
  r.is_published AND r.price > 0 IS TRUE, r.created_at, nextval('storefront_shelf_changes')
FROM jsonb_to_recordset(%s::jsonb) AS r (product_id bigint, slug text, title text, title_key text, brand text,
  category_ids bigint[], variant_ids bigint[], price numeric, price_to numeric, before numeric, image text,
  image_width int, image_height int, codes text[], words text, stock jsonb, location_ids bigint[], is_published bool,
  created_at timestamptz)
ON CONFLICT (product_id) DO UPDATE SET slug = excluded.slug, title = excluded.title, title_key = excluded.title_key,
  brand = excluded.brand, category_ids = excluded.category_ids, variant_ids = excluded.variant_ids,
  price = excluded.price, price_to = excluded.price_to, before = excluded.before,
  image = excluded.image, image_width = excluded.image_width,
  image_height = excluded.image_height, codes = excluded.codes, words = excluded.words, stock = excluded.stock,
  location_ids = excluded.location_ids, is_published = excluded.is_published, is_visible = excluded.is_visible,
  created_at = excluded.created_at, sequence = excluded.sequence
WHERE (s.slug, s.title, s.brand, s.category_ids, s.variant_ids, s.price, s.price_to, s.before, s.image, s.codes,
       s.words, s.stock, s.is_published, s.is_visible, s.created_at)
  IS DISTINCT FROM (excluded.slug, excluded.title, excluded.brand, excluded.category_ids, excluded.variant_ids,
       excluded.price, excluded.price_to, excluded.before, excluded.image, excluded.codes, excluded.words,
       excluded.stock, excluded.is_published, excluded.is_visible, excluded.created_at)
RETURNING s.product_id
"""

REPRICE = """
UPDATE storefront_shelf AS s SET price = r.price, price_to = r.price_to, before = r.before,
  is_visible = s.is_published AND r.price > 0 IS TRUE,
  sequence = CASE WHEN s.is_visible = (s.is_published AND r.price > 0 IS TRUE) THEN s.sequence
                  ELSE nextval('storefront_shelf_changes') END
FROM jsonb_to_recordset(%s::jsonb) AS r (product_id bigint, price numeric, price_to numeric, before numeric)
WHERE s.product_id = r.product_id
  AND (s.price, s.price_to, s.before) IS DISTINCT FROM (r.price, r.price_to, r.before)
"""

RESTOCK = """
UPDATE storefront_shelf AS s SET stock = r.stock, location_ids = r.location_ids
FROM jsonb_to_recordset(%s::jsonb) AS r (product_id bigint, stock jsonb, location_ids bigint[])
WHERE s.product_id = r.product_id AND s.stock IS DISTINCT FROM r.stock
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
        variant_ids = [one.variant_id for card in cards.values() for one in card.variants if one.is_active]
        tags = pricing.prices(variant_ids=variant_ids)
        balances = stock.availability(variant_ids=variant_ids)
        tree = pim.places()
        rows = [
            {**_card_part(card, tree), **_price_part(_active(card), tags), **_stock_part(_active(card), balances)}
            for card in cards.values()
        ]
        changed += _run_returning(UPSERT, rows)
        _hide([one for one in wanted if one not in cards])
    return changed


def put_prices(variant_ids: Sequence[int]) -> None:
    """Write prices of the products that have these variants; no ids means all. Joins the unit."""
    hold_shelf()
    for batch in _shelved(variant_ids):
        tags = pricing.prices(variant_ids=[one for ids in batch.values() for one in ids])
        rows = [{"product_id": key, **_price_part(ids, tags)} for key, ids in batch.items()]
        with connection.cursor() as cursor:
            cursor.execute(REPRICE, [_json(rows)])


def put_stock(variant_ids: Sequence[int]) -> None:
    """Write stock of the products that have these variants. Joins the unit."""
    hold_shelf()
    for batch in _shelved(variant_ids):
        balances = stock.availability(variant_ids=[one for ids in batch.values() for one in ids])
        rows = [{"product_id": key, **_stock_part(ids, balances)} for key, ids in batch.items()]
        _run_returning(RESTOCK, rows)


def count_sale(variant_ids: Sequence[int]) -> None:
    """Somebody ordered these: their products become more popular. Joins the unit."""
    hold_shelf()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE storefront_shelf SET popularity = popularity + 1 WHERE variant_ids && %s::bigint[]"
            " RETURNING product_id",
            [list(variant_ids)],
        )
        cursor.execute(RERANK, [[row[0] for row in cursor.fetchall()]])


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
        "codes": sorted({rules.code_of(code) for code in codes if code}),
        "words": " ".join([*sorted(features), *(value for _, value in card.attributes)])[:4000],
        "is_published": card.is_published,
        "created_at": card.created_at.isoformat(),
    }


def _price_part(variant_ids: Sequence[VariantId], tags: dict[VariantId, PriceTag]) -> dict[str, Any]:
    known = sorted((tags[one] for one in variant_ids if one in tags), key=lambda tag: tag.price.amount)
    if not known:
        return {"price": None, "price_to": None, "before": None}
    before = known[0].before
    return {
        "price": str(known[0].price.amount),
        "price_to": str(known[-1].price.amount),
        "before": str(before.amount) if before else None,
    }


def _stock_part(variant_ids: Sequence[VariantId], balances: Balances) -> dict[str, Any]:
    places: dict[int, Decimal] = {}
    for one in variant_ids:
        for place, balance in balances.get(one, {}).items():
            if balance.available > 0:
                places[place] = max(places.get(place, Decimal(0)), balance.available)
    return {
        "stock": {str(place): float(places[place]) for place in sorted(places)},
        "location_ids": sorted(places),
    }


def _shelved(variant_ids: Sequence[int]) -> list[dict[int, list[VariantId]]]:
    with connection.cursor() as cursor:
        if variant_ids:
            cursor.execute(
                "SELECT product_id, variant_ids FROM storefront_shelf WHERE variant_ids && %s::bigint[]",
                [list(variant_ids)],
            )
        else:
            cursor.execute("SELECT product_id, variant_ids FROM storefront_shelf")
        rows = cursor.fetchall()
    return [
        {product_id: [VariantId(one) for one in ids] for product_id, ids in rows[start : start + BATCH]}
        for start in range(0, len(rows), BATCH)
    ]


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
            "UPDATE storefront_shelf SET is_published = false, is_visible = false,"
            " sequence = nextval('storefront_shelf_changes') WHERE product_id = ANY(%s) AND is_published",
            [list(product_ids)],
        )
