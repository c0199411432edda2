"""Rule `names`: a name says what a thing is; drawers for odds and ends are not built; the ground knows no trade."""

import ast
import re
from collections.abc import Iterator

from tools.house import Fault, Page

DRAWERS = frozenset({"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "service"})
DRAWERS_TOO = frozenset({"services", "misc"})
TRADE = frozenset(
    {"product", "variant", "barcode", "price", "basket", "cart", "customer", "receipt", "shipment", "pickup"}
    | {"coupon", "merchant", "catalogue", "warehouse", "payment", "fulfilment", "loyalty"}
)
PROMISES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def look(page: Page) -> Iterator[Fault]:
    """Drawers, promises left in comments, paths of one machine, the trade's nouns in the ground."""
    if page.path.stem in DRAWERS | DRAWERS_TOO:
        yield 1, f"'{page.path.stem}' does not say what is inside"
    for node in page.nodes():
        if isinstance(node, ast.ClassDef) and _is_drawer(node):
            yield node.lineno, f"class {node.name} does not say what it does"
    if page.place != "tools/names.py":
        yield from _words(page)
    if page.place.startswith("prilavok/base/"):
        yield from _trade(page)


def _is_drawer(node: ast.ClassDef) -> bool:
    last = (WORD.findall(node.name) or [""])[-1].lower()
    above = {ast.unparse(base).rpartition(".")[2].partition("[")[0] for base in node.bases}
    return last in DRAWERS | DRAWERS_TOO and not any(name.endswith("Manager") for name in above)


def _words(page: Page) -> Iterator[Fault]:
    for number, line in enumerate(page.lines, 1):
        if PROMISES.search(line):
            yield number, "a promise in a comment is not kept; do it or leave it"
        if MACHINE.search(line):
            yield number, "a path of one machine"


def _trade(page: Page) -> Iterator[Fault]:
    for node in page.nodes():
        name, line = _defined(node)
        if words := TRADE & {word.lower() for word in WORD.findall(name)}:
            yield line, f"the ground knows no {', '.join(sorted(words))}"


def _defined(node: ast.AST) -> tuple[str, int]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return node.name, node.lineno
    if isinstance(node, ast.arg):
        return node.arg, node.lineno
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id, node.lineno
    return "", 0
