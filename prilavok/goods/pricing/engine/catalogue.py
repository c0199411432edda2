"""Prices of pieces: promotions of the catalogue, line by line.

Classes come in their order. Of each class at most one promotion applies: of the highest priority among those that mean
the good, and among equals the one that leaves the lowest price. Three ways are kept open beside one another:

* untouched: no promotion so far (for those that want undiscounted goods),
* open: the lowest price so far,
* closed: the lowest price after a final promotion, which takes nothing more.

Each effect keeps the order of prices (a lower price stays lower), so the lowest of each way is enough to find the
lowest of all, and one promotion more of a class can only lower it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from prilavok.goods.pricing.engine.index import Rule
from prilavok.goods.pricing.engine.lines import WHOLE, Line, floor_under, kopecks
from prilavok.goods.pricing.engine.receipt import MILLI, half_up
from prilavok.goods.pricing.engine.terms import AmountOff, Percent, Rung

KOPECK: Final = Decimal("0.01")


class Way(NamedTuple):
    """A price of a piece and the promotions that led to it; ways compare by price, then by age of promotions."""

    unit: int
    ids: tuple[int, ...] = ()
    rules: tuple[tuple[Rule, int], ...] = ()

    def then(self, rule: Rule, unit: int) -> "Way":
        """One promotion further."""
        return Way(unit, (*self.ids, rule.promotion_id), (*self.rules, (rule, unit)))


def price_line(line: Line, rules: Sequence[Rule]) -> None:
    """Give the line's pieces the lowest price that these promotions of the catalogue allow."""
    untouched = Way(line.item.unit)
    ways: dict[bool, Way] = {False: untouched}  # by "is closed"
    for _, group in groupby(sorted(rules, key=lambda one: one.order), key=lambda one: one.order[:2]):
        ways = _one_class(line, untouched, ways, tuple(group))
    best = min(ways.items(), key=lambda pair: (pair[1].unit, pair[0], pair[1].ids))[1]
    for rule, unit in best.rules:
        line.price_piece(rule, unit)


def _one_class(line: Line, untouched: Way, ways: dict[bool, Way], group: tuple[Rule, ...]) -> dict[bool, Way]:
    fitting = [rule for rule in group if not (rule.terms.only_undiscounted and line.item.is_reduced)]
    most = max((rule.terms.priority for rule in fitting), default=0)
    found = dict(ways)
    for rule in fitting:
        if rule.terms.priority != most:
            continue
        before = untouched if rule.terms.only_undiscounted else ways[False]
        unit, known = _reduced(line, rule, before.unit), found.get(rule.terms.is_final)
        if unit < before.unit and (known is None or unit <= known.unit):
            way = before.then(rule, unit)
            if known is None or (way.unit, way.ids) < (known.unit, known.ids):
                found[rule.terms.is_final] = way
    return found


def _reduced(line: Line, rule: Rule, unit: int) -> int:
    effect, value = rule.terms.effect, rule.value_at(line.milli)
    if isinstance(effect, Percent):
        wanted = _rounded(unit - half_up(unit * value, WHOLE), effect)
    elif isinstance(effect, AmountOff):
        wanted = unit - value
    else:
        wanted = value
    return min(unit, max(wanted, floor_under(line.item, rule, line.floor), 0))


def _rounded(unit: int, effect: Percent) -> int:
    if effect.round_to == KOPECK:
        return unit
    step = max(kopecks(effect.round_to), 1)
    down = unit // step * step
    return down or unit


def rung_value(rungs: Iterable[Rung], reached: int, usual: Decimal) -> Decimal:
    """The value of the highest rung reached (pieces in thousandths); the usual one below the first."""
    value = usual
    for rung in rungs:
        if rung.since * MILLI <= reached:
            value = rung.value
    return value
