"""What was told by one state of the search index, kept until there is another: exact, and asked of the index once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, Final, TypeVar

T = TypeVar("T")
State = tuple[int, int]
NEVER: Final[State] = (0, 0)


class Told:
    """At most so many answers of the state asked last; the one that nobody asked for longest leaves first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.forget()

    def forget(self) -> None:
        """Let go of everything."""
        self._of: tuple[State, OrderedDict[Hashable, Any]] = (NEVER, OrderedDict())

    def known(self, state: State, key: Hashable) -> Any | None:
        """What this state told under a key; None when it was not asked."""
        mine, answers = self._of
        if mine != state:
            return None
        with suppress(KeyError):
            answers.move_to_end(key)
        return answers.get(key)

    def keep(self, state: State, key: Hashable, answer: T) -> T:
        """The answer, kept; what another state told is let go."""
        if self._of[0] != state:
            self._of = (state, OrderedDict())
        answers = self._of[1]
        answers[key] = answer
        while len(answers) > self._most:
            with suppress(KeyError):
                answers.popitem(last=False)
        return answer

    def once(self, state: State, key: Hashable, make: Callable[[], T]) -> T:
        """What this state told under a key, asked now if it was not."""
        known: T | None = self.known(state, key)
        return self.keep(state, key, make()) if known is None else known
