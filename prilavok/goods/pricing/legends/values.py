"""What crosses the door of legends."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

LegendId = NewType("LegendId", int)


@dataclass(frozen=True, kw_only=True)
class LegendView:
    """A legend in its newest version. `text` stands beside the price, `script` is what the operator says."""

    legend_id: LegendId
    title: str
    number: int
    text: str
    script: str
    is_archived: bool
    changed_by: str
    changed_at: datetime
    uses_count: int = 0
    outdated_count: int = 0


@dataclass(frozen=True, kw_only=True)
class LegendVersionView:
    """A legend as it was worded from a moment on."""

    number: int
    text: str
    script: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Attached:
    """The legend of a promotion ("promotion:12") or of a price rule ("price_rule:3"), in the version it was given."""

    subject: str
    legend_id: LegendId
    title: str
    number: int
    newest: int
    text: str
    script: str

    @property
    def is_outdated(self) -> bool:
        """The legend was worded anew since."""
        return self.number < self.newest
