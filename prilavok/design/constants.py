"""`{% constant %}...{% endconstant %}`: a piece of a template that says the same on every page of a language.

Head, header and footer of a page are a hundred and fifty of its three hundred pieces, and all but a few of them follow
from the language alone. Such a piece is rendered once a language and process. What it may use is known beforehand:
texts, addresses, icons; a name that a view hands over is refused when the template is read.
"""

from itertools import count
from typing import Any, Final

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from prilavok.design import lean

# Besides functions of every template: what the settings say, and macros that use nothing else.
ALLOWED: Final = lean.PLAIN | {"shop_name", "base_url", "icon"}

_numbers: Final = count()  # a template that is read anew has new ones
_kept: dict[tuple[int, str | None], Markup] = {}


class Constant(Extension):
    """The tag."""

    tags = {"constant"}

    def parse(self, parser: Parser) -> nodes.Node:
        """What is kept, else the piece itself, which then is kept."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endconstant",), drop_needle=True)
        if strange := _strange(body):
            parser.fail(f"{', '.join(strange)} may differ from page to page: not in a constant", line)
        number = nodes.Const(next(_numbers))
        known = nodes.Call(nodes.Name("constant_of", "load"), [number], [], None, None)
        keep = nodes.Filter(None, "keep_constant", [number], [], None, None)
        new = nodes.FilterBlock(body, keep)
        return nodes.If(known, [nodes.Output([known])], [], [new]).set_lineno(line, override=False)


def _strange(body: list[nodes.Node]) -> list[str]:
    """Names that are neither allowed nor given inside."""
    names = [one for node in body for one in (node, *node.find_all(nodes.Name)) if isinstance(one, nodes.Name)]
    given = {one.name for one in names if one.ctx == "store"}
    return sorted({one.name for one in names if one.ctx == "load"} - given - ALLOWED)


def constant_of(number: int) -> Markup | None:
    """The piece in the language that is active."""
    return _kept.get((number, lean.language()))


def keep_constant(text: str, number: int) -> Markup:
    """The piece, from now on known."""
    _kept[number, lean.language()] = piece = Markup(text)  # noqa: S704 - rendered by an autoescaping template
    return piece


def install(env: Any) -> None:
    """Teach an environment the tag."""
    env.add_extension(Constant)
    env.globals["constant_of"] = constant_of
    env.filters["keep_constant"] = keep_constant
