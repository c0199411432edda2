"""Whether a page would say the very same, asked without making it.

What a page says follows from what the database answers, from what is kept in the memory for a moment, and from the
hour ("today from 14:00"). Who makes a page has it noted what was asked and answered, and which things of the memory
were used. Later all of it is asked again in one round trip; when nothing differs, the page is as true as a new one.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from sys import intern
from typing import Any, Final

import msgspec
from django.db import DatabaseError

from prilavok.base.bulk import fetch_again, fetch_together
from prilavok.base.foresight import Subject
from prilavok.base.heard import Answer, Heard, Params, aside, hearing
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.memory import Noted
from prilavok.doors.storefront.queries import words

# Values that are the same when they are told as text and read again.
PLAIN: Final = frozenset({str, int, bool, float})
_Told = tuple[list[tuple[str, Any, bytes]], list[tuple[Any, float, bytes]], bytes]


@dataclass(slots=True)
class Made:
    """All that something is made of, as far as it is made."""

    heard: Heard
    noted: Noted
    hour: Callable[[], object]
    at: object
    about: tuple[Hashable, Subject] | None = None

    def foresee(self, way: Hashable, subject: Subject) -> None:
        """Ask together what pages of this kind ask of such a subject, before it is asked one by one."""
        self.about = (way, subject)
        try:
            with aside():
                self.heard.expect(fetch_together(memory.foresight.questions(way, subject)))
        except DatabaseError:  # of a wrong guess; of anything else the page will hear itself
            memory.foresight.forget()

    def proof(self) -> "Proof | None":
        """A question that may be asked at any time: is all of it as it was? None when not all of it is known."""
        return Proof(list(self.heard.answers), dict(self.noted), self.hour, self.at) if self.heard.is_whole else None


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether all that a page was made of is as it was."""

    answers: list[Answer]
    noted: Noted
    hour: Callable[[], object]
    at: object

    def __call__(self) -> bool:
        """Ask, in one round trip."""
        return self.hour() == self.at and memory.stands(self.noted) and fetch_again(self.answers) == self.answers

    def told(self) -> bytes | None:
        """For another process: what was asked, and sums of all answers, of what was used and of the hour. None where
        something of it cannot be told."""
        if not all(_is_plain(one.params) for one in self.answers):
            return None
        try:
            asked = [(one.sql, one.params, memory.sum_of(one.rows)) for one in self.answers]
            return msgspec.msgpack.encode((asked, memory.sums(self.noted), memory.sum_of(self.at)))
        except TypeError:
            return None


def read(told: bytes, hour: Callable[[], object] = words.hour) -> Callable[[], bool] | None:
    """The question in this process; None when the hour or something in its memory is not what it was there."""
    asked, used, at = msgspec.msgpack.decode(told, type=_Told)
    now, noted = hour(), memory.same(used)
    if noted is None or memory.sum_of(now) != at:
        return None
    # Statements are constants of the house: one text of each.
    questions = [(intern(sql), params) for sql, params, _ in asked]
    sums = [total for _, _, total in asked]

    def is_unchanged() -> bool:
        if hour() != now or not memory.stands(noted):
            return False
        return [memory.sum_of(one.rows) for one in fetch_together(questions)] == sums

    return is_unchanged


def _is_plain(params: Params) -> bool:
    values = params.values() if isinstance(params, Mapping) else params
    return all(one is None or type(one) in PLAIN for one in values)


@contextmanager
def noting(hour: Callable[[], object]) -> Iterator[Made]:
    """Begin before anything is asked or used. `hour` tells all that is said by the clock of this process: another hour,
    another page."""
    at = hour()
    with memory.noting() as noted, hearing() as heard:
        made = Made(heard, noted, hour, at)
        yield made
    if made.about is not None and not heard.is_foreseen:
        memory.foresight.learn(*made.about, heard.answers)
