"""Whose word a field is: what rooms say of the fields of things, and which systems may own them.

Called from a room's `owners.py`. The decisions lie with `contour`, which shows all of them on one page; the room obeys
them: it refuses or puts aside what a non-owner writes. A field that a room decides for each outside system or list on
its own (goods of two accounting systems) names its scopes and does itself what a new owner means.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

ERP: Final = "erp"
PLATFORM: Final = "platform"
SITE: Final = "site"
IF_EMPTY: Final = "erp_if_empty"
BOTH: Final = "both"


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """How a room keeps a field's owner itself: its scopes (code, title), who owns it in one, what a choice changes.

    `choose` runs in the unit of the decision and returns how many things look different by it.
    """

    scopes: Callable[[], Sequence[tuple[str, str]]]
    current: Callable[[str], str]
    choose: Callable[[str, str], int]


@dataclass(frozen=True, kw_only=True)
class OwnedField:
    """A field of a thing. Titles are English msgids; of one owner the field is fixed, and `why` says so.

    `screen` names the address where it is edited here; `means` says, by owner, what will happen to what others write.
    `enter` (before, after) carries a decision out where the contour keeps it; returns how many things look different.
    """

    thing: str
    field: str
    thing_title: str
    title: str
    owners: tuple[str, ...]
    usual: str
    screen: str = ""
    why: str = ""
    means: tuple[tuple[str, str], ...] = ()
    keeper: Keeper | None = None
    enter: Callable[[str, str], int] | None = None

    @property
    def code(self) -> str:
        """The field in one word."""
        return f"{self.thing}.{self.field}"


_fields: dict[str, OwnedField] = {}


def declare_owned(*fields: OwnedField) -> None:
    """Put fields on the page of owners."""
    for one in fields:
        _fields[one.code] = one


def owned_fields() -> list[OwnedField]:
    """Everything declared, in order of declaration."""
    return list(_fields.values())


def owned_field(code: str) -> OwnedField | None:
    """One field by its code; None when nobody declared it."""
    return _fields.get(code)
