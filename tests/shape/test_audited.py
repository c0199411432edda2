"""Whatever a deed is about has a name: no line of the audit shows the code of a thing that no room has declared."""

import ast
from collections.abc import Iterator
from pathlib import Path

from prilavok.foundation.accounts.deeds import deed_title
from prilavok.foundation.accounts.subjects import declared_kinds

HOUSE = Path(__file__).parents[2] / "prilavok"
PIM = "prilavok/goods/pim/web/"
# Whose subject is handed in by those who call them, and read here where it is made.
HANDED_IN = {
    "prilavok/foundation/accounts/actions/write_audit.py",
    "prilavok/foundation/contour/actions/replay_delivery.py",  # the subject of an event: those are read below
    "prilavok/goods/pim/web/reading.py",
    "prilavok/goods/pricing/legends/desk.py",  # a rule of prices, a promotion
    "prilavok/people/marketing/trials/running.py",  # a promotion
}


def test_every_kind_that_deeds_and_events_are_about_is_declared() -> None:
    found = {kind: where for where, kind in _written()}

    assert len(found) > 45
    assert {kind: where for kind, where in found.items() if kind not in declared_kinds()} == {}


def test_every_deed_has_a_name_for_people() -> None:
    codes = set()
    for path in sorted(HOUSE.rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            if getattr(call.func, "attr", getattr(call.func, "id", "")) == "audit" and len(call.args) > 1:
                codes |= set(_codes(call.args[1]))

    assert len(codes) > 90
    assert {code for code in codes if deed_title(code) == code} == set()


def _codes(said: ast.expr) -> Iterator[str]:
    if isinstance(said, ast.Constant):
        yield str(said.value)
    elif isinstance(said, ast.IfExp):
        yield from (*_codes(said.body), *_codes(said.orelse))


def _written() -> Iterator[tuple[str, str]]:
    for path in sorted(HOUSE.rglob("*.py")):
        tree, where = ast.parse(path.read_text()), str(path.relative_to(HOUSE.parent))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            is_deed = name == "audit" or (name == "note" and where.startswith(PIM))
            if is_deed and len(call.args) > 2:
                kinds = set(_kinds(call.args[2], tree))
                if all("." in kind for kind in kinds) and kinds:  # a deed's own name: this one names its thing itself
                    continue
                assert kinds or where in HANDED_IN, f"{where}:{call.lineno}: what is this deed about?"
                yield from ((where, kind) for kind in kinds)
            if name == "event":
                subject = next(one.value for one in call.keywords if one.arg == "subject")
                yield from ((where, kind) for kind in _kinds(subject, tree))


def _kinds(said: ast.expr | None, tree: ast.Module) -> Iterator[str]:
    """The words before the colon, of a literal or of whatever the name is given in the file."""
    if isinstance(said, ast.JoinedStr):
        yield from _kinds(said.values[0], tree)
    elif isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value.partition(":")[0]
    elif isinstance(said, ast.IfExp):
        yield from (*_kinds(said.body, tree), *_kinds(said.orelse, tree))
    elif isinstance(said, ast.Call):
        yield from _named(getattr(said.func, "id", ""), tree)
    elif isinstance(said, ast.Name):
        yield from _named(said.id, tree)


def _named(name: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == name for one in node.targets):
            yield from _kinds(node.value, tree)
        if isinstance(node, ast.FunctionDef) and node.name == name:
            for one in ast.walk(node):
                if isinstance(one, ast.Return):
                    yield from _kinds(one.value, tree)
