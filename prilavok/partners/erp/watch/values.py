"""What the exchange page shows of a node."""

from dataclasses import dataclass, field
from datetime import datetime, time

from prilavok.partners.erp.watch.pauses import Pause


@dataclass(frozen=True, kw_only=True)
class FlowCard:
    """One flow: how far behind its promise, when it went well last, when it is expected; times aware, seconds.

    `state`: ok, late, bad, paused, quiet (no promise and nothing yet), never (promised and nothing yet).
    """

    flow: str
    title: str
    state: str
    promise_s: int | None
    patience: int
    lag_s: int | None
    last_at: datetime | None
    last_good_at: datetime | None
    last_took_ms: int | None
    is_last_good: bool
    last_text: str
    expected_at: datetime | None
    next_at: datetime | None
    missed: int
    schedule: tuple[str, ...]
    waiting: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RunningFile:
    """A file of a package under way."""

    name: str
    kind: str
    state: str
    percent: int
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Running:
    """A package under way: percent of all known records, records a second, seconds left when that can be told."""

    package_id: int
    type: str
    state: str
    started_at: datetime
    percent: int
    done: int
    total: int
    speed: int
    left_s: int | None
    files: tuple[RunningFile, ...]
    files_more: int = 0


@dataclass(frozen=True, kw_only=True)
class Waits:
    """What stands still at a node, and why. `early`: (what is awaited, how many facts, since when)."""

    orders: int = 0
    orders_since: datetime | None = None
    orders_aside: int = 0
    early: tuple[tuple[str, int, datetime], ...] = ()
    unmapped: int = 0
    conflicts: int = 0
    strangers: int = 0
    held: tuple[int, ...] = ()
    new_warehouses: int = 0

    @property
    def is_anything(self) -> bool:
        """True when something waits."""
        counts = (self.orders, self.orders_aside, self.unmapped, self.conflicts, self.strangers, self.new_warehouses)
        return any(counts) or bool(self.early) or bool(self.held)


@dataclass(frozen=True, kw_only=True)
class IncidentView:
    """A trouble: open until `closed_at`; `mailed_at` when the people were told."""

    incident_id: int
    node_id: int
    node_title: str
    flow: str
    flow_title: str
    kind: str
    text: str
    package_id: int | None
    opened_at: datetime
    closed_at: datetime | None
    acknowledged_by: str
    acknowledged_at: datetime | None
    mailed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NodeBoard:
    """A node on the exchange page. `state`: ok, late, bad, running, paused, closed, never."""

    node_id: int
    code: str
    title: str
    kind: str
    login: str
    is_active: bool
    takes_orders: bool
    note: str
    emails: tuple[str, ...]
    state: str
    flows: tuple[FlowCard, ...]
    running: tuple[Running, ...]
    waits: Waits
    incidents: tuple[IncidentView, ...]
    pauses: tuple[Pause, ...]
    doors: tuple[str, ...]
    quiet_from: time | None = None
    quiet_till: time | None = None

    @property
    def shut(self) -> dict[str, Pause]:
        """The doors that are shut."""
        return {one.door: one for one in self.pauses}


@dataclass(frozen=True, kw_only=True)
class CauseView:
    """Warnings of one cause over the packages looked at: what it is, what to do, how many, in how many packages."""

    code: str
    text: str
    advice: str
    count: int
    packages: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class ThingView:
    """A thing behind a warning, with the product when it is known."""

    key: str
    thing: str
    product_id: int | None
    package_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CausePage:
    """One page of the things behind a cause. `count` of warnings may exceed the things that were kept."""

    code: str
    text: str
    advice: str
    count: int
    things: tuple[ThingView, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class TalkLine:
    """A line of a transcript."""

    line_id: int
    at: datetime
    last_at: datetime
    method: str
    type: str
    mode: str
    file: str
    answer: str
    times: int
    received: int
    sent: int
    took_ms: int
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class TalkView:
    """A conversation: one session of a node."""

    session_id: int
    node_title: str
    node_code: str
    type: str
    version: str
    network: str
    created_at: datetime
    last_seen_at: datetime
    closed_at: datetime | None
    packages: tuple[int, ...]
    lines: tuple[TalkLine, ...] = field(default_factory=tuple)
