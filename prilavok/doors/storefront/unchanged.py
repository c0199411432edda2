"""Whether a page would say the very same, asked without making it.

What a page says follows from what the database answers, from what is kept in the memory for a moment, and from the
hour ("today from 14:00"). Who makes a page has it noted what was asked and answered, and which things of the memory
were used. Later all of it is asked again in one round trip; when nothing differs, the page is as true as a new one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prilavok.base.bulk import fetch_again
from prilavok.base.heard import Heard, hearing
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.memory import Noted


@dataclass(frozen=True, slots=True)
class Made:
    """All that something is made of, as far as it is made."""

    heard: Heard
    noted: Noted
    hour: Callable[[], object]
    at: object

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
        yield Made(heard, noted, hour, at)
