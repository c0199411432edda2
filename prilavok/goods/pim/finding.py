"""How staff find goods: by article, barcode, words of the title; by category, state, missing photo."""

from collections.abc import Sequence

from prilavok.base.bulk import fetch, numbers, texts
from prilavok.goods.pim.rules.words import folded, patterns
from prilavok.goods.pim.shown import PICTURES
from prilavok.goods.pim.values import BARCODE_REQUISITE, GoodsFilter, GoodsPage, ProductId

# An exact article or barcode first, then titles that begin with the first word, then the rest.
MATCH = f"""
replace(lower(coalesce(p.own_title, p.title) || ' ' || p.article || ' ' || coalesce(p.own_brand, p.brand)), 'ё', 'е')
    LIKE ALL (%(words)s::text[])
OR EXISTS (SELECT FROM pim_variant v WHERE v.product_id = p.id AND (lower(v.article) = %(text)s
    OR v.barcodes::text[] @> ARRAY[%(text)s] AND NOT %(text)s = ANY(v.refused_codes::text[])))
OR p.requisites @> jsonb_build_array(jsonb_build_array('{BARCODE_REQUISITE}'::text, %(text)s::text))
"""
FIND = f"""
SELECT p.id FROM pim_product p
WHERE NOT p.is_removed AND NOT p.is_stub AND ({MATCH})
ORDER BY lower(p.article) <> %(text)s,
    replace(lower(coalesce(p.own_title, p.title)), 'ё', 'е') NOT LIKE %(start)s,
    coalesce(p.own_title, p.title), p.id
LIMIT %(limit)s
"""  # noqa: S608 - constants only
LIST = f"""
SELECT p.id, count(*) OVER () FROM pim_product p
WHERE NOT p.is_stub
    AND (%(text)s = '' OR {MATCH})
    AND (%(categories)s::bigint[] IS NULL OR p.category_ids && %(categories)s::bigint[])
    AND CASE %(state)s WHEN 'published' THEN NOT p.is_removed AND NOT p.is_hidden AND NOT p.is_held
        WHEN 'held' THEN p.is_held AND NOT p.is_removed
        WHEN 'hidden' THEN p.is_hidden AND NOT p.is_removed WHEN 'removed' THEN p.is_removed ELSE true END
    AND (NOT %(without_photo)s OR NOT EXISTS (
        SELECT FROM pim_picture i WHERE i.key = ANY({PICTURES}) AND i.width > 0))
    AND (%(only)s::bigint[] IS NULL OR p.id = ANY(%(only)s::bigint[]))
    AND (%(except)s::bigint[] IS NULL OR NOT p.id = ANY(%(except)s::bigint[]))
ORDER BY coalesce(p.own_title, p.title), p.id
LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - constants only
COUNT_PAST_END = LIST.replace("ORDER BY coalesce(p.own_title, p.title), p.id\n", "")


def find(*, text: str, limit: int) -> list[ProductId]:
    words = patterns(text)
    if not words:
        return []
    params = {"words": texts(words), "text": folded(text).strip(), "start": words[0][1:], "limit": limit}
    return [ProductId(row[0]) for row in fetch(FIND, params)]


def list_goods(wanted: GoodsFilter, *, category_ids: Sequence[int] | None = None) -> GoodsPage:
    size = max(1, min(wanted.page_size, 500))
    params = {
        "words": texts(patterns(wanted.text)),
        "text": folded(wanted.text).strip(),
        "categories": None if category_ids is None else numbers(category_ids),
        "state": wanted.state,
        "without_photo": wanted.without_photo,
        "only": None if wanted.only_ids is None else numbers(wanted.only_ids),
        "except": None if wanted.except_ids is None else numbers(wanted.except_ids),
        "limit": size,
        "offset": (max(wanted.page, 1) - 1) * size,
    }
    rows = fetch(LIST, params)
    if not rows and wanted.page > 1:
        rows = fetch(COUNT_PAST_END, params | {"limit": 1, "offset": 0})
        return GoodsPage(product_ids=(), total_count=rows[0][1] if rows else 0)
    return GoodsPage(product_ids=tuple(ProductId(row[0]) for row in rows), total_count=rows[0][1] if rows else 0)
