"""When absence from a full export may take a product off the shelf; how orders are split when one poisons all."""

from dataclasses import dataclass
from math import ceil
from typing import Final

MOST_ALONE: Final = 8


@dataclass(frozen=True, kw_only=True)
class GatePolicy:
    """How many may disappear at once without a human: the larger of a share and a number."""

    is_on: bool
    percent: int
    items: int


def gate(*, absent: int, known: int, policy: GatePolicy) -> str:
    """ "nothing", "apply" or "hold" for so many absent of so many known."""
    if absent == 0 or not policy.is_on:
        return "nothing"
    allowed = max(policy.items if known > policy.items * 2 else 0, known * policy.percent // 100, 1)
    return "apply" if absent <= allowed else "hold"


def portion(*, waiting: int, attempts: int, page: int) -> int:
    """How many orders of the same number of failed attempts go into one answer: all at first, then halves, then one."""
    if attempts < 3:
        return min(page, waiting)
    return max(1, min(page, ceil(waiting / 2)))


def is_poisoned(*, alone: int, others_confirmed_since: bool) -> bool:
    """True when an order was never confirmed in so many sessions that had nothing but it, while others were.

    On a line that breaks every other time healthy orders fail a few times in a row, too, with others and alone; waiting
    for two more sessions costs nothing, because orders that have not failed yet are given before.
    """
    return alone >= MOST_ALONE and others_confirmed_since
