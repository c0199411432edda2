"""Rule `sizes`: one screen a function, one subject a file, a door that is read at a glance."""

import ast
from collections.abc import Iterator

from tools.house import Fault, Page

FILE, FUNCTION, DOOR, README = 500, 70, 200, 60


def look(page: Page) -> Iterator[Fault]:
    """Files, doors, readmes and functions that have grown too long."""
    if page.path.name == "README.md" and page.place.startswith("prilavok/"):
        limit = README
    elif page.place.startswith("prilavok/") and page.path.name == "api.py":
        limit = DOOR
    else:
        limit = FILE
    if page.path.suffix in (".py", ".md") and len(page.lines) > limit:
        yield 1, f"{len(page.lines)} lines; {limit} is the most here"
    for node in page.nodes():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines; {FUNCTION} is the most"
