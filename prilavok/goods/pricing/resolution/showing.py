"""The rules as they are asked, and why goods cost what they cost there and for them."""

from collections.abc import Sequence

from prilavok.base.bulk import fetch
from prilavok.base.money import Money
from prilavok.goods.pricing.models import PriceRule, PriceType
from prilavok.goods.pricing.queries import prices
from prilavok.goods.pricing.resolution import rules
from prilavok.goods.pricing.resolution.asking import ALL_TYPES, asked
from prilavok.goods.pricing.resolution.values import Choice, Rule, RuleView, TypeAnswer
from prilavok.goods.pricing.values import ONE, Circumstances, PriceTypeId, VariantId


def all_rules() -> list[RuleView]:
    """Every rule in the order they are asked, the lowest last; it is made of the roles of price types."""
    types = list(PriceType.objects.order_by("pk"))
    titles = {one.pk: one.title for one in types}
    known = {row.pk: row for row in PriceRule.objects.order_by("pk")}
    values = [_rule(row) for row in known.values()] + _lowest(types)
    return [
        RuleView(
            rule=one,
            sells=titles[one.sells],
            second=titles.get(one.second or 0, ""),
            compares=titles.get(one.compares or 0, ""),
            changed_by=known[one.rule_id].changed_by if one.rule_id else "",
            changed_at=known[one.rule_id].changed_at if one.rule_id else None,
        )
        for one in rules.in_order(values)
    ]


def explain(*, variant_id: int, where: Circumstances) -> Choice:
    """The type that sells there, what each type says of the goods, and every rule with what spoke against it."""
    known = [one.rule for one in all_rules()]
    chosen, key = rules.choose(known, where), VariantId(variant_id)
    tag = prices(variant_ids=[key], where=where).get(key)
    return Choice(
        tag=tag,
        rule=chosen,
        types=_answers(variant_id, where, chosen, tag.price if tag else None),
        considered=rules.consider(known, where),
    )


def _answers(variant_id: int, where: Circumstances, chosen: Rule | None, price: Money | None) -> tuple[TypeAnswer, ...]:
    """What the types that the rule names say, in the order they are asked."""
    if chosen is None:
        return ()
    titles = dict(PriceType.objects.values_list("pk", "title"))
    told = {
        type_id: Money(amount, currency)
        for _, type_id, min_quantity, amount, currency in fetch(ALL_TYPES, asked([variant_id], where))
        if amount is not None and min_quantity <= ONE
    }
    named: Sequence[tuple[str, PriceTypeId | None]] = (
        ("selling", chosen.sells),
        ("second", chosen.second),
        ("compare", chosen.compares),
    )
    sold_by = chosen.sells if told.get(chosen.sells) else chosen.second
    return tuple(
        TypeAnswer(
            title=titles[type_id],
            role=role,
            is_used=price is not None and role != "compare" and type_id == sold_by,
            price=told.get(type_id),
        )
        for role, type_id in named
        if type_id is not None
    )


def _rule(row: PriceRule) -> Rule:
    return Rule(
        rule_id=row.pk,
        title=row.title,
        priority=row.priority,
        sells=PriceTypeId(row.sells_id),
        second=None if row.second_id is None else PriceTypeId(row.second_id),
        compares=None if row.compares_id is None else PriceTypeId(row.compares_id),
        channels=frozenset(row.channels),
        regions=frozenset(row.regions),
        store_ids=frozenset(row.store_ids),
        segments=frozenset(row.segments),
        is_active=row.is_active,
        legend=row.legend,
    )


def _lowest(types: Sequence[PriceType]) -> list[Rule]:
    roles = {one.role: PriceTypeId(one.pk) for one in types}
    if PriceType.Role.SELLING not in roles:
        return []
    sells, compares = roles[PriceType.Role.SELLING], roles.get(PriceType.Role.COMPARE)
    return [Rule(rule_id=0, title="", priority=None, sells=sells, compares=compares)]
