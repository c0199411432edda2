"""What buyers' screens write by hand reads as what the office writes by Django; colours can be read by everybody."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils import translation

from prilavok.base.errors import Forbidden, NotFound, Refused
from prilavok.base.money import Money
from prilavok.design import formats, jinja

TOKENS = Path(jinja.__file__).parent / "static" / "design" / "tokens.css"
INKS = {
    "--pv-ink": ("--pv-ground", "--pv-surface", "--pv-sunken"),
    "--pv-ink-2": ("--pv-ground", "--pv-surface", "--pv-sunken"),
    "--pv-accent-ink": ("--pv-ground", "--pv-surface", "--pv-accent-soft"),
    "--pv-on-accent": ("--pv-accent", "--pv-accent-hover"),
    "--pv-signal": ("--pv-ground", "--pv-surface"),
    "--pv-on-signal": ("--pv-signal",),
    "--pv-ok": ("--pv-ground", "--pv-surface", "--pv-ok-soft", "--pv-accent-soft"),
    "--pv-warn": ("--pv-ground", "--pv-surface", "--pv-warn-soft"),
    "--pv-bad": ("--pv-ground", "--pv-surface", "--pv-bad-soft"),
}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("amount", ["0", "7", "999.90", "1000", "12345.05", "1234567.5", "-15.5"])
def test_money_is_written_as_in_the_office(language: str, amount: str) -> None:
    with translation.override(language):
        value = Money(Decimal(amount))

        assert jinja.money(value) == formats.money(value)


def test_no_money_is_a_dash() -> None:
    assert jinja.money(None) == "—"


def test_html_from_outside_is_cleaned_where_it_is_shown() -> None:
    assert "<script" not in jinja.clean_html("<p>a</p><script>alert(1)</script>")


@pytest.mark.parametrize(
    ("refusal", "status", "said"),
    [(NotFound(), 404, "Такой страницы нет"), (Forbidden(), 403, "Сюда вам нельзя"), (Refused(), 409, "Не получилось")],
)
def test_a_refusal_has_a_page_with_a_way_on(rf: object, refusal: Refused, status: int, said: str) -> None:
    request = rf.get("/office/orders/")  # type: ignore[attr-defined]
    text = get_template("design/refused.html").render({"refusal": refusal, "status": status}, request)

    assert said in text
    assert 'href="/office/"' in text


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_errors_have_pages_that_need_nothing(name: str) -> None:
    assert "</html>" in get_template(name).render()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_have_contrast_of_four_and_a_half(scheme: str) -> None:
    colours = _tokens(scheme)
    poor = [
        (ink, ground, round(_contrast(colours[ink], colours[ground]), 2))
        for ink, grounds in INKS.items()
        for ground in grounds
        if _contrast(colours[ink], colours[ground]) < 4.5
    ]

    assert poor == []


def _tokens(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.read_text().split("prefers-color-scheme: dark", 1)
    found = dict(re.findall(r"(--pv-[\w-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"(--pv-[\w-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else found


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["tokens.css", "store.css", "office.css", "guide.css"])
def test_every_rule_of_a_style_sheet_is_closed_where_it_should_be(name: str) -> None:
    depth, deepest = 0, 0
    for line in (TOKENS.parent / name).read_text().splitlines():
        assert not line.startswith("@media") or depth == 0, line
        depth += line.count("{") - line.count("}")
        deepest = max(deepest, depth)

    assert (depth, deepest <= 2) == (0, True)
