"""The category tree as outside systems tell it, in any order: parents may come later, circles are refused."""

from collections.abc import Sequence

from django.utils.translation import gettext

from prilavok.base.bulk import fetch, numbers, pieces, records, texts
from prilavok.base.events import publish
from prilavok.goods.pim.actions._identities import begin, free_slugs, key, remember, resolve
from prilavok.goods.pim.events import CategoriesChanged, ProductsChanged
from prilavok.goods.pim.rules.tree import settle
from prilavok.goods.pim.values import CategoryDraft, UpsertCounts

INSERT = """
INSERT INTO pim_category (id, title, slug, wanted_parent, position, is_archived)
SELECT t.id, t.title, t.slug, t.wanted_parent, t.id, t.is_removed FROM jsonb_to_recordset(%s::jsonb)
    AS t (id bigint, title text, slug text, wanted_parent text, is_removed boolean)
"""
UPDATE = """
WITH told AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%s::jsonb) AS t (id bigint, title text, wanted_parent text, is_removed boolean)
)
UPDATE pim_category c SET title = t.title, wanted_parent = t.wanted_parent, is_archived = t.is_removed
FROM told t JOIN pim_category o ON o.id = t.id
WHERE c.id = t.id
    AND (o.title, o.wanted_parent, o.is_archived) IS DISTINCT FROM (t.title, t.wanted_parent, t.is_removed)
RETURNING c.id, c.is_archived AND NOT o.is_archived
"""
WISHES = """
SELECT c.id, c.parent_id, i.object_id, c.title FROM pim_category c
LEFT JOIN pim_identity i ON i.kind = 'category' AND i.system = split_part(c.wanted_parent, '|', 1)
    AND i.external_id = substr(c.wanted_parent, strpos(c.wanted_parent, '|') + 1)
"""
MOVE = """
UPDATE pim_category c SET parent_id = nullif(t.parent_id, 0)
FROM unnest(%s::bigint[], %s::bigint[]) AS t (id, parent_id) WHERE c.id = t.id
"""
# Products told of these categories before the categories themselves came.
ARRIVED = """
UPDATE pim_product p SET category_ids = ARRAY(
    SELECT i.object_id FROM unnest(p.category_refs) WITH ORDINALITY AS r (key, number)
    JOIN pim_identity i ON i.kind = 'category' AND i.system = split_part(r.key, '|', 1)
        AND i.external_id = substr(r.key, strpos(r.key, '|') + 1)
    ORDER BY r.number)
WHERE p.category_refs && %s::text[] RETURNING p.id
"""
# Products of these categories and of all below them: their place in the tree looks different now.
INSIDE = """
WITH RECURSIVE branch AS (
    SELECT id FROM pim_category WHERE id = ANY(%s::bigint[])
    UNION SELECT c.id FROM pim_category c JOIN branch b ON c.parent_id = b.id
)
SELECT p.id FROM pim_product p WHERE p.category_ids && ARRAY(SELECT id FROM branch)
"""


def upsert_categories(*, system: str, drafts: Sequence[CategoryDraft]) -> UpsertCounts:
    """Write what differs, settle the tree, and let waiting products find their new categories."""
    begin()
    latest = {draft.external_id.lower(): draft for draft in drafts}
    known = resolve(system, "category", latest)
    made = remember(system, "category", [d.external_id for k, d in latest.items() if k not in known])
    _insert(system, {made[k]: latest[k] for k in made})
    rows = fetch(UPDATE, [records([_record(system, known[k], latest[k]) for k in known])]) if known else []
    moved, warnings = _settle()
    touched = {row[0] for row in rows} | {one for one in moved if one not in made.values()}
    gone = sum(row[1] for row in rows)
    _announce(system, made=made, touched=touched)
    return UpsertCounts(
        created=len(made),
        changed=len(touched) - gone,
        removed=gone,
        unchanged=max(len(known) - len(touched), 0),
        warnings=warnings,
    )


def _record(system: str, object_id: int, draft: CategoryDraft) -> dict[str, object]:
    parent = draft.parent_external_id
    return {
        "id": object_id,
        "title": draft.title[:300],
        "wanted_parent": key(system, parent) if parent else "",
        "is_removed": draft.is_removed,
    }


def _insert(system: str, made: dict[int, CategoryDraft]) -> None:
    if not made:
        return
    slugs = free_slugs("category", {object_id: draft.title for object_id, draft in made.items()}, "razdel")
    rows = [_record(system, object_id, draft) | {"slug": slugs[object_id]} for object_id, draft in made.items()]
    fetch(INSERT, [records(rows)])


def _settle() -> tuple[list[int], tuple[str, ...]]:
    rows = fetch(WISHES)
    settled, refused = settle({row[0]: row[2] for row in rows})
    moved = [row[0] for row in rows if row[1] != settled[row[0]]]
    if moved:
        fetch(MOVE, [numbers(moved), numbers(settled[one] or 0 for one in moved)])
    titles = {row[0]: row[3] for row in rows}
    sentence = gettext("The category «%(title)s» would lie inside itself; it stays at the top of the tree.")
    return moved, tuple(sentence % {"title": titles[one]} for one in refused)


def _announce(system: str, *, made: dict[str, int], touched: set[int]) -> None:
    for piece in pieces(sorted(touched | set(made.values()))):
        publish(CategoriesChanged(category_ids=piece))
    rows = fetch(ARRIVED, [texts(key(system, one) for one in made)]) if made else []
    if touched:
        rows += fetch(INSIDE, [numbers(touched)])
    for piece in pieces(sorted({row[0] for row in rows})):
        publish(ProductsChanged(product_ids=piece))
