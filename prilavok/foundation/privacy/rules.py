"""Pure decisions of privacy: how a text is read, which days are working days."""

from datetime import date, timedelta
from typing import Final

from prilavok.foundation.privacy.values import Block

ANSWER_IN_WORKING_DAYS: Final = 10
HOLIDAYS: Final = frozenset({(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)})
"""Days off by law, month and day; a transfer of one only moves a deadline to be met earlier."""


def blocks(body: str) -> tuple[Block, ...]:
    """A text as pieces: "# " begins a heading, "- " a point; an empty line parts paragraphs."""
    found: list[Block] = []
    lines: list[str] = []
    for raw in [*body.replace("\r\n", "\n").split("\n"), ""]:
        line = raw.strip()
        is_heading, is_point = line.startswith("# "), line.startswith("- ")
        if (not line or is_heading or is_point) and lines:
            found.append(Block(kind="paragraph", text=" ".join(lines)))
            lines = []
        if is_heading or is_point:
            found.append(Block(kind="heading" if is_heading else "point", text=line[2:].strip()))
        elif line:
            lines.append(line)
    return tuple(found)


def is_working(day: date) -> bool:
    """True for a working day of the five-day week."""
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def due_on(asked: date, working_days: int = ANSWER_IN_WORKING_DAYS) -> date:
    """The last day to answer, so many working days after the day of asking."""
    day, left = asked, working_days
    while left:
        day += timedelta(days=1)
        left -= is_working(day)
    return day
