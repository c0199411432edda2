"""Jinja2 for a house where autoescaping is always on and no function of a template asks for the template's context.

A listing's page is some seven hundred values and three hundred calls. As Jinja2 comes, each value is escaped into an
object of its own, which is then joined away; each call looks for marks that say what else to pass; each translated text
is looked up, wrapped and formatted anew. Here a value becomes escaped text, a plain function is called, and a
translation is remembered: a third of what a page costs. What the pages say is the same, and tests hold that.
"""

from collections.abc import MutableMapping
from functools import lru_cache
from threading import local
from types import FunctionType, MethodType
from typing import Any, Final

from django.utils import translation
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

# Functions of every template, called by their names without asking whether they want a context.
PLAIN: Final = frozenset({"_", "gettext", "ngettext", "url", "static", "language", "constant_of"})
_KINDS: Final = (FunctionType, MethodType, type(lru_cache(len)))


def escaped(value: Any) -> str:
    """The value as text that is safe in HTML; as markupsafe says it, but joined at once and so not wrapped."""
    kind = type(value)
    if kind is str:
        return escape_text(value)
    return value if kind is Markup else str(value) if kind is int else escape(value)


class LeanCode(CodeGenerator):
    """Writes templates as Python that escapes and calls our way."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja2's name
        """As Jinja2 writes it; the last line of the module says what `escape` is."""
        super().visit_Template(node, frame)
        self.writeline(f"from {__name__} import escaped as escape")

    def visit_Call(  # noqa: N802 - Jinja2's name
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - Jinja2's parameter
    ) -> None:
        """A call; no variables of loops and blocks go with it, because nobody asks for the context."""
        if isinstance(node.node, nodes.Name) and node.node.name in PLAIN and not (node.dyn_args or node.dyn_kwargs):
            self.visit(node.node, frame)
            self.write("(")
            for one in (*node.args, *node.kwargs):
                self.visit(one, frame)
                self.write(", ")
            self.write(")")
            return
        self.write("context.call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class LeanContext(Context):
    """Calls macros and plain functions at once; whatever else Jinja2 looks at by itself."""

    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        """What the call gives."""
        kind = type(called)
        if kind is Macro or (kind in _KINDS and not hasattr(called, "jinja_pass_arg")):
            return called(*args, **named)
        return super().call(called, *args, **named)


class LeanEnvironment(Environment):
    """Finds a template that it has read by its name alone, where templates do not change while the house runs: a page
    asks for thirty."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._read: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """The template. Raises TemplateNotFound."""
        if self.auto_reload or globals is not None or isinstance(name, Template):
            return super().get_template(name, parent, globals)
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = super().get_template(name, parent)
        return found


class _Spoken(local):
    """The language that is being rendered in; None between pages."""

    language: str | None = None


_spoken = _Spoken()


def language() -> str | None:
    """The active language; within a template it is asked for once, not for each of a hundred texts."""
    return _spoken.language or translation.get_language()


class LeanTemplate(Template):
    """Asks each template that is imported only once which globals it has: they are the same from then on."""

    _known: frozenset[str] = frozenset()

    def render(self, *args: Any, **kwargs: Any) -> str:
        """As Jinja2 does it, in the language that is active now."""
        before, _spoken.language = _spoken.language, translation.get_language()
        try:
            return super().render(*args, **kwargs)
        finally:
            _spoken.language = before

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Its macros; as Jinja2 finds them when whoever imports it has globals that it has not."""
        if self._module is None:
            found = super()._get_default_module(ctx)
            self._known = frozenset(self.globals)
            return found
        if ctx is None or ctx.globals_keys <= self._known:
            return self._module
        return super()._get_default_module(ctx)


@lru_cache(maxsize=8192)
def _translated(language: str | None, text: str) -> Markup:
    """A text to be formatted; the language is that of the moment, named so that each has its own."""
    return Markup(translation.gettext(text))  # noqa: S704 - ours, from the template or its translation


@lru_cache(maxsize=8192)
def _whole(language: str | None, text: str) -> Markup:
    return _translated(language, text) % {}


def gettext(text: str, /, **values: Any) -> Markup:
    """A translated text with values put in, escaped."""
    spoken = language()
    return _translated(spoken, text) % values if values else _whole(spoken, text)


@lru_cache(maxsize=8192)
def _plural(language: str | None, one: str, many: str, number: int) -> Markup:
    return Markup(translation.ngettext(one, many, number)) % {"num": number}  # noqa: S704 - ours


def ngettext(one: str, many: str, number: int, /, **values: Any) -> Markup:
    """A translated text that counts; `num` is the number."""
    if not values and type(number) is int:
        return _plural(language(), one, many, number)
    return Markup(translation.ngettext(one, many, number)) % {"num": number, **values}  # noqa: S704 - ours
