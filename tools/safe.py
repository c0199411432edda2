"""Rule `safe`: no door is left open by habit: escaping, statements, forgery checks, unpickling, patched tests."""

import ast
import re
from collections.abc import Iterator

from tools.house import Fault, Page

TRUSTING = frozenset({"mark_safe", "SafeString", "SafeText"})  # Markup of anything but a constant is ruff's S704
RUNS_SQL = frozenset({"execute", "executemany", "RawSQL", "raw", "extra", "copy"})
UNPACKS = frozenset({"pickle", "marshal", "shelve", "dill"})
# Callers that prove themselves inside the request: an exchange node by its password, a gateway by its signature.
EXEMPT = re.compile(r"prilavok/(partners/erp/web/|foundation/messaging/web/hook|doors/tills/web/)")
TEMPLATE = re.compile(r"\|\s*safe\b|autoescape\s+(off|false)|\|\s*safeseq\b")
PATCHED = re.compile(r"""patch(\.object)?\(\s*["']prilavok\.|setattr\(\s*["']prilavok\.""")


def look(page: Page) -> Iterator[Fault]:
    """Everything that trusts what came from outside."""
    if page.path.suffix == ".html":
        yield from _lines(page, TEMPLATE, "escaping is never switched off")
    if page.place.startswith("tests/"):
        yield from _lines(page, PATCHED, "our own code is not patched in tests")
        return
    for node in page.nodes():
        if isinstance(node, ast.Call):
            yield from _call(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from _import(node)
        if _names_exemption(node) and not EXEMPT.match(page.place):
            yield node.lineno, "only the views of machines are exempt from the forgery check"  # type: ignore[attr-defined]


def _lines(page: Page, pattern: re.Pattern[str], text: str) -> Iterator[Fault]:
    for number, line in enumerate(page.lines, 1):
        if pattern.search(line):
            yield number, text


def _call(node: ast.Call) -> Iterator[Fault]:
    name = _last(node.func)
    if name in TRUSTING:
        yield node.lineno, f"{name} trusts its text"
    if name in ("eval", "exec") and isinstance(node.func, ast.Name):
        yield node.lineno, f"{name} runs its text"
    if name in RUNS_SQL and node.args and _is_built(node.args[0]):
        yield node.lineno, f"a statement put together from strings goes into {name}"


def _import(node: ast.Import | ast.ImportFrom) -> Iterator[Fault]:
    given = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
    if bad := UNPACKS & {name.partition(".")[0] for name in given}:
        yield node.lineno, f"{', '.join(sorted(bad))} runs what it reads"


def _names_exemption(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "csrf_exempt") or (
        isinstance(node, ast.Attribute) and node.attr == "csrf_exempt"
    )


def _is_built(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):  # a constant of the module is not input
        return any(isinstance(part, ast.FormattedValue) and not _is_constant(part.value) for part in node.values)
    if isinstance(node, ast.BinOp):
        return not all(isinstance(side, ast.Constant) for side in (node.left, node.right))
    if not isinstance(node, ast.Call) or _last(node.func) not in ("format", "replace", "join"):
        return False
    made_of = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return not (isinstance(made_of, ast.Call) and _last(made_of.func) == "SQL")  # the driver's own safe composition


def _is_constant(node: ast.expr) -> bool:
    return _last(node).isupper()


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
