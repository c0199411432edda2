"""The house rules that no ready-made linter knows: `python -m tools.house`.

Each rule is a small module with `look(page) -> Iterator[(line, text)]`. A line is let off by a comment on it or on the
line above, `# skip: <rule> <why>`; the why is for the reader, and its absence is a fault of its own.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOKED_AT = ("prilavok", "sandbox", "tests", "tools", "benchmarks")
SUFFIXES = {".py", ".html", ".txt", ".md"}
SKIP = re.compile(r"skip:\s*([a-z]+)(\s+\S.*)?")

Fault = tuple[int, str]


@dataclass(frozen=True)
class Page:
    """One file under the rules."""

    path: Path
    text: str

    @property
    def place(self) -> str:
        """The path from the top of the repository, with forward slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module | None:
        """Its syntax tree, when it is Python."""
        return ast.parse(self.text) if self.path.suffix == ".py" else None

    def nodes(self) -> Iterator[ast.AST]:
        """Every node of the tree."""
        return ast.walk(self.tree) if self.tree is not None else iter(())

    def is_let_off(self, line: int, rule: str) -> bool:
        """True when the line, or the one above it, skips the rule and says why."""
        near = self.lines[max(0, line - 2) : line]
        return any((found := SKIP.search(one)) and found[1] == rule and found[2] for one in near)


Rule = Callable[[Page], Iterable[Fault]]


def pages() -> Iterator[Page]:
    """Every file the rules look at."""
    for folder in LOOKED_AT:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in SUFFIXES and "migrations" not in path.parts and path.is_file():
                yield Page(path, path.read_text("utf-8"))


def faults(page: Page, rules: dict[str, Rule]) -> Iterator[str]:
    """What the rules hold against a file."""
    for name, rule in rules.items():
        for line, text in rule(page):
            if not page.is_let_off(line, name):
                yield f"{page.place}:{line}: {name}: {text}"


def main() -> int:
    """Look at everything; print what is wrong."""
    from tools import names, safe, sizes, unit

    rules: dict[str, Rule] = {"sizes": sizes.look, "names": names.look, "safe": safe.look, "unit": unit.look}
    found = [fault for page in pages() for fault in faults(page, rules)]
    print("\n".join([*found, f"house rules: {len(found)} broken" if found else "house rules: kept"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
