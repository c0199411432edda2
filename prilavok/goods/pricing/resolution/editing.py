"""People write the rules: which price type sells where and for whom."""

from collections.abc import Mapping

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import PriceTypeUnknown, RuleSaysNothing, RuleUnknown, SecondIsTheFirst
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.models import PriceRule, PriceType
from prilavok.goods.pricing.resolution.unsaid import NOWHERE, refuse_unsaid, unsaid_pairs
from prilavok.goods.pricing.resolution.values import RuleDraft


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
    before = unsaid_pairs(homes)
    row.title, row.priority, row.is_active = draft.title.strip()[:200], draft.priority, draft.is_active
    row.channels, row.regions = sorted(set(draft.channels)), sorted(set(draft.regions))
    row.store_ids, row.segments = sorted(set(draft.store_ids)), sorted(set(draft.segments))
    row.sells_id, row.second_id, row.compares_id = draft.sells, draft.second, draft.compares
    row.changed_by, row.changed_at = actor.name[:200], database_now()
    row.save()
    row.legend = legends.attach(subject=subject_of(row.pk), legend_id=draft.legend_id, actor=actor)
    row.save(update_fields=["legend"])
    refuse_unsaid(homes, before, rule_id=row.pk)
    publish(PricesChanged(variant_ids=()))
    return int(row.pk)


def drop_rule(*, rule_id: int, actor: Actor, homes: Mapping[int, str] = NOWHERE) -> None:
    """Take a rule away; what it named is sold by the next one. Raises RuleUnknown, CheaperWithoutLegend. Joins the
    unit."""
    require_unit()
    row, before = _lock(rule_id), unsaid_pairs(homes)
    row.delete()
    legends.attach(subject=subject_of(rule_id), legend_id=None, actor=actor)
    refuse_unsaid(homes, before)
    publish(PricesChanged(variant_ids=()))


def subject_of(rule_id: int) -> str:
    """How audit and legends call a rule."""
    return f"price_rule:{rule_id}"


def _lock(rule_id: int) -> PriceRule:
    row = PriceRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise RuleUnknown
    return row
