"""Decisions about picking and handing over, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from hmac import compare_digest

from prilavok.goods.pim.values import VariantId
from prilavok.trade.fulfilment.errors import NothingPicked, PickedTooMuch
from prilavok.trade.fulfilment.values import PickLine, TaskState

MAX_WRONG_CODES = 5
OPEN = frozenset({TaskState.NEW, TaskState.PICKING})
NOTHING = Decimal(0)


def picked_lines(lines: Sequence[PickLine], picked: Mapping[VariantId, Decimal]) -> tuple[PickLine, ...]:
    """The lines with what was found; a good not named was not found. Raises PickedTooMuch, NothingPicked."""
    result = []
    for line in lines:
        found = picked.get(line.variant_id, NOTHING)
        if not NOTHING <= found <= line.quantity:
            raise PickedTooMuch(title=line.title, picked=f"{found:f}", wanted=f"{line.quantity:f}")
        result.append(replace(line, picked=found))
    if not any(line.picked for line in result):
        raise NothingPicked
    return tuple(result)


def first_free(taken: Sequence[int]) -> int:
    """The smallest number from one that is not taken."""
    numbers = set(taken)
    return next(number for number in range(1, len(numbers) + 2) if number not in numbers)


def is_code(expected: str, given: str) -> bool:
    """True when the digits are the same, whatever stands between them; takes the same time for any wrong code."""
    digits = "".join(sign for sign in given if sign.isdecimal())
    return compare_digest(expected.encode(), digits.encode())


def attempts_left(wrong_codes: int) -> int:
    """How many wrong codes may still follow."""
    return max(0, MAX_WRONG_CODES - wrong_codes)
