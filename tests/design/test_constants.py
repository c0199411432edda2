"""A piece that says the same on every page is made once a language, and may use nothing that could differ."""

import re

import pytest
from django.utils import translation
from jinja2 import DictLoader, Environment, TemplateSyntaxError

from prilavok.design import jinja

PAGE = """
{% from "parts.html" import icon %}
{% constant %}
<p title="{{ _('Price') }}">{% for one in (1, 2) %}{{ icon("heart") }}{{ one }}{% endfor %}</p>
{% endconstant %}
{{ text }}{% constant %}{{ url("storefront:home") }} {{ "<b>" }}{% endconstant %}
"""


def environment(page: str = PAGE) -> Environment:
    """Pages whose heart counts how often it was drawn."""
    drawn: list[str] = []
    parts = "{% macro icon(name) %}{{ draw(name) }}{% endmacro %}"
    made = jinja.environment(loader=DictLoader({"page.html": page, "parts.html": parts}))
    made.globals["draw"] = lambda name: drawn.append(name) or f"<{name}>"
    made.globals["drawn"] = drawn
    return made


def test_it_is_made_once_a_language_and_says_what_it_would_say() -> None:
    env, plain = environment(), environment(re.sub(r"{% (end)?constant %}\n?", "", PAGE))
    for number, language in enumerate(("ru", "en", "ru", "en")):
        with translation.override(language):
            said = [one.get_template("page.html").render(text=f"<{number}>") for one in (env, plain)]
        assert said[0] == said[1]
        assert f"&lt;{number}&gt;" in said[0]
    assert len(env.globals["drawn"]) == 4, "two hearts in two languages"  # type: ignore[arg-type]


def test_what_a_view_hands_over_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="basket may differ from page to page"):
        environment("{% constant %}{{ _('Price') }}{{ basket.count }}{% endconstant %}").get_template("page.html")


def test_a_template_that_is_read_anew_says_what_is_new() -> None:
    for word in ("one", "two"):
        text = environment(f"{{% constant %}}{word}{{% endconstant %}}").get_template("page.html").render()
        assert text == word
