"""Finds every message of a folder: in Python, in docstrings of refusals, in declarations, in templates."""

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_python
from jinja2.ext import babel_extract

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
DECLARING = {"Permission", "System", "Flow", "MenuItem", "Holding"}
SAID = {"title", "carries", "why", "stays"}


@dataclass(frozen=True)
class Found:
    """A message and where it stands."""

    place: str
    msgid: str
    plural: str | None = None
    context: str | None = None


def found_in(folder: Path, root: Path) -> Iterator[Found]:
    """Every message of the folder, in the order of files."""
    refusals = _refusal_names(root)
    for path in sorted(folder.rglob("*")):
        if "migrations" in path.parts or not path.is_file():
            continue
        place = str(path.relative_to(root))
        if path.suffix == ".py":
            yield from _python(path, place)
            yield from _declared(path, place, refusals)
        elif "jinja2" in path.parts:
            yield from _jinja(path, place)
        elif "templates" in path.parts and path.suffix in (".html", ".txt"):
            yield from _django(path, place)


def _python(path: Path, place: str) -> Iterator[Found]:
    yield from _calls(path.read_bytes(), place)


def _calls(source: bytes, place: str) -> Iterator[Found]:
    options: Any = {"encoding": "utf-8"}
    for line, function, said, _ in extract_python(io.BytesIO(source), dict.fromkeys(KEYWORDS), [], options):
        found = _message(f"{place}:{line}", function, said)
        if found:
            yield found


def _jinja(path: Path, place: str) -> Iterator[Found]:
    known = "jinja2.ext.i18n,prilavok.design.constants.Constant"
    options = {"silent": "false", "extensions": known, "newstyle_gettext": "true", "encoding": "utf-8"}
    with path.open("rb") as source:
        for line, function, said, _ in babel_extract(source, list(KEYWORDS), [], options):
            found = _message(f"{place}:{line}", function, said)
            if found:
                yield found


def _django(path: Path, place: str) -> Iterator[Found]:
    from django.utils.translation import templatize

    yield from _calls(templatize(path.read_text("utf-8"), origin=place).encode(), place)


def _message(place: str, function: Any, said: Any) -> Found | None:
    parts = list(said) if isinstance(said, tuple) else [said]
    shape = KEYWORDS.get(function or "")
    if shape is None:
        return Found(place, parts[0]) if parts and parts[0] else None
    context = parts.pop(0) if isinstance(shape[0], tuple) else None
    if not parts or not parts[0]:
        return None
    plural = parts[1] if function and function.startswith("n") and len(parts) > 1 else None
    return Found(place, parts[0], plural=plural, context=context)


@cache
def _refusal_names(root: Path) -> set[str]:
    """Names of all classes that descend from Refused, found by reading, not by importing."""
    bases: dict[str, set[str]] = {}
    for path in (root / "prilavok").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(_name(base) for base in node.bases)
    known = {"Refused"}
    while grown := {name for name, above in bases.items() if above & known} - known:
        known |= grown
    return known


def _declared(path: Path, place: str, refusals: set[str]) -> Iterator[Found]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ClassDef) and node.name in refusals and (said := ast.get_docstring(node)):
            yield Found(f"{place}:{node.lineno}", " ".join(said.split()))
        elif isinstance(node, ast.Call):
            yield from (Found(f"{place}:{node.lineno}", text) for text in _titles(node))


def _titles(call: ast.Call) -> Iterator[str]:
    name = _name(call.func)
    if name == "declare_permissions":
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
            if isinstance(argument, ast.Dict):
                yield from _texts(argument.values)
    elif name in DECLARING:
        yield from _texts([one.value for one in call.keywords if one.arg in SAID])
        for one in call.keywords:
            if one.arg == "owns" and isinstance(one.value, ast.Tuple):
                yield from _texts(one.value.elts)


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
