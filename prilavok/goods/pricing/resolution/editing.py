"""People write the rules: which price type sells where and for whom."""

from collections.abc import Mapping
from typing import Final

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import (
    CheaperWithoutLegend,
    PriceTypeUnknown,
    RuleSaysNothing,
    RuleUnknown,
    SecondIsTheFirst,
)
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.models import PriceRule, PriceType
from prilavok.goods.pricing.resolution.cheaper import cheaper_online
from prilavok.goods.pricing.resolution.showing import all_rules
from prilavok.goods.pricing.resolution.values import CheaperOnline, RuleDraft

NOWHERE: Final[Mapping[int, str]] = {}


def save_rule(draft: RuleDraft, *, actor: Actor, homes: Mapping[int, str] = NOWHERE) -> int:
    """Write a rule, new or anew; returns its id. Everything is sold by it at once; `homes` are the regions of stores.
    Raises RuleSaysNothing, SecondIsTheFirst, PriceTypeUnknown, RuleUnknown, LegendUnknown, CheaperWithoutLegend. Joins
    the unit."""
    require_unit()
    if not (draft.channels or draft.regions or draft.store_ids or draft.segments):
        raise RuleSaysNothing
    if draft.second == draft.sells:
        raise SecondIsTheFirst
    named = {one for one in (draft.sells, draft.second, draft.compares) if one is not None}
    if PriceType.objects.filter(pk__in=named).count() != len(named):
        raise PriceTypeUnknown
    row = PriceRule() if draft.rule_id is None else _lock(draft.rule_id)
    before = _unsaid(homes)
    row.title, row.priority, row.is_active = draft.title.strip()[:200], draft.priority, draft.is_active
    row.channels, row.regions = sorted(set(draft.channels)), sorted(set(draft.regions))
    row.store_ids, row.segments = sorted(set(draft.store_ids)), sorted(set(draft.segments))
    row.sells_id, row.second_id, row.compares_id = draft.sells, draft.second, draft.compares
    row.changed_by, row.changed_at = actor.name[:200], database_now()
    row.save()
    row.legend = legends.attach(subject=subject_of(row.pk), legend_id=draft.legend_id, actor=actor)
    row.save(update_fields=["legend"])
    _refuse_unsaid(homes, before, rule_id=row.pk)
    publish(PricesChanged(variant_ids=()))
    return int(row.pk)


def drop_rule(*, rule_id: int, actor: Actor, homes: Mapping[int, str] = NOWHERE) -> None:
    """Take a rule away; what it named is sold by the next one. Raises RuleUnknown, CheaperWithoutLegend. Joins the
    unit."""
    require_unit()
    row, before = _lock(rule_id), _unsaid(homes)
    row.delete()
    legends.attach(subject=subject_of(rule_id), legend_id=None, actor=actor)
    _refuse_unsaid(homes, before)
    publish(PricesChanged(variant_ids=()))


def subject_of(rule_id: int) -> str:
    """How audit and legends call a rule."""
    return f"price_rule:{rule_id}"


def unsaid(homes: Mapping[int, str] = NOWHERE) -> list[CheaperOnline]:
    """Where goods cost less online than in the stores, and no legend says why."""
    return [one for one in cheaper_online([view.rule for view in all_rules()], homes) if not one.is_said]


def _unsaid(homes: Mapping[int, str]) -> set[tuple[int, int]]:
    return {_pair(one) for one in unsaid(homes)}


def _refuse_unsaid(homes: Mapping[int, str], before: set[tuple[int, int]], *, rule_id: int = 0) -> None:
    """What a price list of the ERP has made cheaper earlier, elsewhere, is not this change's fault."""
    for one in unsaid(homes):
        if _pair(one) not in before or (rule_id and rule_id in _pair(one)):
            raise CheaperWithoutLegend(count=one.count)


def _pair(one: CheaperOnline) -> tuple[int, int]:
    return one.online.rule_id, one.in_store.rule_id


def _lock(rule_id: int) -> PriceRule:
    row = PriceRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise RuleUnknown
    return row
