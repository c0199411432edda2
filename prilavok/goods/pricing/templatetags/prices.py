"""Sources of prices in words: a package, a rate, a change of many prices, what was taken back."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from prilavok.base.flows import title_of
from prilavok.design.formats import quantity

register = template.Library()


@dataclass(frozen=True)
class Told:
    """A source in words, and where it is shown."""

    text: str
    url: str = ""


@register.filter
def rate(said: str) -> str:
    """A rate as pricing keeps it ("92.5/1", "128.4/10") in words: "92,5 ₽ за 1"."""
    roubles, _slash, per = str(said).partition("/")
    try:
        return f"{quantity(roubles)} ₽ / {quantity(per or 1)}"
    except ArithmeticError:
        return said


@register.simple_tag
def source(change: Any) -> Told:
    """What the `source` of a change or a plan means."""
    return spoken(str(change.source))


def spoken(text: str) -> Told:
    """A source as pricing keeps it ("repricing:7", "erp.central:15", "rate:USD:92.5/1:2026-05-12") in words."""
    kind, _colon, rest = text.partition(":")
    if kind == "undo":
        inner = spoken(rest)
        return Told(_("taken back: {what}").format(what=inner.text), inner.url)
    if kind == "repricing":
        return Told(_("change of prices {number}").format(number=rest), _address("pricing:repricing", rest))
    if kind == "rate":
        currency, _colon, rate = rest.partition(":")
        return Told(_("rate of {currency}: {rate}").format(currency=currency, rate=rate.replace(":", ", ")))
    if kind == "office":
        return Told(rest)
    if rest.isdecimal():
        words = _("package {number}, {system}").format(number=rest, system=title_of(kind))
        return Told(words, _address("erp:package", rest))
    return Told(text)


def _address(name: str, number: str) -> str:
    """A screen that may belong to a room above; empty when there is none."""
    try:
        return reverse(name, args=[int(number)])
    except (NoReverseMatch, ValueError):
        return ""
