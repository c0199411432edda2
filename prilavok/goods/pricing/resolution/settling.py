"""Prices by rules that are kept: while stamps are at hand, nothing but the prices themselves is asked for.

Rules, roles of price types and the book of promotions change by the week. Where a plan waits for one of the goods, one
of them is a bundle, or a rule has a legend to justify, `asking` asks for everything as ever; it says the same of the
rest, and a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from prilavok.base import settled
from prilavok.base.bulk import fetch_often, numbers
from prilavok.goods.pricing.resolution.rules import choose_first, in_order
from prilavok.goods.pricing.resolution.values import Rule
from prilavok.goods.pricing.rules import Standing
from prilavok.goods.pricing.values import Circumstances, PriceTypeId

TOPIC: Final = "pricing.rules"
SETTLED: Final = """
SELECT (SELECT jsonb_agg(jsonb_build_array(id, priority, sells_id, second_id, compares_id, channels, regions, store_ids,
                                           segments, legend))
        FROM pricing_pricerule WHERE is_active)::text,
    (SELECT jsonb_agg(jsonb_build_array(id, title, role)) FROM pricing_pricetype)::text,
    version, floor_percent, floor_price_type_id
FROM (SELECT 1) AS one LEFT JOIN pricing_promotionbook ON id = 1
"""
PLAIN: Final = """
SELECT variant_id, price_type_id, min_quantity, amount, currency,
    EXISTS (SELECT FROM pricing_plannedprice r
            WHERE r.state = 'waiting' AND r.variant_id = ANY (%(variants)s::bigint[]))
    OR EXISTS (SELECT FROM pricing_bundle b WHERE b.variant_id = ANY (%(variants)s::bigint[]))
FROM pricing_price WHERE variant_id = ANY (%(variants)s::bigint[]) AND price_type_id = ANY (%(types)s::bigint[])
"""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The rules in the order they are asked, titles of price types, the book's page; `is_plain`: none has a legend."""

    rules: tuple[Rule, ...]
    titles: dict[int, str]
    page: tuple[Any, ...]
    is_plain: bool


def standing_if_plain(
    variant_ids: Sequence[int], where: Circumstances
) -> tuple[dict[int, list[Standing]], tuple[Any, ...]] | None:
    """As `asking.standing_and_page`; None where more has to be asked for. Needs stamps at hand."""
    known: Settled = settled.kept(TOPIC, _read)
    rule = choose_first(known.rules, where)
    if rule is None or not known.is_plain:
        return None
    roles: dict[int, list[str]] = {}
    for role, type_id in (("selling", rule.sells), ("second", rule.second), ("compare", rule.compares)):
        if type_id is not None:
            roles.setdefault(type_id, []).append(role)
    rows = fetch_often(PLAIN, {"variants": numbers(variant_ids), "types": numbers(roles)})
    if not rows or rows[0][5]:
        return None
    found: dict[int, list[Standing]] = {}
    for variant_id, type_id, least, amount, currency, _ in rows:
        for role in roles[type_id]:
            standing = Standing(
                role=role,
                title=known.titles[type_id],
                min_quantity=least,
                amount=amount,
                currency=currency,
                price_type_id=type_id,
                rule_id=rule.rule_id,
                legend=rule.legend,
            )
            found.setdefault(variant_id, []).append(standing)
    return found, (*known.page, settled.moment())


def _read() -> Settled:
    ((told_rules, told_types, *page),) = fetch_often(SETTLED)
    rules = [_rule(row) for row in msgspec.json.decode(told_rules or "[]")]
    types = msgspec.json.decode(told_types or "[]")
    named = {role: PriceTypeId(pk) for pk, _, role in types}
    if "selling" in named:
        compares = named.get("compare")
        rules.append(Rule(rule_id=0, title="", priority=None, sells=named["selling"], compares=compares))
    return Settled(
        rules=tuple(in_order(rules)),
        titles={pk: title for pk, title, _ in types},
        page=tuple(page),
        is_plain=not any(one.legend for one in rules),
    )


def _rule(row: Sequence[Any]) -> Rule:
    pk, priority, sells, second, compares, channels, regions, stores, segments, legend = row
    return Rule(
        rule_id=pk,
        title="",
        priority=priority,
        sells=PriceTypeId(sells),
        second=None if second is None else PriceTypeId(second),
        compares=None if compares is None else PriceTypeId(compares),
        channels=frozenset(channels),
        regions=frozenset(regions),
        store_ids=frozenset(stores),
        segments=frozenset(segments),
        legend=legend,
    )
