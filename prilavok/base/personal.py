"""What rooms hold about people: how it is found, given out, erased, and how long it may stay.

Called from a room's `personal.py`. The room `privacy` gathers from everybody, erases everywhere and keeps the schedule;
it knows no room by name. A shape test asks that every field that can lead to a person is declared here: held
(`Holding.keeps`), a mark of staff at work (`declare_staff_marks`), or about nobody (`declare_nobodys`).

Rows that nobody may rewrite (histories, the audit) let their names go while `erasing()` is open: their triggers look
for its mark, which lives as long as the transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection

from prilavok.base.unit import require_unit

ERASED: Final = ""
FIVE_YEARS: Final = 5 * 365 + 1


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose data is meant: a person and the contacts they have PROVEN, never contacts that were only told.

    `refs` are the subjects that events, messages and the journal speak about ("order:7"); rooms add theirs. `mentions`
    are subjects of others in which the person is named (a present somebody ordered): never given out, but forgotten.
    """

    person_id: int
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()
    refs: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()

    @property
    def contacts(self) -> frozenset[str]:
        """Phones and e-mails together."""
        return self.phones | self.emails

    def with_refs(self, refs: Iterable[str]) -> "Whose":
        """The same, known by more subjects."""
        return replace(self, refs=self.refs | set(refs))

    def with_mentions(self, refs: Iterable[str]) -> "Whose":
        """The same, named in more subjects of others."""
        return replace(self, mentions=(self.mentions | set(refs)) - self.refs)

    def ids(self, kind: str) -> list[int]:
        """The numbers of the subjects of one kind, in order: ids("order") of "order:7" is [7]."""
        return sorted(int(ref.partition(":")[2]) for ref in self.refs if ref.startswith(f"{kind}:"))


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One kind of data that a room holds about people. Titles and sentences are English msgids.

    `keeps`: model label -> the fields that lead to a person. `gather` answers plain rows for the archive. `erase`
    deletes or de-identifies and returns how many rows it touched; None when nothing may go. `stays`: what remains
    after erasing and why, in one sentence for the person; "" when nothing remains. `days`: how long it is kept at
    most (None: as long as the account lives), `least_days`: what the law does not allow to shorten; `expire` does it
    for one batch of what is older and returns how many rows went. `holds_up`: why erasing has to wait, in sentences.
    """

    code: str
    title: str
    why: str
    keeps: Mapping[str, tuple[str, ...]]
    gather: Callable[[Whose], Iterable[Mapping[str, Any]]]
    erase: Callable[[Whose], int] | None = None
    stays: str = ""
    days: int | None = None
    least_days: int = 0
    expire: Callable[[datetime, int], int] | None = None
    holds_up: Callable[[Whose], list[str]] | None = None
    corrected_at: str = ""
    is_for_staff_only: bool = field(default=False)


Extend = Callable[[Whose], Whose]
_holdings: dict[str, Holding] = {}
_extenders: list[Extend] = []
_staff_marks: dict[str, set[str]] = {}
_nobodys: dict[str, set[str]] = {}


def declare_holding(*holdings: Holding) -> None:
    """Say what the room holds about people."""
    for one in holdings:
        _holdings[one.code] = one


def declare_staff_marks(label: str, *fields: str) -> None:
    """Fields of a model that say which member of staff did it: kept with the deed, not a buyer's data."""
    _staff_marks.setdefault(label, set()).update(fields)


def declare_nobodys(label: str, *fields: str) -> None:
    """Fields of a model that only look like somebody's (a store's phone, the name of a list)."""
    _nobodys.setdefault(label, set()).update(fields)


def extends_whose(extend: Extend) -> Extend:
    """Register a function that adds what the room knows: cards, subjects. Lower floors are asked first."""
    _extenders.append(extend)
    return extend


def holdings() -> list[Holding]:
    """Everything declared, lower floors first."""
    return list(_holdings.values())


def declared_fields() -> dict[str, set[str]]:
    """Every field that somebody has spoken for, by model."""
    known: dict[str, set[str]] = {}
    for marks in (_staff_marks, _nobodys):
        for label, fields in marks.items():
            known.setdefault(label, set()).update(fields)
    for one in _holdings.values():
        for label, told in one.keeps.items():
            known.setdefault(label, set()).update(told)
    return known


def known_whole(whose: Whose) -> Whose:
    """The same person, with everything that rooms know them by."""
    for _again in range(2):  # what an upper room knows (a former phone) leads a lower one to more
        for extend in _extenders:
            whose = extend(whose)
    return whose


@contextmanager
def erasing() -> Iterator[None]:
    """While open, histories let go of names (and of nothing else). Joins the unit."""
    require_unit()
    _mark("on")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _mark("")


def _mark(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('prilavok.erasing', %s, true)", [value])
