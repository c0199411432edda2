"""What is about to be asked of the database, known from what was asked before in the same way.

A page of one product asks a few questions one after another, because each depends on the answers before it; a page of
the next product asks the same with other numbers. Whoever makes such pages tells what each is about ("the product is
14, its variants are 20 and 21"); from two of them it follows where in the statements these numbers stand. From then on
all is asked together, in one round trip, before the page asks for it.

Nothing is concluded from a guess: a page takes an answer only for the very statement with the very values that it asks
(`base.heard`), and asks by itself what was guessed wrong.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from prilavok.base.heard import Answer, Params

# What a page is about, by names that mean nothing here.
Subject = Mapping[str, Any]
# Ways of asking that are known at once; beyond it all are learnt anew.
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class _Value:
    """What may stand in one place of a statement: parts of the subject, or always the same."""

    names: frozenset[str]
    always: Any
    is_always: bool

    def seen(self, value: Any, subject: Subject) -> "_Value":
        """What may stand there, now that this value did; what fits nothing any more (the day turned) begins anew."""
        is_always = self.is_always and self.always == value
        names = frozenset(name for name in self.names if _is(subject, name, value))
        return _Value(names, self.always, is_always) if names or is_always else _first(value, subject)

    def of(self, subject: Subject) -> list[Any]:
        """The value for another subject, alone in a list; nothing where it could be this or that."""
        told = [subject[name] for name in self.names if name in subject]
        told += [self.always] if self.is_always else []
        return told[:1] if all(one == told[0] for one in told) else []


@dataclass(frozen=True, slots=True)
class _Question:
    sql: str
    names: tuple[str, ...] | None
    values: tuple[_Value, ...]

    def of(self, subject: Subject) -> tuple[str, Params] | None:
        """The statement with its values for another subject; None where they are not known."""
        values = [one for value in self.values for one in value.of(subject)]
        if len(values) != len(self.values):
            return None
        return self.sql, values if self.names is None else dict(zip(self.names, values, strict=True))


@dataclass(frozen=True, slots=True)
class _Way:
    """What was asked last, and all that ever was: by the statement, and which time it came."""

    last: tuple[_Question, ...] = ()
    known: Mapping[tuple[str, int], _Question] = field(default_factory=dict)


class Foresight:
    """Learns ways of asking, each under a key of its own."""

    def __init__(self) -> None:
        self._ways: dict[Hashable, _Way] = {}
        self._lock = Lock()

    def questions(self, way: Hashable, subject: Subject) -> list[tuple[str, Params]]:
        """What will be asked of this subject, as far as it is known."""
        known = self._ways.get(way)
        told = [question.of(subject) for question in known.last] if known is not None else []
        return [one for one in told if one is not None]

    def learn(self, way: Hashable, subject: Subject, answers: Sequence[Answer]) -> None:
        """This was asked of this subject, in this order."""
        with self._lock:
            if len(self._ways) >= MOST:
                self._ways.clear()
            before = self._ways.get(way, _Way())
            times: Counter[str] = Counter()
            learnt = {}
            for answer in answers:
                place = (answer.sql, times[answer.sql])
                times[answer.sql] += 1
                learnt[place] = _question(before.known.get(place), subject, answer)
            self._ways[way] = _Way(tuple(learnt.values()), {**before.known, **learnt})

    def forget(self) -> None:
        """Learn everything anew."""
        self._ways.clear()


def _question(before: _Question | None, subject: Subject, answer: Answer) -> _Question:
    """What is known of a statement, now that it was asked so."""
    names = tuple(answer.params) if isinstance(answer.params, Mapping) else None
    params = list(answer.params.values()) if isinstance(answer.params, Mapping) else list(answer.params)
    if before is None or before.names != names or len(before.values) != len(params):
        return _Question(answer.sql, names, tuple(_first(one, subject) for one in params))
    return _Question(
        answer.sql, names, tuple(value.seen(one, subject) for value, one in zip(before.values, params, strict=True))
    )


def _first(value: Any, subject: Subject) -> _Value:
    return _Value(frozenset(name for name in subject if _is(subject, name, value)), value, is_always=True)


def _is(subject: Subject, name: str, value: Any) -> bool:
    return name in subject and type(subject[name]) is type(value) and bool(subject[name] == value)
