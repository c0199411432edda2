"""Rules of safety stock as people write them, and what one would take off sale before it is written."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from prilavok.base.bulk import fetch, one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.stock.errors import SafetyRuleUnknown
from prilavok.goods.stock.models import SafetyFigure, SafetyRule, SafetyWork
from prilavok.goods.stock.safety.arranging import arrangement, rules, scopes_of
from prilavok.goods.stock.values import SafetyDraft, SafetyEffect, SafetyExample, SafetyView

DRAFT: Final = 0
SHOWN: Final = 20
# What would be promised beside what is: of every balance whose figure would be another.
EFFECT: Final = """
WITH classes AS (SELECT * FROM unnest(%(variants)s::bigint[], %(classes)s::bigint[]) AS t (variant_id, class_id)),
figures AS (
    SELECT * FROM unnest(%(fig_classes)s::bigint[], %(fig_places)s::bigint[], %(fig_pieces)s::numeric[])
        AS t (class_id, location_id, quantity)
), would AS (
    SELECT b.variant_id, b.location_id, b.available AS now,
        CASE WHEN b.doubt = '' THEN greatest(b.on_hand - b.reserved - coalesce(f.quantity, 0) - b.unsynced, 0)
            ELSE 0 END AS later
    FROM stock_balance b LEFT JOIN classes c ON c.variant_id = b.variant_id
    LEFT JOIN figures f ON f.class_id = coalesce(c.class_id, 0) AND f.location_id = b.location_id
    WHERE b.safety <> coalesce(f.quantity, 0)
), differing AS MATERIALIZED (SELECT * FROM would WHERE now <> later), example AS (
    SELECT variant_id, location_id, now, later FROM differing
    ORDER BY (now > 0 AND later = 0) DESC, abs(now - later) DESC, variant_id, location_id LIMIT %(shown)s
)
SELECT (SELECT count(*) FROM differing), (SELECT count(DISTINCT variant_id) FROM differing),
    (SELECT coalesce(sum(now - later), 0) FROM differing),
    (SELECT count(*) FROM differing WHERE now > 0 AND later = 0),
    (SELECT count(*) FROM differing WHERE now = 0 AND later > 0),
    (SELECT coalesce(json_agg(json_build_array(variant_id, location_id, now::text, later::text)), '[]') FROM example)
"""


def effect(draft: SafetyDraft, *, is_dropped: bool = False) -> SafetyEffect:
    """What the rule would take off sale if it were written (or dropped) now; writes nothing."""
    told = {key: one for key, one in rules().items() if _scope(one) != _scope(draft)}
    if not is_dropped:
        told[DRAFT] = draft
    params = arrangement(told).params() | {"shown": SHOWN}
    ((balances, variants, pieces, ended, begun, examples),) = fetch(EFFECT, params)
    return SafetyEffect(
        balances=balances,
        variants=variants,
        pieces=pieces,
        ended=ended,
        begun=begun,
        examples=tuple(
            SafetyExample(variant_id=row[0], location_id=row[1], now=Decimal(row[2]), then=Decimal(row[3]))
            for row in examples
        ),
    )


def keep_rule(draft: SafetyDraft, *, made_by: str = "") -> bool:
    """Write a rule, or change the one of the same goods and place; True when something changed. Joins the unit.

    The balances follow when `arrange` and `settle` have run.
    """
    require_unit()
    one_at_a_time("stock.safety")
    row = SafetyRule.objects.filter(
        place=draft.place, place_key=draft.place_key, goods=draft.goods, goods_id=draft.goods_id
    ).first() or SafetyRule(place=draft.place, place_key=draft.place_key, goods=draft.goods, goods_id=draft.goods_id)
    if row.pk is not None and (row.quantity, row.note) == (draft.quantity, draft.note):
        return False
    row.quantity, row.note, row.made_by, row.changed_at = draft.quantity, draft.note, made_by[:200], database_now()
    row.save()
    return True


def drop_rule(*, rule_id: int) -> SafetyDraft:
    """Take a rule away; what it said. Joins the unit. Raises SafetyRuleUnknown."""
    require_unit()
    one_at_a_time("stock.safety")
    told = rules().get(rule_id)
    if told is None:
        raise SafetyRuleUnknown
    SafetyWork.objects.update_or_create(pk=1, defaults={"is_settled": False})
    SafetyRule.objects.filter(pk=rule_id).delete()
    return told


def safety_rules() -> tuple[SafetyView, ...]:
    """All rules, the most general first."""
    rows = SafetyRule.objects.all()
    order = {"all": 0, "category": 1, "product": 2, "chain": 0, "region": 1, "store": 2}
    views = [
        SafetyView(
            rule_id=row.pk,
            draft=SafetyDraft(
                place=row.place,
                place_key=row.place_key,
                goods=row.goods,
                goods_id=row.goods_id,
                quantity=row.quantity,
                note=row.note,
            ),
            made_by=row.made_by,
            changed_at=row.changed_at,
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda one: (order[one.draft.goods], order[one.draft.place], one.rule_id)))


def rule_that_holds(*, variant_id: int, location_id: int) -> SafetyView | None:
    """Why so much is kept back here; None when nothing is."""
    class_id = scopes_of([variant_id]).get(variant_id, 0)
    figure = SafetyFigure.objects.filter(class_id=class_id, location_id=location_id).first()
    return next((one for one in safety_rules() if figure is not None and one.rule_id == figure.rule_id), None)


def _scope(draft: SafetyDraft) -> Sequence[object]:
    return (draft.place, draft.place_key, draft.goods, draft.goods_id)
