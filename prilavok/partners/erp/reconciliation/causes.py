"""Why a number is otherwise there than here. Pure: what happened is handed in, the cause and its sum come out.

A difference of stock is `ours - expected`. Everything that may have happened is a part with the amount by which it
makes ours greater; the fewest parts that add up to the difference are its explanation. What no part explains is judged
by who has changed the number since both sides last agreed; what remains is unexplained.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Any, Final

from prilavok.partners.erp.reconciliation.values import (
    BOTH_CHANGED,
    CHANGED_HERE,
    LATE,
    MISSING_HERE,
    MISSING_THERE,
    RESERVED,
    TILL,
    UNCONFIRMED,
    UNEXPLAINED,
    UNMAPPED,
)

ZERO: Final = Decimal(0)
# Subsets of more parts than these are guesses, not explanations.
MOST_TOGETHER: Final = 3
MOST_PARTS: Final = 14


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that makes ours greater than theirs by so much; `about` names it: orders, receipts, packages."""

    cause: str
    what: str
    amount: Decimal
    about: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The cause and the parts that add up to the difference (none when the cause has no sum)."""

    cause: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Goods:
    """An order's goods that the ERP may count otherwise: it was told of them and has not confirmed."""

    number: str
    quantity: Decimal
    known: Decimal
    is_issued: bool
    is_sent: bool = False


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is true of the node around a difference: can more of it be under way, and for which side is it new."""

    is_mapped: bool = True
    is_told_there: bool = True
    in_flight: tuple[int, ...] = ()
    has_come_since: bool = False
    is_fresh: bool = True


@dataclass(frozen=True, kw_only=True)
class StockCase:
    """A balance that differs: the figure there, ours, what ours should be by it, and what has happened to it."""

    said: Decimal | None
    on_hand: Decimal | None
    expected: Decimal
    is_free: bool
    last_said: Decimal | None
    moved_since: Decimal = ZERO
    moved_by_others: Decimal = ZERO
    has_ledger: bool = True
    goods: tuple[Goods, ...] = ()
    sold: tuple[tuple[str, Decimal], ...] = ()
    around: Circumstances = field(default_factory=Circumstances)

    @property
    def difference(self) -> Decimal:
        """By how much ours is greater than the ERP's figure makes it."""
        return (self.on_hand or ZERO) - self.expected


@dataclass(frozen=True, kw_only=True)
class PriceCase:
    """A price that differs. `was_told`: the node has ever told it; `is_theirs`: the last change here was the node's."""

    said: Decimal | None
    ours: Decimal | None
    was_told: bool
    last_said: Decimal | None
    is_theirs: bool
    is_newer: bool
    around: Circumstances = field(default_factory=Circumstances)


def of_stock(case: StockCase) -> Verdict:
    """The cause of a difference of a balance."""
    explained = adding_up(case.difference, _parts(case))
    if explained:
        return Verdict(cause=max(explained, key=lambda one: abs(one.amount)).cause, parts=explained)
    around = case.around
    if not around.is_mapped:
        return Verdict(cause=UNMAPPED)
    if around.in_flight:
        return Verdict(cause=LATE, parts=(Part(cause=LATE, what="in_flight", amount=ZERO, about=around.in_flight),))
    if case.said is None and not around.is_told_there:
        return Verdict(cause=MISSING_THERE)
    if case.last_said is None and not case.has_ledger:
        return _changed_there(around) if _may_come(around) else Verdict(cause=MISSING_HERE)
    is_new_there = (case.said or ZERO) != (case.last_said or ZERO) or case.last_said is None
    return _who_changed(theirs=is_new_there, ours=case.moved_by_others != ZERO, around=around)


def of_price(case: PriceCase) -> Verdict:
    """The cause of a difference of a price."""
    around = case.around
    if not around.is_mapped:
        return Verdict(cause=UNMAPPED)
    if case.is_newer:
        return Verdict(cause=LATE, parts=(Part(cause=LATE, what="newer_here", amount=ZERO),))
    if around.in_flight:
        return Verdict(cause=LATE, parts=(Part(cause=LATE, what="in_flight", amount=ZERO, about=around.in_flight),))
    if case.said is None and case.ours is not None and case.is_theirs:
        return Verdict(cause=MISSING_THERE)
    if not case.was_told and case.ours is None:
        return _changed_there(around) if _may_come(around) else Verdict(cause=MISSING_HERE)
    return _who_changed(theirs=not case.was_told or case.said != case.last_said, ours=not case.is_theirs, around=around)


def adding_up(difference: Decimal, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The fewest parts that make the difference, or all of one cause; none when nothing does."""
    told = [one for one in parts if one.amount != ZERO][:MOST_PARTS]
    for size in range(1, min(MOST_TOGETHER, len(told)) + 1):
        for chosen in combinations(told, size):
            if sum((one.amount for one in chosen), ZERO) == difference:
                return chosen
    for cause in dict.fromkeys(one.cause for one in parts):
        chosen = tuple(one for one in parts if one.cause == cause and one.amount != ZERO)
        if chosen and sum((one.amount for one in chosen), ZERO) == difference:
            return chosen
    return ()


def _parts(case: StockCase) -> list[Part]:
    found = [Part(cause=LATE, what="newer_here", amount=case.moved_since)]
    known = ZERO
    for one in case.goods:
        if not one.is_issued:
            known += one.known
        if one.is_sent:
            found.append(_unconfirmed(one, is_free=case.is_free))
    found.append(Part(cause=RESERVED, what="reserved_too", amount=-known if case.is_free else known))
    found += [Part(cause=TILL, what="sold", amount=quantity, about=(name,)) for name, quantity in case.sold]
    return found


def _unconfirmed(one: Goods, *, is_free: bool) -> Part:
    """Given to the ERP, not confirmed: it may count it already."""
    if one.is_issued:
        return Part(cause=UNCONFIRMED, what="issue_sent", amount=one.quantity, about=(one.number,))
    amount = one.quantity - one.known if is_free else ZERO
    return Part(cause=UNCONFIRMED, what="hold_sent", amount=amount, about=(one.number,))


def _who_changed(*, theirs: bool, ours: bool, around: Circumstances) -> Verdict:
    if theirs and ours:
        return Verdict(cause=BOTH_CHANGED)
    if ours:
        return Verdict(cause=CHANGED_HERE)
    if theirs and _may_come(around):
        return _changed_there(around)
    return Verdict(cause=UNEXPLAINED)


def _may_come(around: Circumstances) -> bool:
    """A change there that has not been told yet: nothing of its kind has come since, and not too long ago."""
    return around.is_fresh and not around.has_come_since


def _changed_there(around: Circumstances) -> Verdict:
    return Verdict(cause=LATE, parts=(Part(cause=LATE, what="not_told_yet", amount=ZERO),))
