"""People write the rules: which price type sells where and for whom."""

from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import PriceTypeUnknown, RuleSaysNothing, RuleUnknown, SecondIsTheFirst
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.models import PriceRule, PriceType
from prilavok.goods.pricing.resolution.values import RuleDraft


def save_rule(draft: RuleDraft, *, who: str) -> int:
    """Write a rule, new or anew; returns its id. Everything is sold by it at once. Raises RuleSaysNothing,
    SecondIsTheFirst, PriceTypeUnknown, RuleUnknown. Joins the unit."""
    require_unit()
    if not (draft.channels or draft.regions or draft.store_ids or draft.segments):
        raise RuleSaysNothing
    if draft.second == draft.sells:
        raise SecondIsTheFirst
    named = {one for one in (draft.sells, draft.second, draft.compares) if one is not None}
    if PriceType.objects.filter(pk__in=named).count() != len(named):
        raise PriceTypeUnknown
    row = PriceRule() if draft.rule_id is None else _lock(draft.rule_id)
    row.title, row.priority, row.is_active = draft.title.strip()[:200], draft.priority, draft.is_active
    row.channels, row.regions = sorted(set(draft.channels)), sorted(set(draft.regions))
    row.store_ids, row.segments = sorted(set(draft.store_ids)), sorted(set(draft.segments))
    row.sells_id, row.second_id, row.compares_id = draft.sells, draft.second, draft.compares
    row.changed_by, row.changed_at = who[:200], database_now()
    row.save()
    publish(PricesChanged(variant_ids=()))
    return int(row.pk)


def drop_rule(*, rule_id: int) -> None:
    """Take a rule away; what it named is sold by the next one. Raises RuleUnknown. Joins the unit."""
    require_unit()
    _lock(rule_id).delete()
    publish(PricesChanged(variant_ids=()))


def _lock(rule_id: int) -> PriceRule:
    row = PriceRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise RuleUnknown
    return row
