"""What recommendations shows: offers beside products, how goods sell, people's decisions."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from prilavok.base.bulk import fetch, numbers
from prilavok.base.clock import database_now
from prilavok.insight.recommendations import rules
from prilavok.insight.recommendations.models import Setting, Word
from prilavok.insight.recommendations.values import Effect, Kind, Manner, Offer, Popularity, Reason, Rule, Tale
from prilavok.insight.recommendations.values import Word as Decision

# One question: what was chosen, what people say of these products, what they want shown nowhere.
OFFERED: Final = """
SELECT product_id, kind, other_ids, reasons FROM recommendations_choice WHERE product_id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT product_id, CASE WHEN is_pin THEN '+' ELSE '-' END, array_agg(other_id ORDER BY made_at, id),
    jsonb_agg(made_by ORDER BY made_at, id)
FROM recommendations_word WHERE product_id = 0 OR product_id = ANY(%(ids)s::bigint[]) GROUP BY product_id, is_pin
"""

TOLD: Final = tuple(Tale.__dataclass_fields__)
TOLD_OF_GOODS: Final = ("people", "clicked", "put", "ordered")
EFFECTS_OF_GOODS: Final = """
SELECT product_id, is_apart, sum(people), sum(clicked), sum(put), sum(ordered) FROM recommendations_goodeffect
WHERE product_id = ANY(%s::bigint[]) GROUP BY product_id, is_apart
"""
EFFECTS: Final = f"""
SELECT rule, is_apart, {", ".join(f"sum({name})" for name in TOLD)} FROM recommendations_effect
WHERE day >= %(since)s GROUP BY rule, is_apart
"""  # noqa: S608 - names of our own columns


def manner() -> Manner:
    """How the chain wants it. One query."""
    row = Setting.objects.filter(pk=1).first() or Setting(pk=1)
    return Manner(
        kinds=frozenset(kind for kind in Kind if getattr(row, f"is_{kind}")),
        window_days=row.window_days,
        half_life_days=row.half_life_days,
        least_baskets=row.least_baskets,
        least_lift=row.least_lift,
        shown=row.shown,
        apart_percent=row.apart_percent,
    )


def effects(*, since: date) -> list[Effect]:
    """What each rule led to since a day, the whole first. One query."""
    told: dict[tuple[str, bool], Tale] = {
        (rule, is_apart): Tale(**dict(zip(TOLD, sums, strict=True)))
        for rule, is_apart, *sums in fetch(EFFECTS, {"since": since})
    }
    return [_effect(rule, told.get((rule, False), Tale()), told.get((rule, True), Tale())) for rule in Rule]


def effects_of_goods(*, product_ids: Sequence[int]) -> dict[int, tuple[Tale, Tale]]:
    """What offering products led to since last month began: with those who see blocks, with those who do not. Absent
    were offered to nobody. One query."""
    told: dict[int, dict[bool, Tale]] = {}
    for product_id, is_apart, *sums in fetch(EFFECTS_OF_GOODS, [numbers(product_ids)]):
        told.setdefault(product_id, {})[is_apart] = Tale(**dict(zip(TOLD_OF_GOODS, sums, strict=True)))
    return {key: (both.get(False, Tale()), both.get(True, Tale())) for key, both in told.items()}


def _effect(rule: Rule, seen: Tale, apart: Tale) -> Effect:
    return Effect(
        rule=rule,
        seen=seen,
        apart=apart,
        put=rules.compared((seen.people, seen.people_put), (apart.people, apart.people_put)),
        ordered=rules.compared((seen.people, seen.people_ordered), (apart.people, apart.people_ordered)),
    )


def offered(*, product_ids: Sequence[int]) -> dict[int, dict[Kind, tuple[Offer, ...]]]:
    """What to show beside products by block, best first, as people decided. One query."""
    said: dict[tuple[int, str], tuple[list[int], list[Any]]] = {
        (row[0], row[1]): (row[2], row[3] if isinstance(row[3], list) else _read(row[3]))
        for row in fetch(OFFERED, {"ids": numbers(product_ids)})
    }
    nowhere = set(said.get((0, "-"), ([], []))[0])
    return {one: _beside(one, said, nowhere) for one in product_ids}


def _read(text: str) -> list[Any]:
    found: list[Any] = json.loads(text)
    return found


def _beside(
    product_id: int, said: Mapping[tuple[int, str], tuple[list[int], list[Any]]], nowhere: set[int]
) -> dict[Kind, tuple[Offer, ...]]:
    banned = nowhere | set(said.get((product_id, "-"), ([], []))[0]) | {product_id}
    ids, makers = said.get((product_id, "+"), ([], []))
    pins = [
        Offer(product_id=one, reason=Reason(pinned_by=by))
        for one, by in zip(ids, makers, strict=True)
        if one not in nowhere
    ]
    first = {one.product_id for one in pins}
    blocks: dict[Kind, tuple[Offer, ...]] = {}
    taken = banned | first
    for kind in (Kind.TOGETHER, Kind.SIMILAR):
        others, reasons = said.get((product_id, kind), ([], []))
        found = [
            Offer(product_id=one, reason=_reason(told))
            for one, told in zip(others, reasons, strict=True)
            if one not in taken
        ]
        blocks[kind] = (*(pins if kind is Kind.TOGETHER else ()), *found)
        taken |= {one.product_id for one in found}
    return blocks


def _reason(told: Mapping[str, Any]) -> Reason:
    return Reason(**{**told, "lift": float(told["lift"])} if "lift" in told else told)


def popularity(*, product_ids: Sequence[int]) -> dict[int, Popularity]:
    """How products sell; those that nobody bought have no points. Two queries."""
    half_life, now = manner().half_life_days, database_now()
    rows = fetch(
        "SELECT product_id, score, orders, receipts, last_at FROM recommendations_tally"
        " WHERE product_id = ANY(%s::bigint[])",
        [numbers(product_ids)],
    )
    found = {
        row[0]: Popularity(
            product_id=row[0], points=rules.points(row[1], now, half_life), orders=row[2], receipts=row[3],
            last_at=row[4],
        )
        for row in rows
    }  # fmt: skip
    return {one: found.get(one, Popularity(product_id=one, points=0)) for one in product_ids}


def words(*, product_id: int) -> list[Decision]:
    """What people decided about what stands beside a product (0: about what is shown nowhere), newest first."""
    return [
        Decision(
            word_id=row.pk, product_id=row.product_id, other_id=row.other_id, is_pin=row.is_pin, made_by=row.made_by,
            made_at=row.made_at,
        )
        for row in Word.objects.filter(product_id=product_id).order_by("-made_at", "-pk")[:200]
    ]  # fmt: skip


def figures() -> dict[str, int]:
    """How much the counts stand on: baskets, goods sold, goods with something beside them. One query."""
    ((baskets, waiting, goods, together, similar),) = fetch(
        "SELECT (SELECT count(*) FROM recommendations_basket WHERE counted <> '{}'),"
        " (SELECT count(*) FROM recommendations_basket WHERE is_due),"
        " (SELECT count(*) FROM recommendations_tally WHERE baskets > 0),"
        " (SELECT count(*) FROM recommendations_choice WHERE kind = 'together'),"
        " (SELECT count(*) FROM recommendations_choice WHERE kind = 'similar')"
    )
    return {"baskets": baskets, "waiting": waiting, "goods": goods, "together": together, "similar": similar}
