"""The category tree out of what was told: parents may be missing, cycles are refused, archived places are skipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Place:
    """A live or archived category, in the order of siblings."""

    category_id: int
    parent_id: int | None
    is_archived: bool = False


def settle(wanted: Mapping[int, int | None]) -> tuple[dict[int, int | None], list[int]]:
    """Parents that make a forest, and the categories whose parent was refused because it would close a circle.

    Refused and unknown parents leave the category at the root. Categories are settled in the order of their ids, so the
    same wish always gives the same tree.
    """
    settled: dict[int, int | None] = {}
    refused: list[int] = []
    for category_id in sorted(wanted):
        parent_id = wanted[category_id]
        if parent_id not in wanted:
            parent_id = None
        elif _leads_to(settled, start=parent_id, goal=category_id):
            refused.append(category_id)
            parent_id = None
        settled[category_id] = parent_id
    return settled, refused


def _leads_to(parents: Mapping[int, int | None], *, start: int | None, goal: int) -> bool:
    step = start
    while step is not None:
        if step == goal:
            return True
        step = parents.get(step)
    return False


def walk(places: Sequence[Place]) -> list[tuple[int, tuple[int, ...]]]:
    """Live categories depth first, each with its path from the root; children of an archived one move up."""
    by_id = {place.category_id: place for place in places}
    children: dict[int | None, list[int]] = {}
    for place in places:
        if not place.is_archived:
            children.setdefault(_live_parent(by_id, place), []).append(place.category_id)
    found: list[tuple[int, tuple[int, ...]]] = []
    waiting: list[tuple[int, tuple[int, ...]]] = [
        (category_id, (category_id,)) for category_id in reversed(children.get(None, []))
    ]
    while waiting:
        category_id, path = waiting.pop()
        found.append((category_id, path))
        waiting.extend((child, (*path, child)) for child in reversed(children.get(category_id, [])))
    return found


def _live_parent(by_id: Mapping[int, Place], place: Place) -> int | None:
    parent_id = place.parent_id
    while parent_id is not None and (parent := by_id.get(parent_id)) is not None:
        if not parent.is_archived:
            return parent_id
        parent_id = parent.parent_id
    return None
