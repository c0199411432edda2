"""The door of wishes: favourites kept for a person or a guest; what is compared; what was looked at.

Writes join the caller's unit.
"""

from prilavok.people.wishes.actions import keep_wishes as _keeping
from prilavok.people.wishes.actions.keep_wishes import (
    drop_wish,
    put_wish,
    share_wishes,
    stop_sharing,
    take_over,
)
from prilavok.people.wishes.queries import shared, wished_ids, wishes_of
from prilavok.people.wishes.rules import as_text, fall, group_of, kept_ids, seen_again, table
from prilavok.people.wishes.values import Owner, Wish

__all__ = [
    "as_text",
    "drop_wish",
    "fall",
    "group_of",
    "kept_ids",
    "put_wish",
    "seen_again",
    "share_wishes",
    "shared",
    "stop_sharing",
    "table",
    "take_over",
    "wished_ids",
    "wishes_of",
]


def forget(person_id: int) -> None:
    """The person's favourites go, also from the address they were shared under. Joins the unit; again is harmless."""
    _keeping.forget_person(person_id)


def held_about(person_id: int) -> tuple[Wish, ...]:
    """What a person has put by, for them to see and take along."""
    return wishes_of(Owner(person_id=person_id)).lines


def forget_unused(*, unused_days: int = 90) -> int:
    """Drop guests' lists untouched for so long, a thousand at most; returns how many went. Joins the unit."""
    return _keeping.forget_unused(unused_days=unused_days)
