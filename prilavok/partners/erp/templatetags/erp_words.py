"""Words of the exchange for its screens: codes become titles in the active language."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from prilavok.design.formats import lasting

register = template.Library()

LANES = {
    "unit": _("units"),
    "price_type": _("price types"),
    "warehouse": _("warehouses"),
    "property": _("properties"),
    "group": _("groups"),
    "product": _("products"),
    "offer": _("offers"),
    "variant": _("variants"),
    "price": _("prices"),
    "stock": _("stocks"),
    "document": _("documents"),
    "partner": _("counterparties"),
    "image": _("pictures"),
    "receipt": _("receipts"),
    "arrival": _("expected arrivals"),
    "rate": _("rates"),
    "customer": _("customers"),
}
COUNTS = {
    "created": _("new"),
    "changed": _("changed"),
    "removed": _("removed"),
    "waiting": _("wait"),
    "resumed": _("waited and were applied"),
    "skipped": _("skipped"),
    "applied": _("applied"),
    "echo": _("known already"),
    "needs_mapping": _("need mapping"),
    "conflict": _("conflicts"),
    "unknown_order": _("not our orders"),
}
KINDS = {
    **LANES,
    "catalogue": _("catalogue"),
    "offers": _("offers"),
    "prices": _("prices"),
    "rests": _("stocks"),
    "quick": _("quick changes"),
    "documents": _("orders"),
    "archive": _("archive"),
    "image": _("picture"),
    "other": _("attachment"),
    "empty": _("nothing inside"),
    "plain:goods": _("goods"),
    "plain:prices": _("prices"),
    "plain:stocks": _("stocks"),
    "plain:receipts": _("receipts"),
    "plain:arrivals": _("expected arrivals"),
    "plain:rates": _("rates"),
    "plain:customers": _("customers"),
}
EXPORTS = {
    "": _("all"),
    "waiting": _("waits"),
    "quarantined": _("set aside"),
    "confirmed": _("confirmed"),
    "skipped": _("not needed"),
}
INCOMING = {
    "needs_mapping": _("the status has no meaning yet"),
    "conflict": _("changed on both sides"),
    "unknown_order": _("there is no such order here"),
}
TYPES = {"catalog": _("goods"), "sale": _("orders"), "customers": _("customers"), "upload": _("table")}


def _titled(titles: dict[str, str], code: str) -> str:
    return gettext(titles[code]) if code in titles else code


MAIN = ("product", "offer", "price", "stock", "document", "image", "receipt", "arrival", "rate", "customer")


@register.filter
def ordered(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, Mapping[str, int]]]:
    """All counts of a file, in the order of import."""
    return [(lane, counts[lane]) for lane in LANES if lane in counts]


@register.filter
def main(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, int, int]]:
    """What one asks of a package first: lane, how many came, how many were really written."""
    return [
        (
            lane,
            counts[lane].get("read", 0),
            sum(counts[lane].get(name, 0) for name in ("created", "changed", "removed")),
        )
        for lane in MAIN
        if lane in counts
    ] or [(lane, numbers.get("read", 0), 0) for lane, numbers in ordered(counts)]


@register.filter
def lane_title(code: str) -> str:
    """What a lane counts."""
    return _titled(LANES, code)


@register.filter
def count_title(code: str) -> str:
    """What a number of a lane says."""
    return _titled(COUNTS, code)


@register.filter
def kind_title(code: str) -> str:
    """What a file is."""
    return _titled(KINDS, code)


@register.filter
def export_title(code: str) -> str:
    """Where an order stands in a queue."""
    return _titled(EXPORTS, code)


@register.filter
def incoming_title(code: str) -> str:
    """Why a document waits for a person."""
    return _titled(INCOMING, code)


@register.filter
def type_title(code: str) -> str:
    """What an exchange is about."""
    return _titled(TYPES, code)


@register.filter
def seconds(value: float | None) -> str:
    """A duration given in seconds."""
    return lasting(None if value is None else int(value * 1000))
