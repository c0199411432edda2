"""Promotions of the basket, class by class.

All of them reckon with prices on the shelf (after promotions of the catalogue): none sees what another took off, so the
saving of a class never depends on another class, each step can be checked with a pocket calculator, and one rival more
in a class never makes a basket dearer. What they take off adds up, down to the floor of each line and no further.

Within a class a line takes one promotion: those of a higher priority choose first; among equals those that together
save the most.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from prilavok.goods.pricing.engine.choosing import best_together
from prilavok.goods.pricing.engine.index import Rule
from prilavok.goods.pricing.engine.lines import Line, kopecks
from prilavok.goods.pricing.engine.receipt import MILLI, half_up
from prilavok.goods.pricing.engine.sets import Count, Saving, is_line_by_line, line_saving, saving_of
from prilavok.goods.pricing.engine.spread import spread
from prilavok.goods.pricing.engine.terms import FreeDelivery, Gift
from prilavok.goods.pricing.engine.values import Setting


@dataclass(slots=True)
class Told:
    """What became of the rules: those that applied, and why others did not (reason, what is short, by whom)."""

    applied: set[int] = field(default_factory=set)
    refused: dict[Rule, tuple[str, int, str]] = field(default_factory=dict)
    markers: list[Rule] = field(default_factory=list)

    def refuse(self, rule: Rule, reason: str, short: int = 0, by: str = "") -> None:
        """The first reason stands."""
        self.refused.setdefault(rule, (reason, short, by))


def reduce_basket(lines: Sequence[Line], meant: Mapping[Rule, Sequence[int]], setting: Setting, told: Told) -> None:
    """Apply what the basket has earned. `lines` stand in their canonical order, `meant` are places in it."""
    counts = {rule: _count(rule, lines, places) for rule, places in meant.items()}
    whole = sum(line.worth for line in lines)
    ready = [rule for rule in meant if _is_earned(rule, counts[rule], setting, told, whole)]
    for _, equals in groupby(sorted(ready, key=lambda one: one.order), key=lambda one: one.order[:3]):
        _one_priority(lines, {rule: meant[rule] for rule in equals}, counts, told)


def _count(rule: Rule, lines: Sequence[Line], places: Iterable[int]) -> Count:
    """The sum and quantity of the goods it asks for, whether or not they can be reduced."""
    total = milli = 0
    for place in places:
        line = lines[place]
        if rule.is_bundle or rule.goods.fits(line.item):
            before = rule.terms.need.counted == "before"
            total += half_up(line.item.unit * line.milli, MILLI) if before else line.worth
            milli += line.milli
    return Count(total, milli)


def _is_earned(rule: Rule, count: Count, setting: Setting, told: Told, whole: int) -> bool:
    need, wanted = rule.terms.need, kopecks(rule.terms.need.sum_from)
    of_coupon = setting.opened.get(rule.promotion_id, 0)
    spent = setting.spent.get(rule.promotion_id)
    if count.milli == 0:
        return False
    if spent:
        told.refuse(rule, f"spent_{spent}")
    elif count.total < wanted:
        told.refuse(rule, "sum", wanted - count.total)
    elif whole < of_coupon:
        told.refuse(rule, "sum", of_coupon - whole)
    elif count.milli < need.quantity_from * MILLI:
        told.refuse(rule, "pieces", int(need.quantity_from * MILLI) - count.milli)
    else:
        return True
    return False


def _one_priority(
    lines: Sequence[Line],
    meant: Mapping[Rule, Sequence[int]],
    counts: Mapping[Rule, Count],
    told: Told,
) -> None:
    usable = {rule: _usable(rule, lines, places, told) for rule, places in meant.items()}
    percents = _percents(usable, counts)
    otherwise = {place: saving for place, (saving, _) in percents.items()}
    sets = [rule for rule in usable if not is_line_by_line(rule) and not _is_marker(rule)]
    found = [(rule, saving_of(rule, usable[rule], counts[rule])) for rule in sets if usable[rule]]
    for rule, saving in found:
        if saving is None:
            told.refuse(rule, "no_set")
    chosen = best_together([saving for _, saving in found if saving is not None], otherwise)
    told.markers += [rule for rule in usable if _is_marker(rule)]
    done: dict[int, Rule] = {}
    for saving in chosen:
        _apply(lines, saving, told)
        done |= dict.fromkeys(saving.places, saving.rule)
    for place, (amount, rule) in sorted(percents.items()):
        if place not in done:
            _apply(lines, Saving(rule, amount, ((place, 1),)), told)
            done[place] = rule
    _tell_beaten(usable, done, told)


def _is_marker(rule: Rule) -> bool:
    return isinstance(rule.terms.effect, Gift | FreeDelivery)


def _usable(rule: Rule, lines: Sequence[Line], places: Sequence[int], told: Told) -> list[Line]:
    """The lines it may reduce; if none is left, why."""
    found = []
    for place in places:
        line = lines[place]
        rival = line.closed_by or line.classes.get(rule.terms.stacking)
        if rival is not None:
            reason = ("beaten", 0, rival.terms.title)
        elif rule.terms.only_undiscounted and line.is_reduced:
            reason = ("reduced", 0, line.taken[-1].title if line.taken else "")
        else:
            found.append(line)
            continue
        if not _is_marker(rule):
            told.refuse(rule, *reason)
    return found


def _percents(usable: Mapping[Rule, Sequence[Line]], counts: Mapping[Rule, Count]) -> dict[int, tuple[int, Rule]]:
    """For each line the best percentage; of equals the older."""
    best: dict[int, tuple[int, Rule]] = {}
    for rule in sorted((one for one in usable if is_line_by_line(one)), key=lambda one: one.promotion_id):
        for line in usable[rule]:
            saving = line_saving(rule, line, counts[rule])
            if saving > best.get(line.place, (0, rule))[0]:
                best[line.place] = (saving, rule)
    return best


def _apply(lines: Sequence[Line], saving: Saving, told: Told) -> None:
    places = [place for place, _ in saving.weights]
    weights = [weight for _, weight in saving.weights]
    rooms = [lines[place].room(saving.rule) for place in places]
    shares = spread(saving.amount, weights, rooms)
    for place, amount in zip(places, shares, strict=True):
        if amount:
            lines[place].take(saving.rule, amount)
    if any(shares):
        told.applied.add(saving.rule.promotion_id)
    else:
        told.refuse(saving.rule, "floor")


def _tell_beaten(usable: Mapping[Rule, Sequence[Line]], done: Mapping[int, Rule], told: Told) -> None:
    for rule, lines in usable.items():
        if rule.promotion_id in told.applied or _is_marker(rule):
            continue
        by = next((done[line.place] for line in lines if line.place in done), None)
        if by is not None and by is not rule:
            told.refuse(rule, "beaten", by=by.terms.title)
