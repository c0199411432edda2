"""Whether a page would say the very same, asked without making it.

What a page says follows from what the database answers, from what is kept in the memory for a moment, and from the
hour ("today from 14:00"). Who makes a page has it noted what was asked and answered, and which things of the memory
were used. Later all of it is asked again in one round trip; when nothing differs, the page is as true as a new one.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError

from prilavok.base.bulk import fetch_again, fetch_together
from prilavok.base.foresight import Subject
from prilavok.base.heard import Heard, aside, hearing
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.memory import Noted


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

    def proof(self) -> Callable[[], bool] | None:
        """A question that may be asked at any time: is all of it as it was? None when not all of it is known."""
        if not self.heard.is_whole:
            return None
        answers, noted, hour, at = list(self.heard.answers), dict(self.noted), self.hour, self.at

        def is_unchanged() -> bool:
            return hour() == at and memory.stands(noted) and fetch_again(answers) == answers

        return is_unchanged


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
