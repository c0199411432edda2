"""Which rule holds: pure, and told so that it can be explained.

A rule of a higher priority goes first; among equals the more specific one: a segment of people outweighs a store, a
store a region, a region a channel, because terms agreed with people go with them from store to store. What is still
equal is decided by age, the older first. So no order of reading decides anything.
"""

from collections.abc import Iterable, Sequence

from prilavok.goods.pricing.resolution.values import Considered, Rule
from prilavok.goods.pricing.values import Circumstances


def specificity(rule: Rule) -> int:
    """How narrow a rule is; `asking` says the same in SQL."""
    return 8 * bool(rule.segments) + 4 * bool(rule.store_ids) + 2 * bool(rule.regions) + bool(rule.channels)


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """The rules as they are asked; the lowest, which has no priority, comes last."""
    return sorted(
        rules,
        key=lambda one: (one.priority is None, -(one.priority or 0), -specificity(one), one.rule_id),
    )


def against(rule: Rule, where: Circumstances) -> tuple[str, ...]:
    """What of a rule does not fit; empty when it holds."""
    misfits = {
        "off": not rule.is_active,
        "channel": bool(rule.channels) and where.channel not in rule.channels,
        "region": bool(rule.regions) and where.region not in rule.regions,
        "store": bool(rule.store_ids) and where.store_id not in rule.store_ids,
        "segment": bool(rule.segments) and not rule.segments & where.segments,
    }
    return tuple(name for name, misfit in misfits.items() if misfit)


def choose(rules: Iterable[Rule], where: Circumstances) -> Rule | None:
    """The rule that holds; None when not even the lowest is there: then nothing is for sale."""
    return next((one for one in in_order(rules) if not against(one, where)), None)


def consider(rules: Sequence[Rule], where: Circumstances) -> tuple[Considered, ...]:
    """Every rule in the order asked, with what speaks against it."""
    chosen = choose(rules, where)
    return tuple(
        Considered(
            rule=one,
            is_chosen=one is chosen,
            against=against(one, where),
            after=chosen.title if chosen is not None and one is not chosen and not against(one, where) else "",
        )
        for one in in_order(rules)
    )
