"""A chain of any size in minutes: goods, prices, stocks and the shelf in statements over sets, past the rooms' doors.

Only what the doors themselves would write is written; at the end some of the goods are put on the shelf by the shop's
own code, which must find nothing to change. So a filling that no longer says what the shop says fails here, at once.
Stores, groups, attributes and the price type are made by the doors.
"""

import random
import time
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.pages import NOUNS

SYSTEM: Final = "bench.finding"
COLOURS: Final = ("белый", "чёрный", "зелёный", "синий", "красный", "серый", "бежевый", "жёлтый")
MATERIALS: Final = ("дерево", "сталь", "чугун", "стекло", "керамика", "лён", "хлопок", "пластик", "медь")
TITLES: Final = {"colour": "Цвет", "material": "Материал", "size": "Размер, см", "series": "Серия"}
TOPS, LEAVES, BRANDS, SERIES = 12, 10, 60, 1200
PIECE: Final = 50_000
CHECKED: Final = 300

GOODS: Final = """
WITH made AS (
    SELECT n, %(first)s + n AS id,
        (%(nouns)s::text[])[1 + n %% 12] || ' «Серия ' || n / %(series)s || '», арт. ' || n AS title,
        'bench-' || n AS slug, 'A-' || n AS article, 'Марка ' || n %% %(brands)s AS brand,
        (%(leaves)s::bigint[])[1 + (n %% %(tops)s) * 10 + n / %(tops)s %% 10] AS leaf,
        jsonb_build_array(
            jsonb_build_array(%(colour)s::bigint, (%(colours)s::text[])[1 + (hashint4(n) & 65535) %% 8]),
            jsonb_build_array(%(material)s::bigint, (%(materials)s::text[])[1 + (hashint4(n + 1) & 65535) %% 9]),
            jsonb_build_array(%(size)s::bigint, (10 + 10 * ((hashint4(n + 2) & 65535) %% 30))::text),
            jsonb_build_array(%(series_id)s::bigint, 'Серия ' || n / %(series)s)) AS attributes
    FROM generate_series(%(start)s::int, %(end)s::int - 1) AS n
), goods AS (
    INSERT INTO pim_product (id, slug, title, article, description, brand, unit, vat, category_refs, category_ids,
        attributes, requisites, images, is_stub, is_removed, own_images, is_hidden)
    SELECT id, slug, title, article, '', brand, 'шт', '', '{}', ARRAY[leaf], attributes, '[]', '{}', false, false, '{}',
        false FROM made
), variants AS (
    INSERT INTO pim_variant (id, product_id, title, article, barcodes, features, is_removed)
    SELECT id, id, '', '', ARRAY['46' || lpad(n::text, 11, '0')], '[]', false FROM made
), prices AS (
    INSERT INTO pricing_price (variant_id, price_type_id, min_quantity, amount, currency)
    SELECT id, %(kind)s, 1, 90 + 10 * ((hashint4(n + 3) & 1048575) %% 990), 'RUB' FROM made
), told AS (
    INSERT INTO stock_told (variant_id) SELECT id FROM made
)
INSERT INTO stock_balance (variant_id, location_id, on_hand, reserved, available)
SELECT id, (%(places)s::bigint[])[1 + p], q, 0, q
FROM made, generate_series(0, %(stores)s - 1) AS p,
    LATERAL (SELECT 1 + (hashint4(n * 131 + p) & 65535) %% 12 AS q) AS lying
WHERE (hashint4(n * 7 + p * 104729) & 1048575) %% 1000 < %(share)s
"""

# Every store has told all of its stock: what it does not tell of, it does not have.
TELLING: Final = (
    (
        "INSERT INTO stock_telling (location_id, teller, told_at, formed_at, full_at)"
        " SELECT one, 'bench', now(), now(), now() FROM unnest(%(places)s::bigint[]) AS one"
    ),
    "UPDATE stock_location SET doubt = '' WHERE id = ANY(%(places)s::bigint[])",
)

SHELF: Final = """
INSERT INTO storefront_shelf (product_id, slug, title, title_key, brand, category_ids, variant_ids, price, price_to,
    before, image, image_width, image_height, codes, words, stock, location_ids, facets, arrives_on, popularity, rank,
    is_published, is_visible, is_anywhere, created_at, sequence)
SELECT p.id, p.slug, p.title, lower(replace(p.title, 'ё', 'е')), p.brand,
    (SELECT array_agg(one ORDER BY one) FROM unnest(ARRAY[leaf.id, leaf.parent_id]) AS one), ARRAY[p.id],
    t.amount, t.amount, NULL, '', 0, 0,
    (SELECT array_agg(one ORDER BY one COLLATE "C") FROM unnest(ARRAY[lower(p.article), v.barcodes[1]]) AS one),
    (SELECT string_agg(a.pair ->> 1, ' ' ORDER BY a.place) FROM jsonb_array_elements(p.attributes)
        WITH ORDINALITY AS a (pair, place)),
    coalesce(s.stock, '{}'), coalesce(s.places, '{}'), f.facets, NULL, 0,
    least(cardinality(coalesce(s.places, '{}')), 20) + (s.places IS NOT NULL)::int * 1000,
    true, true, true, p.created_at,
    nextval('storefront_shelf_changes')
FROM pim_product p JOIN pim_variant v ON v.product_id = p.id
JOIN pricing_price t ON t.variant_id = v.id JOIN pim_category leaf ON leaf.id = p.category_ids[1]
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(location_id, available::float8) AS stock,
        array_agg(location_id ORDER BY location_id) AS places
    FROM stock_balance b WHERE b.variant_id = v.id AND b.available > 0
) AS s ON true
LEFT JOIN LATERAL (
    SELECT array_agg(one ORDER BY one COLLATE "C") AS facets FROM (
        SELECT name.code || %(bar)s || said.code || %(bar)s || name.value || %(bar)s || said.value AS one
        FROM jsonb_array_elements(p.attributes) pair JOIN pim_attribute a ON a.id = (pair ->> 0)::bigint
        JOIN coded name ON name.value = a.title JOIN coded said ON said.value = pair ->> 1
        UNION ALL SELECT %(brand)s || %(bar)s || b.code || %(bar)s || %(bar)s || b.value
        FROM coded b WHERE b.value = p.brand) AS told
) AS f ON true
WHERE p.id BETWEEN %(first)s + %(start)s AND %(first)s + %(end)s - 1
"""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is made; a product lies in so many stores on average."""

    products: int = 100_000
    stores: int = 100
    lies_in: float = 0.0

    @property
    def share(self) -> float:
        """The share of stores that has a product: a fifth, and of a million goods five stores."""
        return min(1.0, (self.lies_in or min(self.stores / 5, 2_000_000 / self.products)) / self.stores)


def fill(size: Size) -> float:
    """Make it all; returns the seconds it took. Needs a set-up Django. Raises SystemExit when the shop disagrees."""
    from django.db import connection

    began = time.monotonic()
    asked = _known(size)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for statement in TELLING:
            cursor.execute(statement, asked)
        asked["first"] = _first(cursor)
        asked |= _coded(cursor, size)
        for start in range(0, size.products, PIECE):
            asked |= {"start": start, "end": min(size.products, start + PIECE)}
            cursor.execute(GOODS, asked)
        cursor.execute("ANALYZE pim_product, pim_variant, pricing_price, stock_balance, stock_told")
        for start in range(0, size.products, PIECE):
            asked |= {"start": start, "end": min(size.products, start + PIECE)}
            cursor.execute(SHELF, asked)
        _finish(cursor, asked)
        _agree(asked["first"], size)
        cursor.execute("SET synchronous_commit = on")
    return time.monotonic() - began


def _first(cursor: Any) -> int:
    """The id before the first of ours; the tables' own counters go on behind us."""
    cursor.execute(
        "SELECT coalesce(greatest((SELECT max(id) FROM pim_product), (SELECT max(id) FROM pim_variant)), 0) + 1"
    )
    return int(cursor.fetchone()[0])


def _known(size: Size) -> dict[str, Any]:
    """Stores, groups, attributes and the price type, by the doors of the rooms."""
    from prilavok.base.unit import unit
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pim.models import Attribute, Category
    from prilavok.goods.pim.values import AttributeDraft, CategoryDraft
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.pricing.values import PriceTypeDraft

    with unit():
        drafts = [AttributeDraft(external_id=code, title=title) for code, title in TITLES.items()]
        pim.upsert_attributes(system=SYSTEM, drafts=drafts)
        tops = [CategoryDraft(external_id=f"c{top}", title=f"Раздел {top}") for top in range(TOPS)]
        leaves = [
            CategoryDraft(external_id=f"c{top}-{leaf}", parent_external_id=f"c{top}", title=f"Подраздел {top}-{leaf}")
            for top in range(TOPS)
            for leaf in range(LEAVES)
        ]
        pim.upsert_categories(system=SYSTEM, drafts=[*tops, *leaves])
        pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="retail", title="Розничная")])
        places = _stores(size)
    known = dict(Category.objects.values_list("title", "pk"))
    attributes = dict(Attribute.objects.values_list("title", "pk"))
    return {
        "leaves": [known[one.title] for one in leaves],
        "kind": pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])["retail"],
        "places": places, "stores": size.stores, "share": max(1, round(size.share * 1000)),
        "nouns": list(NOUNS), "colours": list(COLOURS), "materials": list(MATERIALS),
        "colour": attributes[TITLES["colour"]], "material": attributes[TITLES["material"]],
        "size": attributes[TITLES["size"]], "series_id": attributes[TITLES["series"]],
        "series": SERIES, "brands": BRANDS, "tops": TOPS,
    }  # fmt: skip


def _stores(size: Size) -> list[int]:
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import LocationDraft, LocationEdit

    drafts = [LocationDraft(external_id=f"s{one}", title=f"Магазин {one}") for one in range(size.stores)]
    stock.upsert_locations(system=SYSTEM, drafts=drafts)
    places = stock.location_ids(system=SYSTEM, external_ids=[one.external_id for one in drafts])
    for code, place in places.items():
        edit = LocationEdit(
            location_id=place, kind="store", city=f"Город {int(code[1:]) % 10}", hours="10:00–21:00", is_pickup=True,
            is_active=True,
        )  # fmt: skip
        stock.describe_location(edit)
    return [int(places[one.external_id]) for one in drafts]


def _coded(cursor: Any, size: Size) -> dict[str, str]:
    """Values of facets as the shop codes them, beside each other; what else facets are made of."""
    from prilavok.doors.storefront.finding.facets import BAR, BRAND, code_of

    values = {*COLOURS, *MATERIALS, *TITLES.values(), *(str(10 + 10 * one) for one in range(30))}
    values |= {f"Марка {one}" for one in range(BRANDS)} | {f"Серия {one}" for one in range(1 + size.products // SERIES)}
    cursor.execute("CREATE TEMPORARY TABLE coded (value text PRIMARY KEY, code text)")
    cursor.execute(
        "INSERT INTO coded SELECT * FROM unnest(%s::text[], %s::text[])",
        [sorted(values), [code_of(one) for one in sorted(values)]],
    )
    cursor.execute("ANALYZE coded")
    return {"bar": BAR, "brand": BRAND}


def _finish(cursor: Any, asked: dict[str, Any]) -> None:
    """Counters behind the last row."""
    for table in ("pim_product", "pim_variant"):
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, asked["first"] + asked["end"]])
    cursor.execute("VACUUM ANALYZE storefront_shelf")


def _agree(first: int, size: Size) -> None:
    """The shop's own code writes some of the rows again: it must find every one of them right."""
    from prilavok.base.unit import unit
    from prilavok.doors.storefront.actions.write_shelf import put_products

    chosen = random.Random(7).sample(range(first, first + size.products), min(CHECKED, size.products))
    with unit():
        differing = put_products(sorted(chosen))
    if differing:
        raise SystemExit(f"the filling and the shop disagree about {differing} of {len(chosen)} products")
