"""Words of the reconciliation for its screens."""

from django import template
from django.utils.translation import gettext

from prilavok.design.formats import money
from prilavok.partners.erp.reconciliation.words import CAUSES, KINDS, STATES

register = template.Library()
TONES = {
    "unexplained": "bad",
    "both_changed": "warn",
    "not_applied": "warn",
    "unmapped": "warn",
    "missing_here": "warn",
    "missing_there": "warn",
}


@register.filter
def kind_of_picture(code: str) -> str:
    """The title of a kind."""
    return gettext(KINDS.get(code, code))


@register.filter
def cause_title(code: str) -> str:
    """The cause in words."""
    return gettext(CAUSES.get(code, code))


@register.filter
def cause_tone(code: str) -> str:
    """How bad it is."""
    return TONES.get(code, "muted")


@register.filter
def difference_state(code: str) -> str:
    """What has become of a difference."""
    return gettext(STATES.get(code, code))


@register.filter
def compared(figure: str) -> str:
    """A figure of a comparison: money as people write it, anything else as it stands."""
    amount, _blank, currency = figure.partition(" ")
    is_money = len(currency) == 3 and currency.isalpha() and currency.isupper()
    return money(amount, currency) if is_money and amount.removeprefix("-").replace(".", "", 1).isdigit() else figure
