"""When absence from a full export may take a product off the shelf; how orders are split when one poisons all."""

from dataclasses import dataclass
from math import ceil


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


def is_poisoned(*, alone_attempts: int, others_confirmed_since: bool) -> bool:
    """True when an order, sent alone, was never confirmed while others were: it would block the queue for ever."""
    return alone_attempts >= 6 and others_confirmed_since
