"""What a room needs in the database before the first click: default roles, templates, status schemes.

A room's `prepare.py` registers repeatable preparations; `python -m prilavok prepare` runs them after `migrate`, in one
unit, in the order of the house (lower floors first). They add what is missing and never overwrite what people edited.
"""

from collections.abc import Callable

Preparation = Callable[[], None]
_preparations: list[Preparation] = []


def preparation(function: Preparation) -> Preparation:
    """Register a repeatable preparation; it runs inside the one unit of `prepare`."""
    _preparations.append(function)
    return function


def preparations() -> list[Preparation]:
    """All registered preparations, lower floors first."""
    return list(_preparations)
