"""The category tree as outside systems tell it, in any order: parents may come later, circles are refused."""

from collections.abc import Sequence

from django.utils.translation import gettext

from prilavok.base.bulk import fetch, numbers, records, texts
from prilavok.goods.pim.actions._announcing import announce_categories
from prilavok.goods.pim.actions._changes import changed, new
from prilavok.goods.pim.actions._identities import begin, free_slugs, key, remember, resolve
from prilavok.goods.pim.rules.tree import settle
from prilavok.goods.pim.trees.placing import settle_goods
from prilavok.goods.pim.values import CategoryDraft, UpsertCounts

TOLD = """
WITH told AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%s::jsonb)
        AS t (id bigint, title text, slug text, wanted_parent text, is_removed boolean)
)
"""
INSERT = f"""
{TOLD}, {new("category")}
INSERT INTO pim_category (id, title, slug, wanted_parent, position, is_archived)
SELECT id, title, slug, wanted_parent, id, is_removed FROM told
"""  # noqa: S608 - constants only
UPDATE = f"""
{TOLD}, wanted AS MATERIALIZED (
    SELECT o.id, t.title, t.wanted_parent, t.is_removed AS is_archived, o.is_archived AS was_archived
    FROM told t JOIN pim_category o ON o.id = t.id
    WHERE (o.title, o.wanted_parent, o.is_archived) IS DISTINCT FROM (t.title, t.wanted_parent, t.is_removed)
), {changed("category", ["title", "wanted_parent", "is_archived"])}
UPDATE pim_category c SET title = w.title, wanted_parent = w.wanted_parent, is_archived = w.is_archived
FROM wanted w WHERE c.id = w.id RETURNING c.id, w.is_archived AND NOT w.was_archived
"""  # noqa: S608 - constants only
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


def upsert_categories(*, system: str, drafts: Sequence[CategoryDraft], source: str = "") -> UpsertCounts:
    """Write what differs, settle the tree, and let waiting products find their new categories."""
    begin()
    latest = {draft.external_id.lower(): draft for draft in drafts}
    known = resolve(system, "category", latest)
    made = remember(system, "category", [d.external_id for k, d in latest.items() if k not in known], source)
    _insert(system, {made[k]: latest[k] for k in made}, source)
    told = records([_record(system, known[k], latest[k]) for k in known])
    rows = fetch(UPDATE, [told, source[:200]]) if known else []
    moved, warnings = settle_tree()
    touched = {row[0] for row in rows} | {one for one in moved if one not in made.values()}
    gone = sum(row[1] for row in rows)
    announce_places(sorted(touched | set(made.values())), arrived=[key(system, one) for one in made])
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


def _insert(system: str, made: dict[int, CategoryDraft], source: str) -> None:
    if not made:
        return
    slugs = free_slugs("category", {object_id: draft.title for object_id, draft in made.items()}, "razdel")
    rows = [_record(system, object_id, draft) | {"slug": slugs[object_id]} for object_id, draft in made.items()]
    fetch(INSERT, [records(rows), source[:200]])


def settle_tree() -> tuple[list[int], tuple[str, ...]]:
    """Give every category the parent it was told, where that is possible; returns those that moved, and warnings."""
    rows = fetch(WISHES)
    settled, refused = settle({row[0]: row[2] for row in rows})
    moved = [row[0] for row in rows if row[1] != settled[row[0]]]
    if moved:
        fetch(MOVE, [numbers(moved), numbers(settled[one] or 0 for one in moved)])
    titles = {row[0]: row[3] for row in rows}
    sentence = gettext("The category «%(title)s» would lie inside itself; it stays at the top of the tree.")
    return moved, tuple(sentence % {"title": titles[one]} for one in refused)


def announce_places(category_ids: Sequence[int], *, arrived: Sequence[str] = ()) -> None:
    """Publish that categories changed, and the products in them; products that waited for the `arrived` find them."""
    announce_categories(category_ids)
    rows = fetch(ARRIVED, [texts(arrived)]) if arrived else []
    if category_ids:
        rows += fetch(INSIDE, [numbers(category_ids)])
    settle_goods(row[0] for row in rows)
