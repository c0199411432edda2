"""Goods by what they are: what conditions of promotions look at, and which goods such a condition means."""

from collections.abc import Sequence

from prilavok.base.bulk import fetch, numbers, texts
from prilavok.goods.pim.finding import MATCH
from prilavok.goods.pim.rules.words import folded, patterns
from prilavok.goods.pim.values import ProductId, Traits, VariantId

TRAITS = """
WITH RECURSIVE goods AS MATERIALIZED (
    SELECT v.id, v.product_id, coalesce(p.own_brand, p.brand) AS brand, p.category_ids || ARRAY(
        SELECT e.id FROM pim_placement s CROSS JOIN unnest(s.category_ids) AS e (id) WHERE s.product_id = p.id
    ) AS places
    FROM pim_variant v JOIN pim_product p ON p.id = v.product_id WHERE v.id = ANY(%s::bigint[])
), up AS (
    SELECT DISTINCT leaf, leaf AS id FROM goods CROSS JOIN unnest(goods.places) AS p (leaf)
    UNION
    SELECT up.leaf, coalesce(c.parent_id, s.parent_id) FROM up
    LEFT JOIN pim_category c ON c.id = up.id LEFT JOIN pim_sitecategory s ON s.id = up.id
    WHERE coalesce(c.parent_id, s.parent_id) IS NOT NULL
)
SELECT g.id, g.product_id, g.brand, ARRAY(SELECT DISTINCT up.id FROM up WHERE up.leaf = ANY(g.places)) FROM goods g
"""
MEANT = """
WITH RECURSIVE below AS (
    SELECT id FROM unnest(%(categories)s::bigint[]) AS c (id)
    UNION
    SELECT c.id FROM below b JOIN (
        SELECT id, parent_id FROM pim_category UNION ALL SELECT id, parent_id FROM pim_sitecategory
    ) c ON c.parent_id = b.id
), branch AS MATERIALIZED (SELECT array_agg(id) AS ids FROM below)
SELECT v.id FROM pim_variant v JOIN pim_product p ON p.id = v.product_id CROSS JOIN branch
WHERE NOT v.is_removed AND NOT p.is_removed AND NOT p.is_stub AND (
    v.id = ANY(%(variants)s::bigint[]) OR p.id = ANY(%(products)s::bigint[])
    OR ((%(categories)s <> '{}' OR %(brands)s <> '{}')
        AND (%(categories)s = '{}' OR p.category_ids && branch.ids OR EXISTS (
            SELECT FROM pim_placement s WHERE s.product_id = p.id AND s.category_ids && branch.ids))
        AND (%(brands)s = '{}' OR lower(coalesce(p.own_brand, p.brand)) = ANY(%(brands)s::text[])))
)
ORDER BY v.id LIMIT %(limit)s
"""
BY_CODE = """
WITH wanted AS MATERIALIZED (SELECT DISTINCT lower(code) AS code FROM unnest(%s::text[]) AS c (code)), known AS (
    SELECT v.id, lower(unnest(v.barcodes::text[] || v.article::text)) AS code
    FROM pim_variant v JOIN pim_product p ON p.id = v.product_id
    WHERE NOT v.is_removed AND NOT p.is_removed AND NOT p.is_stub
    UNION
    SELECT v.id, lower(p.article) FROM pim_product p JOIN pim_variant v ON v.product_id = p.id
    WHERE NOT v.is_removed AND v.article = '' AND NOT p.is_removed AND NOT p.is_stub
)
SELECT known.code, known.id FROM known JOIN wanted USING (code) WHERE known.code <> '' ORDER BY known.id
"""
BY_TEXT = f"""
SELECT v.id FROM pim_variant v JOIN pim_product p ON p.id = v.product_id
WHERE NOT v.is_removed AND NOT p.is_removed AND NOT p.is_stub AND ({MATCH}) ORDER BY v.id
"""  # noqa: S608 - constants only


def traits(*, variant_ids: Sequence[int]) -> dict[VariantId, Traits]:
    """What conditions on goods look at: product, brand, categories of every tree with all above them. One query."""
    rows = fetch(TRAITS, [numbers(variant_ids)])
    return {
        VariantId(row[0]): Traits(product_id=ProductId(row[1]), brand=row[2], category_ids=frozenset(row[3]))
        for row in rows
    }


def variants_meant(
    *,
    categories: Sequence[int] = (),
    brands: Sequence[str] = (),
    products: Sequence[int] = (),
    variants: Sequence[int] = (),
    limit: int = 1_000_000,
) -> list[VariantId]:
    """Live variants that such a condition on goods means, in the order of their ids. One query."""
    named = {
        "categories": numbers(categories),
        "brands": texts([one.casefold() for one in brands]),
        "products": numbers(products),
        "variants": numbers(variants),
        "limit": limit,
    }
    return [VariantId(row[0]) for row in fetch(MEANT, named)]


def variants_by_codes(codes: Sequence[str]) -> dict[str, list[VariantId]]:
    """Live variants by article or barcode, in any letter case; a product's article means those of its variants that
    have none of their own. Codes come back in lower case; unknown ones are absent. One query."""
    wanted = texts([one.strip() for one in codes if one.strip()])
    found: dict[str, list[VariantId]] = {}
    for code, variant_id in fetch(BY_CODE, [wanted]):
        found.setdefault(code, []).append(VariantId(variant_id))
    return found


def variants_named(text: str) -> list[VariantId]:
    """Live variants of products found by the words of their titles, article, brand or barcode. One query."""
    words = patterns(text)
    return [VariantId(row[0]) for row in fetch(BY_TEXT, {"words": texts(words), "text": folded(text).strip()})]
