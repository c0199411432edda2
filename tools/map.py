"""The arrow table of `docs/map.md`: which room calls which, and who reacts to whose events.

    python -m tools.map         writes the table anew
    python -m tools.map check   fails when the table is not what the code says

A new arrow is one line in review.
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
MAP = ROOT / "docs" / "map.md"
BEGIN, END = "<!-- arrows -->", "<!-- /arrows -->"
GROUND = frozenset({"base", "design", "config", "__main__"})
# One event, or many of them together.
REACTS = frozenset({"reacts_to", "reacts_to_many"})


def calls() -> dict[str, set[str]]:
    """Room -> rooms it calls or whose values it reads."""
    graph = grimp.build_graph("prilavok", cache_dir=None)
    found: dict[str, set[str]] = defaultdict(set)
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            here, there = _room(importer), _room(imported)
            if here and there and here != there and imported.split(".")[3:4] != ["events"]:
                found[here].add(there)
    return found


def reactions() -> dict[str, set[str]]:
    """Room -> events it reacts to, as "room.Event"."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "prilavok").rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        homes = {
            (alias.asname or alias.name): node.module.split(".")[2]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and len(node.module.split(".")) > 3
            for alias in node.names
        }
        here = _room(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for node in ast.walk(tree):
            if here and isinstance(node, ast.Call) and getattr(node.func, "id", "") in REACTS and node.args:
                name = ast.unparse(node.args[0])
                event = name.rpartition(".")[2]
                found[here].add(f"{homes.get(name.partition('.')[0], '?')}.{event}")
    return found


def table() -> str:
    """The table, in the order of names."""
    called, heard = calls(), reactions()
    lines = ["| room | calls | reacts to |", "| --- | --- | --- |"]
    for room in sorted({*called, *heard, *_rooms()}):
        below = ", ".join(sorted(called.get(room, ()))) or "-"
        events = ", ".join(sorted(heard.get(room, ()))) or "-"
        lines.append(f"| {room} | {below} | {events} |")
    arrows = sum(len(below) for below in called.values())
    return "\n".join([*lines, "", f"{arrows} arrows down, {sum(len(one) for one in heard.values())} reactions up."])


def main() -> int:
    """Write the table, or check it."""
    text = MAP.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = f"{before}{BEGIN}\n{table()}\n{END}{after}"
    if sys.argv[1:] == ["check"]:
        if wanted != text:
            print("docs/map.md does not show the arrows of the code; run `make map` and look at the difference")
        return int(wanted != text)
    MAP.write_text(wanted, "utf-8")
    return 0


def _room(module: str) -> str | None:
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and parts[1] not in GROUND else None


def _rooms() -> list[str]:
    return [path.parent.name for path in (ROOT / "prilavok").glob("*/*/apps.py")]


if __name__ == "__main__":
    sys.exit(main())
