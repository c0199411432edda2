"""What crosses the door: the map, its nodes and edges, and one flow in detail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FlowHealth(StrEnum):
    """How a flow is doing: idle (nothing went yet), ok, paused by a person, late (behind its promise), bad (failed)."""

    IDLE = "idle"
    OK = "ok"
    PAUSED = "paused"
    LATE = "late"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True)
class FlowFigures:
    """What is counted of a flow: times aware, counts of the last 24 hours.

    `lag_s`: seconds since the last good exchange, or the age of what waits longest; `silent_s`: since the last one.
    """

    last_at: datetime | None = None
    last_good_at: datetime | None = None
    is_last_bad: bool = False
    lag_s: int | None = None
    silent_s: int = 0
    waiting: int = 0
    failed: int = 0
    done: int = 0


@dataclass(frozen=True, kw_only=True)
class FlowView:
    """One flow of the map with its figures; titles are in the active language."""

    code: str
    source: str
    source_title: str
    target: str
    target_title: str
    carries: str
    mode: str
    promise_s: int | None
    screen: str
    events: tuple[str, ...]
    health: FlowHealth
    figures: FlowFigures
    alarm: str = ""


@dataclass(frozen=True, kw_only=True)
class Node:
    """A system on the drawing: the box's left upper corner and size, in the drawing's units."""

    code: str
    title: str
    floor: str
    is_outside: bool
    owns: tuple[str, ...]
    health: FlowHealth
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Edge:
    """All flows from one system to another, drawn as one line; `path` is SVG path data.

    `waiting`: how much waits on it, written at `label`.
    """

    source: str
    target: str
    health: FlowHealth
    path: str
    flows: tuple[FlowView, ...]
    waiting: int = 0
    label: tuple[int, int] = (0, 0)


@dataclass(frozen=True, kw_only=True)
class MapView:
    """The whole drawing."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    flows: tuple[FlowView, ...]


@dataclass(frozen=True, kw_only=True)
class FlowLine:
    """One message or conversation of a flow; `delivery_id` when it can be replayed."""

    at: datetime
    summary: str
    subject: str
    outcome: str
    took_ms: int | None
    error: str
    attempts: int
    delivery_id: int | None


@dataclass(frozen=True, kw_only=True)
class Ownership:
    """Who owns a field of a thing, in a scope where a room has several; titles are in the active language.

    `means` says by owner what becomes of what others write; `since` is None while nobody has decided here.
    """

    field: str
    scope: str
    scope_title: str
    thing_title: str
    title: str
    owner: str
    owners: tuple[str, ...]
    screen: str = ""
    why: str = ""
    means: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None
    decided_by: str = ""
