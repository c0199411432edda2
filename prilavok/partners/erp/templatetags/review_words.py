"""Words of review for its screens."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from prilavok.base.money import Money
from prilavok.design import formats

register = template.Library()

LANES = {
    "price": _("prices"),
    "stock": _("stocks"),
    "variant": _("variants"),
    "offer": _("variants"),
    "product": _("products"),
    "category": _("groups"),
    "attribute": _("properties"),
    "picture": _("pictures"),
    "price_type": _("price types"),
    "warehouse": _("warehouses"),
    "unit": _("units"),
}
FIELDS = {
    "title": _("title"),
    "article": _("article"),
    "description": _("description"),
    "brand": _("brand"),
    "unit": _("unit"),
    "vat": _("VAT"),
    "category_refs": _("groups"),
    "wanted_parent": _("place in the tree"),
    "attributes": _("properties"),
    "requisites": _("requisites"),
    "images": _("pictures"),
    "is_removed": _("removed or not"),
    "is_archived": _("removed or not"),
    "is_stub": _("described or not"),
    "slug": _("address"),
    "product_id": _("product"),
    "barcodes": _("barcodes"),
    "features": _("characteristics"),
    "options": _("values"),
    "kind": _("kind"),
    "content_hash": _("picture"),
    "currency": _("currency"),
    "vat_included": _("VAT in the price or not"),
    "address": _("address of the place"),
}
UNSAID = {"key", "width", "height", "warning", "id"}


@register.filter
def part_title(lane: str) -> str:
    """What a part of a package is about."""
    return gettext(LANES[lane]) if lane in LANES else lane


@register.filter
def field_titles(fields: tuple[str, ...]) -> str:
    """The fields that change, as people call them."""
    return ", ".join(gettext(FIELDS.get(one, one)) for one in fields if one not in UNSAID)


@register.filter
def figure(value: Any) -> str:
    """A price or a quantity; nothing when there is none."""
    if isinstance(value, Money):
        return formats.money(value)
    return formats.quantity(value) if isinstance(value, Decimal) else "—"


@register.filter
def size(value: int) -> str:
    """A change without its sign; words say which way it goes."""
    return formats.quantity(abs(value))


SENSES = {
    "gone": _("vanish"),
    "new": _("new"),
    "up": _("up"),
    "down": _("down"),
    "moved": _("moved"),
    "changed": _("changed"),
}
# What the same sense is called in a part of its own kind.
SPECIAL = {("stock", "gone"): _("to zero"), ("stock", "new"): _("in stock"), ("price", "new"): _("for sale")}
SPECIAL |= dict.fromkeys((("product", "gone"), ("variant", "gone"), ("category", "gone")), _("will be hidden"))
KNOWN = {"unchanged": _("unchanged"), "absent": _("not named by the full export")}


def _named(part: str, sense: str) -> str:
    return gettext(SPECIAL.get((part, sense)) or SENSES.get(sense) or KNOWN.get(sense, sense))


@register.filter
def changes(counts: dict[str, int]) -> int:
    """How many things of a part change."""
    return sum(number for sense, number in counts.items() if sense not in KNOWN)


@register.filter
def in_words(counts: dict[str, int], part: str) -> str:
    """The numbers of a part in one line."""
    order = [*SENSES, *KNOWN]
    told = [(sense, counts[sense]) for sense in order if counts.get(sense)]
    return ", ".join(f"{_named(part, sense)} {formats.quantity(number)}" for sense, number in told)


@register.filter
def senses(counts: dict[str, int], part: str) -> list[tuple[str, str, int]]:
    """The senses one may choose between: code, title, how many."""
    return [(sense, _named(part, sense), counts[sense]) for sense in SENSES if counts.get(sense)]
