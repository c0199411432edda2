"""Attributes as outside systems name them; values of products meet them at display, whichever came first."""

from collections.abc import Sequence

from prilavok.base.bulk import fetch, numbers, pieces, records
from prilavok.base.events import publish
from prilavok.goods.pim.actions._changes import changed, new
from prilavok.goods.pim.actions._identities import begin, remember, resolve
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.values import AttributeDraft, UpsertCounts

TOLD = """
WITH told AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%s::jsonb)
        AS t (id bigint, title text, kind text, options jsonb, is_removed boolean)
)
"""
# Options are only added to, so of them only the texts that change are kept.
RENAMED = """coalesce((
    SELECT jsonb_build_object('options', jsonb_object_agg(e.key, e.value)) FROM jsonb_each(o.options) e
    WHERE w.told ? e.key AND w.told -> e.key <> e.value HAVING count(*) > 0), '{}')"""
UPDATE = f"""
{TOLD}, wanted AS MATERIALIZED (
    SELECT o.id, t.title, t.kind, t.options AS told, o.options || t.options AS options, t.is_removed AS is_archived,
        false AS is_stub, o.is_archived AS was_archived
    FROM told t JOIN pim_attribute o ON o.id = t.id
    WHERE (o.title, o.kind, o.options, o.is_archived, o.is_stub)
        IS DISTINCT FROM (t.title, t.kind, o.options || t.options, t.is_removed, false)
), {changed("attribute", ["title", "kind", "is_archived", "is_stub"], RENAMED)}
UPDATE pim_attribute a
SET title = w.title, kind = w.kind, options = w.options, is_archived = w.is_archived, is_stub = false
FROM wanted w WHERE a.id = w.id RETURNING a.id, w.is_archived AND NOT w.was_archived
"""  # noqa: S608 - constants only
INSERT = f"""
{TOLD}, {new("attribute")}
INSERT INTO pim_attribute (id, title, kind, options, is_archived, is_stub)
SELECT id, title, kind, options, is_removed, false FROM told
"""  # noqa: S608 - constants only
STUB = """
INSERT INTO pim_attribute (id, title, kind, options, is_archived, is_stub)
SELECT t.id, '', 'text', '{}', false, true FROM unnest(%s::bigint[]) AS t (id)
"""
USERS = """
SELECT p.id FROM pim_product p
WHERE EXISTS (SELECT FROM jsonb_array_elements(p.attributes) e WHERE (e ->> 0)::bigint = ANY(%s::bigint[]))
"""


def upsert_attributes(*, system: str, drafts: Sequence[AttributeDraft], source: str = "") -> UpsertCounts:
    """Write what differs. Options are added to, never dropped: incremental files carry only some of them."""
    begin()
    latest = {draft.external_id.lower(): draft for draft in drafts}
    known = resolve(system, "attribute", latest)
    made = remember(system, "attribute", [d.external_id for key, d in latest.items() if key not in known], source)
    if made:
        fetch(INSERT, [records([_record(made[key], latest[key]) for key in made]), source[:200]])
    rows = fetch(UPDATE, [records([_record(known[key], latest[key]) for key in known]), source[:200]]) if known else []
    announce_users([row[0] for row in rows])
    gone = sum(row[1] for row in rows)
    return UpsertCounts(created=len(made), changed=len(rows) - gone, removed=gone, unchanged=len(known) - len(rows))


def _record(object_id: int, draft: AttributeDraft) -> dict[str, object]:
    return {
        "id": object_id,
        "title": draft.title[:300],
        "kind": draft.kind[:20],
        "options": {option.lower(): text for option, text in draft.options},
        "is_removed": draft.is_removed,
    }


def announce_users(attribute_ids: Sequence[int]) -> None:
    """Products that carry these attributes look different now."""
    if attribute_ids:
        for piece in pieces(row[0] for row in fetch(USERS, [numbers(attribute_ids)])):
            publish(ProductsChanged(product_ids=piece))


def known_or_stubs(system: str, external_ids: set[str]) -> dict[str, int]:
    """Ids of attributes by lower-case outside id; those nobody has described yet become stubs, hidden till named."""
    known = resolve(system, "attribute", external_ids)
    made = remember(system, "attribute", sorted({one.lower() for one in external_ids} - known.keys()))
    if made:
        fetch(STUB, [numbers(made.values())])
    return known | made
