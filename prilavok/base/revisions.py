"""Told again, corrected, or told too late: what a fact with a revision means beside the one that is known."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a fact that was told: `stale` is older than what is known, `differs` says something else under
    the same revision; neither is applied."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    STALE = "stale"
    DIFFERS = "differs"


def judged(*, known: tuple[int, str] | None, told: tuple[int, str]) -> Outcome:
    """What to do: `known` and `told` are pairs of revision and digest of the contents."""
    if known is None:
        return Outcome.CREATED
    if told[1] == known[1]:
        return Outcome.UNCHANGED
    if told[0] == known[0]:
        return Outcome.DIFFERS
    return Outcome.CHANGED if told[0] > known[0] else Outcome.STALE
