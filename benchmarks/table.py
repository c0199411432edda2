"""One line per measurement: what, how much, what is wanted, and whether it holds."""

from dataclasses import dataclass, field


@dataclass
class Table:
    """Collected measurements."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, what: str, measured: str, wanted: str = "", *, holds: bool | None = None) -> None:
        """Keep and show one measurement."""
        mark = "" if holds is None else "holds" if holds else "MISSED"
        self.rows.append((what, measured, wanted, mark))
        print(f"{what:<58} {measured:<46} {wanted:<28} {mark}", flush=True)


def percentile(values: list[float], share: float) -> float:
    """The value below which the share (0..1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
