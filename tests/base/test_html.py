"""HTML from outside becomes harmless, and stays what it was meant to be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.html import clean, plain


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<iframe src='//evil'></iframe>",
        "<p style='background:url(//evil)'>x</p>",
        "<p onclick=alert(1)>x</p>",
        "<math><mtext></p><style><img src=x onerror=alert(1)>",
        "<form action=//evil><input></form>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&lt;img src=x onerror=alert(1)&gt;",
        "<<script>script>alert(1)</script>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    ],
)
def test_nothing_that_runs_survives(attack: str) -> None:
    for tag in re.findall(r"<[^>]*>", clean(attack)):
        assert re.fullmatch(r'</?(p|a|b|div)( rel="nofollow")?>', tag)


def test_kept_markup_is_kept() -> None:
    given_html = "<p>Тёплая <b>куртка</b></p><ul><li>пух</li></ul>"

    assert clean(given_html) == given_html


def test_html_escaped_once_is_unescaped_once() -> None:
    assert clean("&lt;p&gt;Куртка &amp;amp; шарф&lt;/p&gt;") == "<p>Куртка &amp; шарф</p>"


def test_plain_text_keeps_its_lines() -> None:
    assert clean("Куртка\r\nтёплая\r\n\r\nСтирка < 30 & бережно") == (
        "<p>Куртка<br>тёплая</p><p>Стирка &lt; 30 &amp; бережно</p>"
    )


def test_links_do_not_vouch() -> None:
    assert clean('<a href="https://example.org">x</a>') == '<a href="https://example.org" rel="nofollow">x</a>'


def test_words_alone() -> None:
    assert plain("<p>Куртка &amp; шарф</p><p>пух</p>") == "Куртка & шарф пух"


@given(st.text(alphabet="<>&;/ apbscript=\"'\n!-[]"))
def test_whatever_comes_only_allowed_markup_leaves(text: str) -> None:
    for tag in re.findall(r"<[^>]*>", clean(text)):
        assert re.fullmatch(r"</?[a-z0-9]+( (rel|title|href)=\"[^\"]*\")*>", tag)
