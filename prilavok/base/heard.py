"""What was asked of the database while something was made, and what it answered.

A page asks a few questions one after another, because each depends on the answers before it. Made once more it mostly
asks the very same: so these are asked together, in one round trip, and when every answer is what it was, so is the
page. When one is not, the page is made anew, and does not ask again for what was answered already.

Only what goes through `base.bulk.fetch_often` is heard. Whoever asks in another way meanwhile is noticed: then not all
was heard, and nothing may be concluded from it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import local
from typing import Any

from django.db import connection

Params = Sequence[Any] | Mapping[str, Any]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement with its values, and the rows that came."""

    sql: str
    params: Params
    rows: Rows


@dataclass
class Heard:
    """All answers in their order; `is_whole` is false when something was asked past us."""

    answers: list[Answer] = field(default_factory=list)
    is_whole: bool = True
    _known: list[Answer] = field(default_factory=list)
    _is_asking: bool = False

    def ask(self, sql: str, params: Params, ask: Callable[[str, Params], Rows]) -> Rows:
        """The rows known beforehand when the very same is asked in the same place; else those that come now."""
        at = len(self.answers)
        known = self._known[at] if at < len(self._known) else None
        if known is not None and known.sql == sql and known.params == params:
            rows = known.rows
        else:
            self._known.clear()
            self._is_asking = True
            try:
                rows = ask(sql, params)
            finally:
                self._is_asking = False
        self.answers.append(Answer(sql, params, rows))
        return list(rows)

    def note_other(self, execute: Callable[..., Any], *told: Any) -> Any:
        """What stands around every other statement (Django's execute wrapper)."""
        if not self._is_asking:
            self.is_whole = False
        return execute(*told)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is asked until the end belongs to something else."""
        was, self._is_asking, before, _here.heard = self._is_asking, True, _here.heard, None
        try:
            yield
        finally:
            self._is_asking, _here.heard = was, before


class _Here(local):
    """Who listens in this thread."""

    heard: Heard | None = None


_here = _Here()


def listener() -> Heard | None:
    """Who listens in this thread; None when nobody does."""
    return _here.heard


def aside() -> AbstractContextManager[None]:
    """Until the end nobody in this thread listens."""
    return _here.heard.aside() if _here.heard is not None else nullcontext()


def is_looked_at(wrappers: Sequence[Callable[..., Any]]) -> bool:
    """Whether somebody else than a listener stands around the statements of a connection."""
    return any(getattr(one, "__func__", None) is not Heard.note_other for one in wrappers)


@contextmanager
def hearing(known: Sequence[Answer] = ()) -> Iterator[Heard]:
    """Hear what is asked until the end; `known` are answers of this very moment."""
    before, heard = _here.heard, Heard(_known=list(known))
    _here.heard = heard
    try:
        with connection.execute_wrapper(heard.note_other):
            yield heard
    finally:
        _here.heard = before
