"""Which rule holds: pure, and told so that it can be explained.

A rule of a higher priority goes first; among equals the more specific one: a segment of people outweighs a store, a
store a region, a region a channel, because terms agreed with people go with them from store to store. What is still
equal is decided by age, the older first. So no order of reading decides anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from prilavok.goods.pricing.resolution.values import Considered, Rule
from prilavok.goods.pricing.values import Circumstances

ONLINE: Final = ("site", "operator")
IN_STORES: Final = ("store", "till")


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
    return choose_first(in_order(rules), where)


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


def beside(rules: Sequence[Rule], homes: Mapping[int, str]) -> list[tuple[Rule, Rule]]:
    """Pairs of rules that sell online and in the stores to the same people of the same place, by other price types.

    `homes` are the regions of stores, so that no store is thought of in a region that is not its own.
    """
    found = {}
    ordered = in_order(one for one in rules if one.is_active)
    for region, store_id, segments in _situations(ordered, homes):
        by_channel = {
            channel: choose_first(
                ordered, Circumstances(channel=channel, region=region, store_id=store_id, segments=segments)
            )
            for channel in (*ONLINE, *IN_STORES)
        }
        for online, in_store in product(ONLINE, IN_STORES):
            one, other = by_channel[online], by_channel[in_store]
            if one and other and (one.sells, one.second) != (other.sells, other.second):
                found[one.rule_id, other.rule_id] = (one, other)
    return list(found.values())


def choose_first(ordered: Iterable[Rule], where: Circumstances) -> Rule | None:
    """The first of rules in their order that fits."""
    return next((one for one in ordered if not against(one, where)), None)


def _situations(rules: Sequence[Rule], homes: Mapping[int, str]) -> Iterator[tuple[str, int | None, frozenset[str]]]:
    """Every place and kind of people that rules tell apart."""
    regions = sorted({"", *(code for one in rules for code in one.regions)})
    stores = sorted({key for one in rules for key in one.store_ids})
    named = {one.segments for one in rules} | {frozenset({code}) for one in rules for code in one.segments}
    places = [*((code, None) for code in regions), *((homes[key], key) for key in stores if key in homes)]
    places += [(code, key) for code in regions for key in stores if key not in homes]
    for (region, store_id), segments in product(places, sorted({frozenset(), *named}, key=sorted)):
        yield region, store_id, segments
