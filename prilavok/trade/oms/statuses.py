"""Values of the status scheme; they cross the door of oms with `values`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Fact(StrEnum):
    """What has happened to an order, whatever its status is called; fixed."""

    RESERVED = "reserved"
    PICKED = "picked"
    ISSUED = "issued"
    PAID = "paid"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What the house itself does when an order enters a status; each step belongs to one status of the scheme."""

    PLACED = "placed"
    PICKING = "picking"
    PICKED = "picked"
    ISSUED = "issued"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class BuyerAct(StrEnum):
    """What a customer may do with an own order, as far as its status allows (data of the scheme)."""

    CANCEL = "cancel"
    STORE = "store"
    RECIPIENT = "recipient"


@dataclass(frozen=True, kw_only=True)
class MoveView:
    """A move the scheme allows. `permission` "" means only the house itself makes it; `step` what it entails."""

    from_status: str
    to_status: str
    to_title: str
    permission: str
    step: str


@dataclass(frozen=True, kw_only=True)
class StatusView:
    """A status of the scheme in force, in the language of the reader; `buyer_may`: see `BuyerAct`."""

    code: str
    title: str
    public_title: str
    template: str
    step: str
    position: int
    is_final: bool
    moves: tuple[MoveView, ...]
    buyer_may: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class StatusWords:
    """How a status is worded, by the chain's own language and by others: {"en": {"title": …, "public_title": …}}."""

    title: str
    public_title: str
    template: str = ""
    translated: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SchemeRevisionView:
    """One edit of the scheme."""

    revision: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How long goods are held, in hours: for a new order until it is picked, for a ready one until it is fetched."""

    new_h: int
    ready_h: int
