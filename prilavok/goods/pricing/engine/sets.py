"""What a promotion of the basket is worth on certain lines: a saving, spread over the pieces that earn it.

The free piece of "three for two" does not become a line of nought: its worth is spread over all pieces of its sets in
proportion to their prices. So a till need not sell for nothing, and who brings one piece back gets a fair share back.
Only whole pieces are counted into sets; goods by weight are not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from prilavok.goods.pricing.engine.catalogue import rung_value
from prilavok.goods.pricing.engine.index import Filter, Rule
from prilavok.goods.pricing.engine.lines import Line, kopecks, share
from prilavok.goods.pricing.engine.receipt import MILLI
from prilavok.goods.pricing.engine.terms import AmountOff, Bundle, BuyGet, CheapestFree, NForM, Percent

MOST_SETS: Final = 100


@dataclass(frozen=True, slots=True)
class Count:
    """What a rule counts: the sum of its goods in kopecks, their quantity in thousandths."""

    total: int
    milli: int


@dataclass(frozen=True, slots=True)
class Saving:
    """What a rule would take off these lines: `weights` are (place of a line, worth of its pieces that earn it)."""

    rule: Rule
    amount: int
    weights: tuple[tuple[int, int], ...]

    @property
    def places(self) -> frozenset[int]:
        """The lines it uses."""
        return frozenset(place for place, _ in self.weights)


@dataclass(frozen=True, slots=True)
class Run:
    """So many pieces of one line at one price."""

    place: int
    unit: int
    pieces: int


def is_line_by_line(rule: Rule) -> bool:
    """True for a percentage without a cap: it reduces each line for itself, so others may have the rest."""
    return isinstance(rule.terms.effect, Percent) and rule.terms.limits.most_off is None


def line_saving(rule: Rule, line: Line, count: Count) -> int:
    """What a percentage takes off a line, of its worth on the shelf."""
    effect = rule.terms.effect
    if not isinstance(effect, Percent):
        return 0
    return share(line.worth, rung_value(effect.rungs, _reached(effect, count), effect.percent))


def saving_of(rule: Rule, lines: Sequence[Line], count: Count) -> Saving | None:
    """What the rule saves on these lines, all of which it means; None when it saves nothing."""
    effect = rule.terms.effect
    whole = [(line.place, line.worth) for line in lines if line.worth]
    amount, weights = 0, tuple(whole)
    if isinstance(effect, Percent):
        amount = sum(line_saving(rule, line, count) for line in lines)
    elif isinstance(effect, AmountOff):
        off = kopecks(rung_value(effect.rungs, _reached(effect, count), effect.amount))
        amount = min(off, sum(line.worth for line in lines))
    elif isinstance(effect, NForM | CheapestFree | BuyGet | Bundle):
        amount, weights = _of_pieces(rule, effect, runs_of(lines), lines)
    if rule.terms.limits.most_off is not None:
        amount = min(amount, kopecks(rule.terms.limits.most_off))
    return Saving(rule, amount, weights) if amount > 0 else None


def _reached(effect: Percent | AmountOff, count: Count) -> int:
    return count.total * MILLI // 100 if effect.by == "sum" else count.milli


Found = tuple[int, tuple[tuple[int, int], ...]]


def _of_pieces(
    rule: Rule, effect: NForM | CheapestFree | BuyGet | Bundle, runs: list[Run], lines: Sequence[Line]
) -> Found:
    times = min(rule.terms.limits.times_per_order or MOST_SETS, MOST_SETS)
    if isinstance(effect, NForM):
        return _n_for_m(effect, runs, times)
    if isinstance(effect, CheapestFree):
        return _cheapest(effect, runs)
    by_place = {line.place: line for line in lines}
    if isinstance(effect, BuyGet):
        return _buy_get(rule, effect, runs, by_place)
    return _bundle(rule, effect, runs, by_place)


def runs_of(lines: Iterable[Line]) -> list[Run]:
    """Pieces dearest first; equal prices by the good, so that the order of lines decides nothing."""
    runs = [Run(line.place, line.shelf, line.pieces) for line in lines if line.pieces and line.shelf]
    return sorted(runs, key=lambda one: (-one.unit, one.place))


def take(runs: Sequence[Run], pieces: int) -> tuple[list[Run], list[Run]]:
    """The first so many pieces, and the rest."""
    first, rest = [], []
    for run in runs:
        part = min(pieces, run.pieces)
        pieces -= part
        if part:
            first.append(Run(run.place, run.unit, part))
        if run.pieces > part:
            rest.append(Run(run.place, run.unit, run.pieces - part))
    return first, rest


def _worth(runs: Iterable[Run]) -> int:
    return sum(run.unit * run.pieces for run in runs)


def _weights(runs: Iterable[Run]) -> tuple[tuple[int, int], ...]:
    found: dict[int, int] = {}
    for run in runs:
        found[run.place] = found.get(run.place, 0) + run.unit * run.pieces
    return tuple(sorted(found.items()))


def _n_for_m(effect: NForM, runs: list[Run], times: int) -> Found:
    """Groups of the dearest pieces first, in each the cheapest are free: no grouping saves more."""
    groups = min(sum(run.pieces for run in runs) // effect.take, times)
    used, _ = take(runs, groups * effect.take)
    amount, at = 0, 0
    for run in used:
        free = _free_below(at + run.pieces, effect) - _free_below(at, effect)
        amount += run.unit * free
        at += run.pieces
    return amount, _weights(used)


def _free_below(at: int, effect: NForM) -> int:
    whole, part = divmod(at, effect.take)
    return whole * (effect.take - effect.pay) + max(part - effect.pay, 0)


def _cheapest(effect: CheapestFree, runs: list[Run]) -> Found:
    free = min(effect.pieces, sum(run.pieces for run in runs) - 1)
    if free < 1:
        return 0, ()
    cheap, _ = take(list(reversed(runs)), free)
    return share(_worth(cheap), effect.percent), _weights(runs)


def _buy_get(rule: Rule, effect: BuyGet, runs: list[Run], by_place: dict[int, Line]) -> Found:
    """Bought are goods that cannot be the reward, then the dearest; rewards are the cheapest of what is left."""
    buys = {place for place, line in by_place.items() if rule.goods.fits(line.item)}
    gets = {place for place, line in by_place.items() if rule.parts[0].fits(line.item)}
    only_buys = [run for run in runs if run.place in buys and run.place not in gets]
    both = [run for run in runs if run.place in buys and run.place in gets]
    only_gets = [run for run in runs if run.place in gets and run.place not in buys]
    counts = [sum(run.pieces for run in group) for group in (only_buys, both, only_gets)]
    sets = min(
        (counts[0] + counts[1]) // effect.buy,
        (counts[2] + counts[1]) // effect.receive,
        sum(counts) // (effect.buy + effect.receive),
        rule.terms.limits.times_per_order or MOST_SETS,
        MOST_SETS,
    )
    bought, rest = take([*only_buys, *both], sets * effect.buy)
    free_ones = [run for run in rest if run.place in gets] + only_gets
    cheap_first = sorted(free_ones, key=lambda one: (one.unit, -one.place))
    rewards, _ = take(cheap_first, sets * effect.receive)
    return share(_worth(rewards), effect.percent), _weights([*bought, *rewards])


def _bundle(rule: Rule, effect: Bundle, runs: list[Run], by_place: dict[int, Line]) -> Found:
    """Parts in their order take the dearest pieces that fit; so long as the bundle is cheaper than its pieces."""
    times = min(rule.terms.limits.times_per_order or MOST_SETS, MOST_SETS)
    price, amount, used, left = kopecks(effect.price), 0, list[Run](), runs
    wanted = [(fits, part.pieces) for fits, part in zip(rule.parts, effect.parts, strict=True)]
    for _ in range(times):
        chosen, after = _one_bundle(wanted, left, by_place)
        saved = _worth(chosen) - price
        if not chosen or saved <= 0:
            break
        amount, used, left = amount + saved, [*used, *chosen], after
    return amount, _weights(used)


def _one_bundle(
    wanted: Sequence[tuple[Filter, int]], left: list[Run], by_place: dict[int, Line]
) -> tuple[list[Run], list[Run]]:
    chosen: list[Run] = []
    for fits, pieces in wanted:
        fitting = [run for run in left if fits.fits(by_place[run.place].item)]
        if sum(run.pieces for run in fitting) < pieces:
            return [], left
        taken, _ = take(fitting, pieces)
        chosen += taken
        left = _without(left, taken)
    return chosen, left


def _without(runs: Sequence[Run], taken: Sequence[Run]) -> list[Run]:
    gone = {run.place: run.pieces for run in taken}
    rest = [Run(run.place, run.unit, run.pieces - gone.get(run.place, 0)) for run in runs]
    return [run for run in rest if run.pieces]
