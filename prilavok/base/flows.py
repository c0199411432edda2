"""What a room says of itself to the map: the systems it speaks for and the flows of data between them.

Called from a room's `flows.py`. Titles are English msgids. The map (`contour`) joins this with the exchange journal,
the events and their deliveries; nobody draws it by hand.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class System:
    """A system of the contour: a room of ours, or an outside party."""

    code: str
    title: str
    is_outside: bool = False
    floor: str = ""
    owns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Data that goes from one system to another.

    `code` is the journal's flow for outside exchanges, or "event:<event name>><subscriber>" for inside ones.
    `promise_s`: the lag in seconds that the flow promises to keep; None when it runs on demand.
    """

    code: str
    source: str
    target: str
    carries: str
    mode: str = "online"
    promise_s: int | None = None
    screen: str = ""
    events: tuple[str, ...] = field(default_factory=tuple)


_systems: dict[str, System] = {}
_flows: dict[str, Flow] = {}


def declare_system(system: System) -> None:
    """Put a system on the map."""
    _systems[system.code] = system


def declare_flow(flow: Flow) -> None:
    """Put a flow on the map."""
    _flows[flow.code] = flow


def systems() -> list[System]:
    """All declared systems, in order of declaration."""
    return list(_systems.values())


def flows() -> list[Flow]:
    """All declared flows, in order of declaration."""
    return list(_flows.values())
