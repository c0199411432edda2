"""What a mask means: `С{yy}-{n:4}{c}` is a letter, the year, a dash, four digits and the check digit.

Pure, and said once more in SQL (`oms_masked`), because a number is made inside the statement that writes its order.
Two masks that could ever make one number are refused: each is unfolded into the shapes of all its lengths, sign by sign
a fixed sign or "any digit", and two shapes meet when they are of one length and every pair of signs can be equal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from prilavok.trade.oms import rules
from prilavok.trade.oms.errors import MaskWrong

LONGEST: Final = 11
MOST_LETTERS: Final = 3
TOKEN: Final = re.compile(r"\{(n|yy|c)(?::(\d))?\}")
LITERAL: Final = re.compile(r"[A-ZА-Я0-9-]*")
ANY_DIGIT: Final = "#"


@dataclass(frozen=True)
class Mask:
    """A mask taken apart: pairs of kind ("text", "n", "yy", "c") and what it holds (text, or the width)."""

    text: str
    parts: tuple[tuple[str, str], ...]

    @property
    def width(self) -> int:
        """At least so many digits of the sequence."""
        return next(int(value or 1) for kind, value in self.parts if kind == "n")

    @property
    def widest(self) -> int:
        """At most so many digits fit into eleven signs."""
        rest = sum(
            len(value) if kind == "text" else 2 if kind == "yy" else 1 for kind, value in self.parts if kind != "n"
        )
        return LONGEST - rest

    @property
    def capacity(self) -> int:
        """How many numbers it can make (a year, when it names the year)."""
        return int(10**self.widest) - 1


def parsed(text: str) -> Mask:
    """The mask taken apart. Raises MaskWrong with what to change."""
    parts: list[tuple[str, str]] = []
    at = 0
    for found in TOKEN.finditer(text):
        if found.start() > at:
            parts.append(("text", text[at : found.start()]))
        parts.append((found[1], found[2] or ""))
        at = found.end()
    if text[at:]:
        parts.append(("text", text[at:]))
    mask = Mask(text, tuple(parts))
    _judge(mask)
    return mask


def _judge(mask: Mask) -> None:
    kinds = [kind for kind, _ in mask.parts]
    literals = "".join(value for kind, value in mask.parts if kind == "text")
    checks = (
        (kinds.count("n") == 1, "n"),
        (kinds.count("c") == 1 and kinds[-1:] == ["c"], "c"),
        (kinds.count("yy") <= 1, "yy"),
        (LITERAL.fullmatch(literals) is not None, "signs"),
        (sum(sign.isalpha() for sign in literals) <= MOST_LETTERS, "letters"),
    )
    broken = next((what for holds, what in checks if not holds), "")
    if not broken and mask.widest < max(mask.width, 3):
        broken = "long"
    if broken:
        raise MaskWrong(what=broken)


def rendered(mask: Mask, number: int, year: str) -> str:
    """The number it makes of the sequence's value."""
    made = ""
    for kind, value in mask.parts:
        if kind == "text":
            made += value
        elif kind == "yy":
            made += year
        elif kind == "n":
            made += str(number).zfill(mask.width)
    return made + str(rules.luhn("".join(sign for sign in made if sign.isdecimal())))


def shapes(mask: Mask) -> Iterator[str]:
    """Every length of its numbers, as looked up: letters as `rules.number_key` folds them, "#" for any digit."""
    for width in range(mask.width, mask.widest + 1):
        signs = ""
        for kind, value in mask.parts:
            signs += rules.number_key(value) if kind == "text" else ANY_DIGIT * {"yy": 2, "n": width, "c": 1}[kind]
        yield signs


def meet(one: Mask, other: Mask) -> bool:
    """True when some number could be of both."""
    return any(_same(first, second) for first in shapes(one) for second in shapes(other))


def _same(first: str, second: str) -> bool:
    return len(first) == len(second) and all(_can_equal(a, b) for a, b in zip(first, second, strict=True))


def _can_equal(one: str, other: str) -> bool:
    if ANY_DIGIT in (one, other):
        return all(sign == ANY_DIGIT or sign.isdecimal() for sign in (one, other))
    return one == other


def pattern(mask: Mask) -> str:
    """A regular expression of its numbers as looked up, for the database."""
    return "^(" + "|".join(re.escape(shape).replace(re.escape(ANY_DIGIT), "[0-9]") for shape in shapes(mask)) + ")$"
