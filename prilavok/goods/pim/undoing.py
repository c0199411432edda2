"""What a package did to the catalogue and can be taken back: things nobody has changed since.

Of each thing the lines that still stand are looked at: neither undone nor themselves an undo. When the last of them are
the package's own, the thing gets back the fields as they were before the first of these; a new thing is put away.
"""

from typing import Any, Final

from prilavok.base.bulk import fetch
from prilavok.goods.pim.values import ThingUndo, UndoTotals

# In the order of taking back.
KINDS: Final = ("attribute", "category", "product", "variant", "picture")

# `run` has one line a thing: `back` what it gets back, `other` the last line of somebody else.
RUN = """
WITH page AS MATERIALIZED (
    SELECT object_id, min(id) AS first FROM pim_change
    WHERE source = %(source)s AND kind = %(kind)s AND (%(after)s::bigint IS NULL OR object_id > %(after)s)
    GROUP BY object_id ORDER BY object_id LIMIT %(limit)s
), lines AS MATERIALIZED (
    SELECT c.id, c.object_id, c.source, c.before, c.annuls_from, min(c.annuls_from) OVER (
        PARTITION BY c.object_id ORDER BY c.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS annulled_from
    FROM page p JOIN pim_change c ON c.kind = %(kind)s AND c.object_id = p.object_id AND c.id >= p.first
), standing AS MATERIALIZED (
    SELECT *, max(id) FILTER (WHERE source = %(source)s) OVER thing AS mine,
        max(id) FILTER (WHERE source <> %(source)s) OVER thing AS other
    FROM lines WHERE annuls_from IS NULL AND (annulled_from IS NULL OR annulled_from > id)
    WINDOW thing AS (PARTITION BY object_id)
), own AS MATERIALIZED (
    SELECT * FROM standing WHERE source = %(source)s AND (id > coalesce(other, 0) OR mine < other)
), fields AS (
    SELECT o.object_id, jsonb_object_agg(e.key, e.value ORDER BY o.id DESC) AS back
    FROM own o, jsonb_each(coalesce(o.before, '{}')) AS e (key, value) GROUP BY o.object_id
), run AS MATERIALIZED (
    SELECT o.object_id, min(o.id) AS id, max(o.other) AS other, bool_and(coalesce(o.mine > o.other, true)) AS is_last,
        bool_or(o.before IS NULL) AS is_new, coalesce(max(f.back::text)::jsonb, '{}') AS back
    FROM own o LEFT JOIN fields f ON f.object_id = o.object_id GROUP BY o.object_id
)
"""
TOTALS = f"""
{RUN}
SELECT count(*) FILTER (WHERE r.is_last), count(*) FILTER (WHERE NOT r.is_last),
    array_agg(DISTINCT s.source) FILTER (WHERE s.source IS NOT NULL)
FROM run r LEFT JOIN standing s ON s.id = r.other AND NOT r.is_last
"""  # noqa: S608 - constants only
TITLES: Final = {
    "product": "SELECT title FROM pim_product p WHERE p.id = r.object_id",
    "variant": "SELECT concat_ws(', ', p.title, nullif(v.title, p.title)) FROM pim_variant v"
    " JOIN pim_product p ON p.id = v.product_id WHERE v.id = r.object_id",
    "category": "SELECT title FROM pim_category c WHERE c.id = r.object_id",
    "attribute": "SELECT title FROM pim_attribute a WHERE a.id = r.object_id",
    "picture": "SELECT substr(r.back ->> 'key', strpos(r.back ->> 'key', '|') + 1)",
}
ROWS: Final = {
    kind: f"""
{RUN}
SELECT r.object_id, coalesce(({title}), ''), r.is_new OR r.back ->> 'content_hash' = '',
    ARRAY(SELECT jsonb_object_keys(r.back)), coalesce(s.source, ''), s.id IS NOT NULL
FROM run r LEFT JOIN standing s ON s.id = r.other AND NOT r.is_last ORDER BY r.object_id
"""  # noqa: S608 - constants only
    for kind, title in TITLES.items()
}


def asked(source: str, kind: str, after: int | None, limit: int | None) -> dict[str, Any]:
    """Parameters of the statements above."""
    return {"source": source[:200], "kind": kind, "after": after, "limit": limit}


def undoable(*, source: str) -> dict[str, UndoTotals]:
    result: dict[str, UndoTotals] = {}
    for kind in KINDS:
        ((can, cannot, later),) = fetch(TOTALS, asked(source, kind, None, None))
        if can or cannot:
            result[kind] = UndoTotals(can=can, cannot=cannot, later=tuple(later or ()))
    return result


def undo_rows(*, source: str, kind: str, after: int | None, limit: int) -> list[ThingUndo]:
    return [
        ThingUndo(
            kind=kind,
            object_id=row[0],
            title=row[1],
            is_new=bool(row[2]),
            fields=tuple(sorted(row[3])),
            is_left=row[5],
            later=row[4],
        )
        for row in fetch(ROWS[kind], asked(source, kind, after, limit))
    ]
