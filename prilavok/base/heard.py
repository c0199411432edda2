"""What was asked of the database while something was made, and what it answered.

A page asks a few questions one after another, because each depends on the answers before it. Made once more it mostly
asks the very same: so these are asked together, in one round trip, and when every answer is what it was, so is the
page. What will be asked can be asked together beforehand, too (`base.foresight`): an answer is taken once, and only for
the very statement with the very values.

Only what goes through `base.bulk.fetch_often` is heard. Whoever asks in another way meanwhile is noticed: then not all
was heard, and nothing may be concluded from it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    _has_asked: bool = False

    @property
    def is_foreseen(self) -> bool:
        """Whether all was known beforehand."""
        return bool(self.answers) and not self._has_asked

    def expect(self, known: Iterable[Answer]) -> None:
        """These are answers of this very moment."""
        self._known += known

    def ask(self, sql: str, params: Params, ask: Callable[[str, Params], Rows]) -> Rows:
        """The rows known beforehand when the very same was asked; else those that come now."""
        rows = self._taken(sql, params)
        if rows is None:
            self._is_asking = self._has_asked = True
            try:
                rows = ask(sql, params)
            finally:
                self._is_asking = False
        self.answers.append(Answer(sql, params, rows))
        return list(rows)

    def _taken(self, sql: str, params: Params) -> Rows | None:
        for number, known in enumerate(self._known):
            if known.sql == sql and known.params == params:
                return self._known.pop(number).rows
        return None

    def note_other(self, execute: Callable[..., Any], *told: Any) -> Any:
        """What stands around every other statement (Django's execute wrapper)."""
        if not self._is_asking:
            self.is_whole = False
            self._known.clear()  # it may have changed what is known
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
def hearing() -> Iterator[Heard]:
    """Hear what is asked until the end."""
    before, heard = _here.heard, Heard()
    _here.heard = heard
    try:
        with connection.execute_wrapper(heard.note_other):
            yield heard
    finally:
        _here.heard = before
