"""What a room says of itself to the map: the systems it speaks for and the flows of data between them.

Called from a room's `flows.py`. Titles are English msgids. The map (`contour`) joins this with the exchange journal,
the events and their deliveries; nobody draws it by hand.

What is known only from the database (a node of an ERP that somebody added) is drawn by a provider: a function that a
room registers with `@draws` and that answers systems, flows and how they stand, asked once for every drawing.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

TITLES_KEPT_S: Final = 60.0


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


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What only its owner knows of a flow: how much waits and since how many seconds, an alarm's sentence, a pause."""

    waiting: int = 0
    oldest_s: int | None = None
    alarm: str = ""
    is_paused: bool = False


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Systems and flows with what is known of how they stand, by the flow's code. Titles may be in any language."""

    systems: tuple[System, ...] = ()
    flows: tuple[Flow, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)


Provider = Callable[[], Drawing]
_systems: dict[str, System] = {}
_flows: dict[str, Flow] = {}
_providers: list[Provider] = []
_titles: tuple[float, dict[str, str]] = (-TITLES_KEPT_S, {})


def declare_system(system: System) -> None:
    """Put a system on the map."""
    _systems[system.code] = system


def declare_flow(flow: Flow) -> None:
    """Put a flow on the map."""
    _flows[flow.code] = flow


def draws(provider: Provider) -> Provider:
    """Register a function that draws what stands in the database."""
    _providers.append(provider)
    return provider


def drawing() -> Drawing:
    """Everything declared and everything the providers draw; what a provider says of a code stands."""
    parts = [provider() for provider in _providers]
    return Drawing(
        systems=tuple({**_systems, **{one.code: one for part in parts for one in part.systems}}.values()),
        flows=tuple({**_flows, **{one.code: one for part in parts for one in part.flows}}.values()),
        standings={code: standing for part in parts for code, standing in part.standings.items()},
    )


def title_of(code: str) -> str:
    """How a system is called, as it was declared; the code itself when nobody knows it. Remembered for a minute."""
    global _titles  # noqa: PLW0603 - one small memory per process
    if code in _systems:
        return _systems[code].title
    asked_at, known = _titles
    if "." in code and time.monotonic() - asked_at > TITLES_KEPT_S:
        known = {one.code: one.title for provider in _providers for one in provider().systems}
        _titles = (time.monotonic(), known)
    return known.get(code, code)


def systems() -> list[System]:
    """All declared systems, in order of declaration."""
    return list(_systems.values())


def flows() -> list[Flow]:
    """All declared flows, in order of declaration."""
    return list(_flows.values())
