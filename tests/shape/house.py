"""What the shape tests walk over: rooms, their pages, their routes."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

from prilavok.base.rooms import RoomConfig

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Room:
    """One room: its Django label and its folder."""

    label: str
    folder: Path

    def __str__(self) -> str:
        return self.label


@cache
def rooms() -> list[Room]:
    """Every room that is installed, the ground included."""
    return [Room(one.label, Path(one.path)) for one in apps.get_app_configs() if isinstance(one, RoomConfig)]


def pages(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file of a folder outside migrations, by its place."""
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_bytes())
