"""Terms as people say them."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()
DAY, HOUR = 24 * 60, 60


@register.filter
def term_unit(minutes: int | None) -> str:
    """The largest unit that the term is a whole number of."""
    if not minutes or minutes % HOUR:
        return "minutes"
    return "hours" if minutes % DAY else "days"


@register.filter
def term_count(minutes: int | None) -> str:
    """How many of that unit; empty when there is no term."""
    if minutes is None:
        return ""
    return str(minutes // {"minutes": 1, "hours": HOUR, "days": DAY}[term_unit(minutes)])


@register.filter
def term(minutes: int | None) -> str:
    """The term in words."""
    if minutes is None:
        return _("no term")
    count = int(term_count(minutes))
    words = {
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", count),
        "hours": ngettext("%(n)s hour", "%(n)s hours", count),
        "days": ngettext("%(n)s day", "%(n)s days", count),
    }
    return words[term_unit(minutes)] % {"n": count}
