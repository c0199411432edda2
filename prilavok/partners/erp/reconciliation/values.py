"""Words of the reconciliation: kinds, causes, and what its screens show."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

STOCKS, PRICES, ORDERS, RECEIPTS = "stocks", "prices", "orders", "receipts"
KINDS: Final = (STOCKS, PRICES, ORDERS, RECEIPTS)

LATE, UNMAPPED, BOTH_CHANGED = "late", "unmapped", "both_changed"
TILL, RESERVED, UNCONFIRMED = "till_unsynced", "reserved_too", "unconfirmed"
MISSING_THERE, MISSING_HERE = "missing_there", "missing_here"
CHANGED_HERE, UNEXPLAINED = "changed_here", "unexplained"
NOT_APPLIED: Final = "not_applied"
CAUSES: Final = (
    *(UNEXPLAINED, NOT_APPLIED, BOTH_CHANGED, UNMAPPED, MISSING_HERE, MISSING_THERE, CHANGED_HERE),
    *(RESERVED, UNCONFIRMED, TILL, LATE),
)

ACCEPT, SEND, ASK = "accept", "send", "ask"
WAYS: Final = (ACCEPT, SEND, ASK)
# The ledger of stock and the history of prices name "<node>:repair-<number>" as the source of a repair.
REPAIR: Final = "repair-"


@dataclass(frozen=True, kw_only=True)
class Found:
    """A difference before it is kept. `facts`: what explains and repairs it, plain JSON."""

    kind: str
    cause: str
    key: str
    title: str
    theirs: str
    ours: str
    place: str = ""
    location_id: int | None = None
    weight: Decimal = Decimal(0)
    facts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class KindView:
    """One kind of a run: how much was compared, what was found, by cause with counts and weight."""

    kind: str
    compared: int
    differences: int
    unexplained: int
    left_out: int
    weight: Decimal
    causes: tuple[tuple[str, int, Decimal], ...]
    took_ms: int


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A comparison with one picture of a node."""

    run_id: int
    node_id: int
    node_title: str
    node_code: str
    package_id: int | None
    origin: str
    state: str
    as_of: datetime
    begun_at: datetime
    finished_at: datetime | None
    took_ms: int | None
    differences: int
    unexplained: int
    open: int
    error: str
    kinds: tuple[KindView, ...]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A comparison as a bar of a graph a hundred units high: all its differences, the unexplained ones in red."""

    run_id: int
    at: datetime
    differences: int
    unexplained: int
    x: int
    y: int
    height: int
    red_y: int
    red_height: int


@dataclass(frozen=True, kw_only=True)
class NodeSummary:
    """A node on the first page: its last run, the history as a graph, what is asked of it."""

    node_id: int
    title: str
    code: str
    last: RunView | None
    running: RunView | None
    asked_at: datetime | None
    kept_package_id: int | None
    graph: tuple["Bar", ...]
    trend: int


@dataclass(frozen=True, kw_only=True)
class DifferenceView:
    """One difference to show: `steps` is the calculation line by line, `links` lead to what explains it."""

    difference_id: int
    kind: str
    cause: str
    cause_title: str
    title: str
    place: str
    theirs: str
    ours: str
    weight: Decimal
    state: str
    steps: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    can_accept: bool
    can_send: bool
    can_ask: bool
    advice: str


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which differences of a run: by kind, cause, text, state; or those ids alone. `location_ids` narrows to stores."""

    kind: str = ""
    cause: str = ""
    text: str = ""
    state: str = "open"
    ids: tuple[int, ...] = ()
    location_ids: tuple[int, ...] | None = None
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class DifferencePage:
    """One page of differences, the heaviest first."""

    rows: tuple[DifferenceView, ...]
    total_count: int
    page: int
    page_size: int


@dataclass(frozen=True, kw_only=True)
class RepairView:
    """A repair under way or done; `reasons` says why some could not be repaired."""

    repair_id: int
    run_id: int
    way: str
    state: str
    total: int
    done: int
    gone: int
    refused: int
    back: int
    left: int
    reasons: tuple[tuple[str, int], ...]
    asked_by: str
    begun_at: datetime
    finished_at: datetime | None
    can_undo: bool

    @property
    def percent(self) -> int:
        """How far it has come."""
        return 100 if not self.total else min(100, (self.done + self.gone + self.refused) * 100 // self.total)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a repair would do, before it is begun."""

    way: str
    total: int
    can: int
    cannot: int
    weight: Decimal
    by_kind: tuple[tuple[str, int], ...]
    examples: tuple[DifferenceView, ...]
