"""Pure decisions: which of the rules that speak of something in a place decides, and whether it is sold by it.

The most specific rule wins. A rule is more specific than another when it is nowhere wider and somewhere narrower: in
goods, in place, in channel. Two rules of which neither is more specific (a category in one store, a product in the
chain) are at the same level, and there not selling beats selling: a recall of a product is not undone by a store's love
for its category, and a store without a freezer does not get frozen goods because one of them is core.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from prilavok.goods.assortment.values import PlaceKind, Rule, Scope, Status

PLACES = {PlaceKind.CHAIN: 0, PlaceKind.REGION: 1, PlaceKind.STORE: 2}
GOODS = {Scope.ALL: 0, Scope.CATEGORY: 1, Scope.BRAND: 1, Scope.PRODUCT: 2}


def is_in_force(rule: Rule, on: date) -> bool:
    """Whether the rule says anything on that day; a season always does: outside of it the goods are not sold."""
    if rule.status is Status.SEASONAL:
        return True
    return (rule.since is None or rule.since <= on) and (rule.until is None or on <= rule.until)


def sells(rule: Rule, on: date) -> bool:
    """Whether goods under this rule are sold on that day."""
    if rule.status is Status.SEASONAL:
        return rule.since is not None and rule.until is not None and rule.since <= on <= rule.until
    return rule.status in (Status.CORE, Status.TEST)


def speaks_of(rule: Rule, region: str, store_id: int | None) -> bool:
    """Whether the rule's place is or contains this one."""
    if rule.place.kind is PlaceKind.CHAIN:
        return True
    if rule.place.kind is PlaceKind.REGION:
        return rule.place.code == region
    return store_id is not None and rule.place.code == str(store_id)


def deciding(rules: Iterable[Rule], on: date) -> Rule | None:
    """The rule that decides among those that speak of one good in one place over one channel; None without any."""
    known = [rule for rule in rules if is_in_force(rule, on)]
    top = [rule for rule in known if not any(_beats(other, rule) for other in known)]
    return max(top, key=lambda rule: _order(rule, on), default=None)


def _beats(one: Rule, other: Rule) -> bool:
    """Whether one is nowhere wider than the other and somewhere narrower."""
    by_goods = _goods(one, other)
    by_place = PLACES[one.place.kind] - PLACES[other.place.kind]
    by_channel = bool(one.channel) - bool(other.channel)
    if by_goods is None:
        return False
    found = (by_goods, by_place, by_channel)
    return min(found) >= 0 and max(found) > 0


def _goods(one: Rule, other: Rule) -> int | None:
    """Positive when one is narrower in goods, zero when the same, None when they cannot be compared."""
    first, second = one.goods.scope, other.goods.scope
    if {first, second} == {Scope.CATEGORY, Scope.BRAND}:
        return None
    if first is Scope.CATEGORY and second is Scope.CATEGORY:
        return one.depth - other.depth
    return GOODS[first] - GOODS[second]


def _order(rule: Rule, on: date) -> tuple[bool, int, int, int, bool, int]:
    return (
        not sells(rule, on), GOODS[rule.goods.scope], rule.depth, PLACES[rule.place.kind], bool(rule.channel),
        rule.rule_id,
    )  # fmt: skip


def turning_days(rules: Sequence[Rule]) -> set[date]:
    """The days on which what these rules say changes by itself."""
    return {day for rule in rules for day in (rule.since, rule.until) if day is not None}
