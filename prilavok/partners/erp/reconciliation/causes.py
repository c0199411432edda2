"""Why a number is otherwise there than here. Pure: what happened is handed in, the cause and its sum come out.

A difference of stock is `ours - expected`. Everything that may have happened is a part with the amount by which it
makes ours greater; the fewest parts that add up to the difference are its explanation. It also is, to the last piece,
the sum of three: by how much the node's last word is more than its picture, what others have set here since that word,
and documents (orders, tills, transfers) that the two count otherwise. Where the node has said nothing new in its
picture, or has spoken after it, these three are the explanation. What no part explains is judged by who has changed the
number since both sides last agreed; what remains is unexplained.
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
    NOT_APPLIED,
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
MOST_NAMED: Final = 8
# Documents of ours that the node was told of and may not have booked.
CAUSE_OF: Final = {"issue": UNCONFIRMED, "return": LATE, "release": LATE, "moved": LATE}


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
    not_applied: tuple[int, ...] = ()
    has_come_since: bool = False
    is_fresh: bool = True


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something in the ledger since the node's last word. `what`: told (by somebody), undone, pointed, issue, return,
    release, moved; `about` names it."""

    what: str
    amount: Decimal
    about: str = ""

    @property
    def is_figure(self) -> bool:
        """Somebody set a figure; all else is a document that both sides count."""
        return self.what in ("told", "undone", "pointed")


@dataclass(frozen=True, kw_only=True)
class StockCase:
    """A balance that differs: the figure there, ours, what ours should be by it, and what has happened to it.

    `word` is the source of the node's last word; it is newer when it was formed after the picture."""

    said: Decimal | None
    on_hand: Decimal | None
    expected: Decimal
    is_free: bool
    last_said: Decimal | None
    word: str = ""
    is_word_newer: bool = False
    since: tuple[Event, ...] = ()
    has_ledger: bool = True
    goods: tuple[Goods, ...] = ()
    sold: tuple[tuple[str, Decimal], ...] = ()
    around: Circumstances = field(default_factory=Circumstances)

    @property
    def difference(self) -> Decimal:
        """By how much ours is greater than the ERP's figure makes it."""
        return (self.on_hand or ZERO) - self.expected

    @property
    def changed_there(self) -> Decimal:
        """By how much the node's last word is more than its picture."""
        return ZERO if self.last_said is None else self.last_said - (self.said or ZERO)

    @property
    def is_news(self) -> bool:
        """The picture says something else than the node's last word."""
        return self.last_said is None or self.changed_there != ZERO

    @property
    def changed_here(self) -> Decimal:
        """What others have set since that word."""
        return sum((one.amount for one in self.since if one.is_figure), ZERO)

    @property
    def by_documents(self) -> Decimal:
        """What is left: orders, tills and transfers that the two figures count otherwise."""
        return self.difference - self.changed_there - self.changed_here


@dataclass(frozen=True, kw_only=True)
class PriceCase:
    """A price that differs. `was_told`: the node has ever told it; `is_theirs`: the last change here was the node's."""

    said: Decimal | None
    ours: Decimal | None
    was_told: bool
    last_said: Decimal | None
    is_theirs: bool
    is_newer: bool
    word: str = ""
    around: Circumstances = field(default_factory=Circumstances)


def of_stock(case: StockCase) -> Verdict:
    """The cause of a difference of a balance."""
    explained = adding_up(case.difference, _parts(case))
    is_told_whole = case.is_word_newer or not case.is_news
    if not explained and is_told_whole and case.around.is_mapped:
        explained = _to_the_last_piece(case)
    if explained:
        return Verdict(cause=max(explained, key=lambda one: abs(one.amount)).cause, parts=explained)
    return _by_who_changed(case, case.around)


def _by_who_changed(case: StockCase, around: Circumstances) -> Verdict:
    if not around.is_mapped:
        return Verdict(cause=UNMAPPED)
    if around.in_flight or (around.not_applied and case.is_news):
        return _by_packages(around)
    if case.said is None and not around.is_told_there:
        return Verdict(cause=MISSING_THERE)
    if case.last_said is None and not case.has_ledger:
        return _changed_there(around) if _may_come(around) else Verdict(cause=MISSING_HERE)
    return _who_changed(theirs=case.is_news, ours=case.changed_here != ZERO, around=around)


def _by_packages(around: Circumstances) -> Verdict:
    """A package that tells it waits, or was not applied."""
    if around.in_flight:
        return Verdict(cause=LATE, parts=(Part(cause=LATE, what="in_flight", amount=ZERO, about=around.in_flight),))
    part = Part(cause=NOT_APPLIED, what="not_applied", amount=ZERO, about=around.not_applied)
    return Verdict(cause=NOT_APPLIED, parts=(part,))


def _to_the_last_piece(case: StockCase) -> tuple[Part, ...]:
    """What makes the difference whole; nothing when documents should, and there are none."""
    numbers = dict.fromkeys(one.about for one in case.since if not one.is_figure)
    numbers |= dict.fromkeys(one.number for one in case.goods)
    if case.by_documents != ZERO and not numbers:
        return ()
    documents = Part(cause=LATE, what="documents", amount=case.by_documents, about=tuple(numbers)[:MOST_NAMED])
    return tuple(one for one in (*_newer(case), *_figures(case), documents) if one.amount != ZERO)


def of_price(case: PriceCase) -> Verdict:
    """The cause of a difference of a price."""
    around = case.around
    if not around.is_mapped:
        return Verdict(cause=UNMAPPED)
    if case.is_newer:
        return Verdict(cause=LATE, parts=(Part(cause=LATE, what="newer_here", amount=ZERO, about=(case.word,)),))
    is_news = not case.was_told or case.said != case.last_said
    if around.in_flight or (around.not_applied and is_news):
        return _by_packages(around)
    if case.said is None and case.ours is not None and case.is_theirs:
        return Verdict(cause=MISSING_THERE)
    if not case.was_told and case.ours is None:
        return _changed_there(around) if _may_come(around) else Verdict(cause=MISSING_HERE)
    return _who_changed(theirs=is_news, ours=not case.is_theirs, around=around)


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
    found, known = [*_newer(case), *_figures(case)], ZERO
    for one in case.goods:
        if not one.is_issued:
            known += one.known
        if one.is_sent:
            found.append(_unconfirmed(one, is_free=case.is_free))
    found.append(Part(cause=RESERVED, what="reserved_too", amount=-known if case.is_free else known))
    found += [Part(cause=TILL, what="sold", amount=quantity, about=(name,)) for name, quantity in case.sold]
    return [*found, *_documents(case)]


def _newer(case: StockCase) -> list[Part]:
    """The node spoke after the picture."""
    if not case.is_word_newer:
        return []
    return [Part(cause=LATE, what="newer_here", amount=case.changed_there, about=(case.word,))]


def _figures(case: StockCase) -> list[Part]:
    return [
        Part(cause=CHANGED_HERE, what=one.what, amount=one.amount, about=(one.about,))
        for one in case.since
        if one.is_figure
    ]


def _documents(case: StockCase) -> list[Part]:
    """Orders and transfers that the node may not have booked although it was told."""
    untold = {one.number for one in case.goods if one.is_issued}
    return [
        Part(cause=CAUSE_OF[one.what], what=one.what, amount=one.amount, about=(one.about,) if one.about else ())
        for one in case.since
        if one.what in CAUSE_OF and not (one.what == "issue" and one.about in untold)
        if one.what != "release" or case.is_free
    ]


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
