"""What rules ask of goods, copied from pim: of which product a variant is, its brand, its categories up to the roots.

A rule about a category is asked for 24 cards at once, on every page; walking pim's trees for that would cost more than
the page. So the answer lies here, one row a variant, and follows pim's events; a variant that is not here yet (it came
a second ago) is asked of pim itself.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from prilavok.base.bulk import fetch, numbers, records
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryId, ProductCard, ProductId

BATCH = 500
PUT = """
WITH told AS (
    SELECT * FROM jsonb_to_recordset(%s::jsonb)
        AS t (variant_id bigint, product_id bigint, brand text, category_ids bigint[], depths int[])
), gone AS (
    DELETE FROM assortment_good g WHERE g.product_id = ANY(%s::bigint[])
        AND NOT EXISTS (SELECT FROM told WHERE told.variant_id = g.variant_id) RETURNING g.product_id
), put AS (
    INSERT INTO assortment_good AS g (variant_id, product_id, brand, category_ids, depths)
    SELECT variant_id, product_id, brand, category_ids, depths FROM told
    ON CONFLICT (variant_id) DO UPDATE SET product_id = excluded.product_id, brand = excluded.brand,
        category_ids = excluded.category_ids, depths = excluded.depths
    WHERE (g.product_id, g.brand, g.category_ids, g.depths)
        IS DISTINCT FROM (excluded.product_id, excluded.brand, excluded.category_ids, excluded.depths)
    RETURNING product_id
)
SELECT product_id FROM put UNION SELECT product_id FROM gone
"""
IN_CATEGORIES = "SELECT DISTINCT product_id FROM assortment_good WHERE category_ids && %s::bigint[]"


def folded_brand(brand: str) -> str:
    """A brand as rules compare it: letter case and spaces do not matter."""
    return " ".join(brand.lower().replace("ё", "е").split())[:200]


def rows_of(cards: Iterable[ProductCard]) -> list[dict[str, Any]]:
    """What these products' variants are, as rules see them. One query."""
    paths = pim.places()
    return [
        {"variant_id": variant.variant_id, "product_id": card.product_id, "brand": folded_brand(card.brand)}
        | _categories((*card.category_ids, *card.site_category_ids), paths)
        for card in cards
        for variant in card.variants
    ]


def _categories(standing: Sequence[CategoryId], paths: dict[CategoryId, tuple[CategoryId, ...]]) -> dict[str, Any]:
    depths = {one: depth for place in standing for depth, one in enumerate(paths.get(place, ()), 1)}
    return {"category_ids": sorted(depths), "depths": [depths[one] for one in sorted(depths)]}


def learn(product_ids: Sequence[int]) -> list[int]:
    """Copy what pim says of these products now; returns those of which rules may think differently. Joins the unit."""
    require_unit()
    changed: list[int] = []
    for start in range(0, len(product_ids), BATCH):
        wanted = [ProductId(one) for one in product_ids[start : start + BATCH]]
        rows = rows_of(pim.cards(product_ids=wanted).values())
        changed += [row[0] for row in fetch(PUT, [records(rows), numbers(wanted)])]
    return changed


def standing_in(category_ids: Sequence[int]) -> list[int]:
    """Products below these categories, as far as known here."""
    return [row[0] for row in fetch(IN_CATEGORIES, [numbers(category_ids)])]
