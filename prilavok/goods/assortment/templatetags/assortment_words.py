"""Words of the assortment in templates: `{% load assortment_words %}`."""

from typing import Any

from django import template

from prilavok.goods.assortment.words import STATUSES

register = template.Library()


@register.filter
def standing(thing: Any) -> str:
    """The status of a standing, a rule or an effect in words; empty for none."""
    status = getattr(thing, "status", None)
    return str(STATUSES[status]) if status else ""
