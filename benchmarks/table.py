"""One line per measurement: what, how much, what is wanted, and whether it holds."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

# Where a part leaves its lines for the table at the end of the whole run.
KEPT_IN: Final = "PRILAVOK_BENCH_LINES"
Row = tuple[str, str, str, str]


@dataclass
class Table:
    """Collected measurements."""

    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, measured: str, wanted: str = "", *, holds: bool | None = None) -> None:
        """Keep and show one measurement."""
        mark = "" if holds is None else "holds" if holds else "MISSED"
        row = (what, measured, wanted, mark)
        self.rows.append(row)
        print(line_of(row), flush=True)
        if kept_in := os.environ.get(KEPT_IN):
            with Path(kept_in).open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")

    @property
    def code(self) -> int:
        """The exit code: 1 when a figure is missed."""
        return int(any(row[3] == "MISSED" for row in self.rows))


def line_of(row: Row) -> str:
    """A measurement as a line to read."""
    what, measured, wanted, mark = row
    return f"{what:<58} {measured:<46} {wanted:<28} {mark}"


def kept(path: Path) -> list[Row]:
    """The lines that parts have left."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(what, measured, wanted, mark) for what, measured, wanted, mark in rows]


def summary(rows: Iterable[Row]) -> str:
    """The figures that have a goal, as a table to be read alone: what, wanted, seen, whether it holds."""
    judged = [("what", "wanted", "seen", "holds")]
    judged += [(what.strip(), wanted, seen, mark) for what, seen, wanted, mark in rows if mark]
    width = [min(max(len(row[at]) for row in judged), most) for at, most in enumerate((64, 34, 90))]
    return "\n".join(
        "  ".join(word.ljust(at) for word, at in zip(row, [*width, 0], strict=True)).rstrip() for row in judged
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which the share (0..1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
