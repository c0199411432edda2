"""Rule `unit`: transactions are opened by `base.unit` alone, and nothing hangs on commits or signals unseen."""

import ast
from collections.abc import Iterator

from tools.house import Fault, Page

OWNERS = ("prilavok/base/", "tests/", "tools/", "benchmarks/")
TRANSACTION = frozenset({"atomic", "on_commit", "set_autocommit", "savepoint", "set_rollback", "non_atomic_requests"})
SIGNALS = frozenset({"django.db.models.signals", "django.dispatch"})


def look(page: Page) -> Iterator[Fault]:
    """Transactions and signals outside the ground."""
    if page.place.startswith(OWNERS):
        return
    for node in page.nodes():
        if isinstance(node, ast.Attribute) and node.attr in TRANSACTION and _is_transaction(node.value):
            yield node.lineno, "open `unit()` at the edge and join it below"
        if isinstance(node, ast.ImportFrom):
            if node.module == "django.db.transaction":
                yield node.lineno, "open `unit()` at the edge and join it below"
            if node.module in SIGNALS:
                yield node.lineno, "announce an event; a signal is control flow that nobody sees"


def _is_transaction(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "transaction"
