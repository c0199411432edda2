"""Templates say the same whether Jinja2 escapes and calls, or we do it the lean way."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from jinja2 import DictLoader, Environment, TemplateNotFound
from markupsafe import Markup, escape

from prilavok.base.money import Money
from prilavok.design import jinja, lean

NASTY = '<b title="x">\'&amp;</b>'
TEMPLATE = """
{% macro cell(value, title="") %}<td title="{{ title }}">{{ value }}{{ caller() if caller }}</td>{% endmacro %}
{% for one in rows %}
{{ loop.index }}{{ cell(one, title=one) }}{% call cell(loop.length) %}{{ one }}{% endcall %}
{% endfor %}
{{ nothing }}{{ none }}{{ html }}{{ html|upper }}{{ bad ~ html }}{{ [bad]|join(", ") }}
{{ dict(a=bad).a }}{{ bad.upper() }}
{% set put %}{{ bad }}{% endset %}{{ put }}
{{ _("Price") }}{{ _("from %(price)s", price=bad) }}{{ ngettext("%(num)s product", "%(num)s products", 3) }}
{{ ngettext("%(num)s variant", "%(num)s variants", 1, num=bad) }}{{ gettext("100%%") }}
"""


def plain() -> Environment:
    """Jinja2 as it comes, with its own translation."""
    env = Environment(extensions=["jinja2.ext.i18n"], autoescape=True, trim_blocks=True, lstrip_blocks=True)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, newstyle=True
    )
    return env


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_template_says_what_it_says_in_jinja_as_it_comes(language: str) -> None:
    given = {"rows": [NASTY, 7, Decimal("1.50"), Markup("<i>")], "bad": NASTY, "html": Markup("<hr>"), "none": None}

    with translation.override(language):
        said = [env.from_string(TEMPLATE).render(given) for env in (plain(), jinja.environment())]

    assert said[0] == said[1]


@pytest.mark.parametrize("value", [NASTY, "", 0, -7, True, None, 1.5, Markup("<b>"), Money(Decimal(5)), [NASTY]])
def test_every_value_is_escaped(value: Any) -> None:
    assert lean.escaped(value) == escape(value)


def test_a_remembered_translation_is_of_the_language_of_the_moment() -> None:
    said = []
    for language in ("ru", "en", "ru"):
        with translation.override(language):
            said.append((lean.gettext("Price"), lean.ngettext("%(num)s product", "%(num)s products", 5)))

    assert said[0] == said[2] != said[1]
    assert said[1] == ("Price", "5 products")


def test_macros_see_the_globals_of_who_imports_them() -> None:
    pages = dict.fromkeys(("first", "second", "third", "fourth"), "{% from 'parts' import who %}{{ who() }}")
    env = jinja.environment(loader=DictLoader({"parts": "{% macro who() %}{{ name }}{% endmacro %}", **pages}))

    said = [env.get_template("first").render(), env.get_template("second", globals={"name": "Anna"}).render()]
    said += [env.get_template("third", globals={"name": "Boris"}).render(), env.get_template("fourth").render()]

    assert said == ["", "Anna", "Boris", ""]
    assert env.get_template("first").render(name="nobody") == ""


@pytest.mark.parametrize(("is_watched", "said"), [(False, "one"), (True, "two")])
def test_a_template_that_was_read_is_found_by_its_name_unless_templates_are_watched(
    is_watched: bool, said: str
) -> None:
    texts = {"page.html": "{% include 'part.html' %}", "part.html": "one"}
    env = jinja.environment(loader=DictLoader(texts), auto_reload=is_watched)
    assert env.get_template("page.html").render() == "one"

    texts["part.html"] = "two"

    assert env.get_template("page.html").render() == said
    with pytest.raises(TemplateNotFound):
        env.get_template("nothing.html")
