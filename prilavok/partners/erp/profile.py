"""The profile of a node, between its row and its value."""

from dataclasses import fields
from typing import Any, Final

from prilavok.partners.erp.models import Node
from prilavok.partners.erp.values import Profile

NAMES: Final = tuple(one.name for one in fields(Profile))
LISTS: Final = frozenset({"networks", "empty_values"})


def profile_of(node: Node) -> Profile:
    """The profile as a value, for the pure functions of the dialects."""
    told: dict[str, Any] = {}
    for name in NAMES:
        value = getattr(node, name)
        told[name] = tuple(value) if name in LISTS else value
    return Profile(**told)


def columns(profile: Profile) -> dict[str, object]:
    """What stands in the row of the node."""
    told = {name: getattr(profile, name) for name in NAMES}
    return {name: list(value) if name in LISTS else value for name, value in told.items()}
