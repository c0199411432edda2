"""Take back what one source did to the catalogue; what somebody changed later stays.

Nothing is erased: a thing that the source brought is put away (an order may name it, and the same package brings it
back), a thing it changed gets back exactly the fields it changed. Each gets a line that says from which line on it
annuls, so a second call does nothing. Words of the office lie in columns of their own and are never touched.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from prilavok.base.bulk import fetch
from prilavok.goods.pim.actions._announcing import announce
from prilavok.goods.pim.actions._identities import begin
from prilavok.goods.pim.actions.attach_image import announce_pictures
from prilavok.goods.pim.actions.upsert_attributes import announce_users
from prilavok.goods.pim.actions.upsert_categories import announce_places, settle_tree
from prilavok.goods.pim.trees.placing import settle_goods
from prilavok.goods.pim.undoing import KINDS, RUN, asked
from prilavok.goods.pim.values import UndoCounts

# How each kind takes its fields back: `back` names the things and what they get.
PRODUCTS = """
    UPDATE pim_product p SET slug = r.slug, title = r.title, article = r.article, description = r.description,
        brand = r.brand, unit = r.unit, vat = r.vat, category_refs = r.category_refs, attributes = r.attributes,
        requisites = r.requisites, images = r.images, is_removed = r.is_removed, is_stub = r.is_stub,
        changed_at = statement_timestamp(), category_ids = ARRAY(
            SELECT i.object_id FROM unnest(r.category_refs) WITH ORDINALITY AS k (key, number)
            JOIN pim_identity i ON i.kind = 'category' AND i.system = split_part(k.key, '|', 1)
                AND i.external_id = substr(k.key, strpos(k.key, '|') + 1)
            ORDER BY k.number)
    FROM back b JOIN pim_product o ON o.id = b.object_id, jsonb_populate_record(o, b.back) r
    WHERE p.id = o.id RETURNING ARRAY[p.id] AS told
"""
VARIANTS = """
    UPDATE pim_variant v SET product_id = r.product_id, title = r.title, article = r.article, barcodes = r.barcodes,
        features = r.features, is_removed = r.is_removed
    FROM back b JOIN pim_variant o ON o.id = b.object_id, jsonb_populate_record(o, b.back) r
    WHERE v.id = o.id RETURNING ARRAY[o.product_id, v.product_id] AS told
"""
CATEGORIES = """
    UPDATE pim_category c SET title = r.title, wanted_parent = r.wanted_parent, is_archived = r.is_archived
    FROM back b JOIN pim_category o ON o.id = b.object_id, jsonb_populate_record(o, b.back) r
    WHERE c.id = o.id RETURNING ARRAY[c.id] AS told
"""
ATTRIBUTES = """
    UPDATE pim_attribute a SET title = r.title, kind = r.kind, is_archived = r.is_archived, is_stub = r.is_stub,
        options = o.options || coalesce(b.back -> 'options', '{}')
    FROM back b JOIN pim_attribute o ON o.id = b.object_id, jsonb_populate_record(o, b.back) r
    WHERE a.id = o.id RETURNING ARRAY[a.id] AS told
"""
PICTURES = """
    UPDATE pim_picture p SET content_hash = r.content_hash, width = r.width, height = r.height, warning = r.warning,
        tone = coalesce(r.tone, ''), is_light = false, changed_at = statement_timestamp()
    FROM back b JOIN pim_picture o ON o.key = b.back ->> 'key', jsonb_populate_record(o, b.back) r
    WHERE p.key = o.key RETURNING ARRAY[p.key] AS told
"""
AWAY: Final = {"product": "is_removed", "variant": "is_removed", "category": "is_archived", "attribute": "is_archived"}
RESTORE: Final = {
    "product": PRODUCTS,
    "variant": VARIANTS,
    "category": CATEGORIES,
    "attribute": ATTRIBUTES,
    "picture": PICTURES,
}
UNDO: Final = {
    kind: f"""
{RUN}, back AS MATERIALIZED (
    SELECT object_id, id,
        CASE WHEN is_new THEN jsonb_build_object('{AWAY.get(kind, "is_removed")}', true) ELSE back END AS back
    FROM run WHERE is_last
), restored AS ({restore}
), noted AS (
    INSERT INTO pim_change (kind, object_id, source, before, annuls_from)
    SELECT %(kind)s, object_id, %(undo)s, NULL, id FROM back ORDER BY object_id
)
SELECT (SELECT count(*) FROM back), (SELECT count(*) FROM run WHERE NOT is_last), (SELECT max(object_id) FROM page),
    ARRAY(SELECT DISTINCT one FROM restored, unnest(told) AS one ORDER BY one)
"""  # noqa: S608 - constants only
    for kind, restore in RESTORE.items()
}


def undo(*, source: str, kind: str = "", after: int | None = None, limit: int | None = None) -> UndoCounts:
    """Put things of one kind back, in the order of their ids, from the one after `after` on; or of all kinds."""
    begin()
    if kind:
        return _undo_kind(asked(source, kind, after, limit) | {"undo": f"undo:{source}"[:200]})
    return sum((undo(source=source, kind=one) for one in KINDS), UndoCounts())


def _undo_kind(params: dict[str, Any]) -> UndoCounts:
    ((restored, left, last, told),) = fetch(UNDO[params["kind"]], params)
    if told:
        ANNOUNCE[params["kind"]](told)
    return UndoCounts(restored=restored, left=left, last=None if params["limit"] is None else last)


def _announce_categories(category_ids: Sequence[int]) -> None:
    moved, _ = settle_tree()
    announce_places(sorted({*category_ids, *moved}))


ANNOUNCE: Final[dict[str, Callable[[Sequence[int]], None]]] = {
    "product": settle_goods,
    "variant": announce,
    "category": _announce_categories,
    "attribute": announce_users,
    "picture": announce_pictures,  # type: ignore[dict-item]
}
