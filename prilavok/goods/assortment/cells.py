"""Cells as they lie in the database: compared, written, each change kept. One statement however many there are."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from prilavok.base.bulk import fetch, pieces, records
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.assortment.events import AssortmentChanged
from prilavok.goods.assortment.goods import standing_in
from prilavok.goods.assortment.values import Cell, EditCounts, Effect, GoodsRef, Place, PlaceKind, Scope, Status

KEYS = "scope, goods_id, brand, place_kind, place_code, channel"
AS_JSON = "jsonb_build_object('status', {0}.status, 'since', {0}.since, 'until', {0}.until, 'note', {0}.note)"
WAS = f"""
WITH told AS (
    SELECT * FROM jsonb_to_recordset(%(cells)s::jsonb) AS t (scope text, goods_id bigint, brand text, goods_title text,
        place_kind text, place_code text, place_title text, channel text,
        status text, since date, until date, note text)
), was AS (
    SELECT t.*, r.id AS rule_id,
        CASE WHEN r.id IS NOT NULL THEN {AS_JSON.format("r")} END AS before,
        CASE WHEN t.status IS NOT NULL THEN {AS_JSON.format("t")} END AS after
    FROM told t LEFT JOIN assortment_rule r USING ({KEYS})
), differing AS (SELECT * FROM was WHERE before IS DISTINCT FROM after)
"""  # noqa: S608 - constants only
COUNT = f"""
{WAS}
SELECT (SELECT count(*) FROM was), count(*), count(DISTINCT (scope, goods_id, brand)),
    count(DISTINCT (place_kind, place_code)) FROM differing
"""  # noqa: S608 - constants only
WRITE = f"""
{WAS}, gone AS (
    DELETE FROM assortment_rule r USING differing d WHERE r.id = d.rule_id AND d.after IS NULL
), put AS (
    INSERT INTO assortment_rule ({KEYS}, goods_title, place_title, status, since, until, note)
    SELECT {KEYS}, goods_title, place_title, status, since, until, note FROM differing WHERE after IS NOT NULL
    ON CONFLICT ({KEYS}) DO UPDATE SET goods_title = excluded.goods_title, place_title = excluded.place_title,
        status = excluded.status, since = excluded.since, until = excluded.until, note = excluded.note,
        changed_at = statement_timestamp()
)
INSERT INTO assortment_change ({KEYS}, goods_title, place_title, edit_id, before, after)
SELECT {KEYS}, goods_title, place_title, %(edit)s, before, after FROM differing
RETURNING scope, goods_id, brand, place_kind, place_code
"""  # noqa: S608 - constants only
# What an edit did and nobody has changed since; the newest change of a cell inside of an edit is its only one.
BACK = f"""
SELECT c.scope, c.goods_id, c.brand, c.goods_title, c.place_kind, c.place_code, c.place_title, c.channel, c.before
FROM assortment_change c LEFT JOIN assortment_rule r USING ({KEYS})
WHERE c.edit_id = %s AND CASE WHEN r.id IS NOT NULL THEN {AS_JSON.format("r")} END IS NOT DISTINCT FROM c.after
ORDER BY c.id
"""  # noqa: S608 - constants only
OF_BRANDS = "SELECT DISTINCT product_id FROM assortment_good WHERE brand = ANY(%s::text[])"
EVERYTHING = "SELECT DISTINCT product_id FROM assortment_good"


def as_json(cells: Iterable[Cell]) -> list[dict[str, Any]]:
    """Cells ready for the database; of several with one key the last stands."""
    rows = {}
    for cell in cells:
        goods, place, effect = cell.goods, cell.place, cell.effect
        key = (goods.scope, goods.goods_id, goods.brand, place.kind, place.code, cell.channel)
        rows[key] = {
            "scope": str(goods.scope),
            "goods_id": goods.goods_id,
            "brand": goods.brand,
            "goods_title": goods.title[:500],
            "place_kind": str(place.kind),
            "place_code": place.code,
            "place_title": place.title[:200],
            "channel": str(cell.channel),
            "status": str(effect.status) if effect.status else None,
            "since": effect.since.isoformat() if effect.status and effect.since else None,
            "until": effect.until.isoformat() if effect.status and effect.until else None,
            "note": effect.note[:300],
        }
    return list(rows.values())


def from_json(row: dict[str, Any]) -> Cell:
    """A cell out of a row of `as_json`."""
    return Cell(
        goods=GoodsRef(
            scope=Scope(row["scope"]), goods_id=row["goods_id"], brand=row["brand"], title=row["goods_title"]
        ),
        place=Place(kind=PlaceKind(row["place_kind"]), code=row["place_code"], title=row["place_title"]),
        channel=row["channel"],
        effect=effect_of(row),
    )


def effect_of(row: dict[str, Any] | None) -> Effect:
    """What a rule was or is, out of its JSON; None is no rule."""
    if not row or not row.get("status"):
        return Effect(status=None)
    return Effect(
        status=Status(row["status"]),
        since=date.fromisoformat(row["since"]) if row["since"] else None,
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        note=row["note"] or "",
    )


def count(rows: Sequence[dict[str, Any]]) -> EditCounts:
    """What writing these cells would change. One query."""
    ((cells, changed, goods, places),) = fetch(COUNT, {"cells": records(rows)})
    return EditCounts(cells=cells, changed=changed, goods=goods, places=places)


def write(rows: Sequence[dict[str, Any]], *, edit_id: int) -> EditCounts:
    """Write the cells that differ, keep what they were, announce whose goods are touched. Joins the unit."""
    require_unit()
    touched = fetch(WRITE, {"cells": records(rows), "edit": edit_id})
    announce(products_of({(scope, goods_id, brand) for scope, goods_id, brand, _, _ in touched}))
    return EditCounts(
        cells=len(rows),
        changed=len(touched),
        goods=len({row[:3] for row in touched}),
        places=len({row[3:] for row in touched}),
    )


def back(edit_id: int) -> list[dict[str, Any]]:
    """The cells that take an edit back; those that somebody has changed since are left out."""
    cells = [
        Cell(
            goods=GoodsRef(scope=Scope(row[0]), goods_id=row[1], brand=row[2], title=row[3]),
            place=Place(kind=PlaceKind(row[4]), code=row[5], title=row[6]),
            channel=row[7],
            effect=effect_of(_decoded(row[8])),
        )
        for row in fetch(BACK, [edit_id])
    ]
    return as_json(cells)


def announce(product_ids: Iterable[int]) -> None:
    """Say that where these are sold may have changed, in pieces. Joins the unit."""
    for piece in pieces(sorted(set(product_ids))):
        publish(AssortmentChanged(product_ids=piece))


def products_of(touched: set[tuple[str, int, str]]) -> set[int]:
    """The products that rules about these goods speak of, as far as known here."""
    if any(scope == Scope.ALL for scope, _, _ in touched):
        return {row[0] for row in fetch(EVERYTHING)}
    found = {goods_id for scope, goods_id, _ in touched if scope == Scope.PRODUCT}
    categories = [goods_id for scope, goods_id, _ in touched if scope == Scope.CATEGORY]
    brands = [brand for scope, _, brand in touched if scope == Scope.BRAND]
    if categories:
        found.update(standing_in(categories))
    if brands:
        found.update(row[0] for row in fetch(OF_BRANDS, [brands]))
    return found


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
