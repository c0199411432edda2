"""Words of the exchange for its screens: codes become titles in the active language."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from prilavok.design.formats import lasting
from prilavok.partners.erp.watch.flows import TITLES as DOORS

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
    "stocks": _("stocks to compare"),
    "prices": _("prices to compare"),
    "orders": _("orders to compare"),
    "receipts": _("receipts to compare"),
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
    "plain:reconcile-stocks": _("stocks to compare"),
    "plain:reconcile-prices": _("prices to compare"),
    "plain:reconcile-orders": _("orders to compare"),
    "plain:reconcile-receipts": _("receipts to compare"),
    "picture": _("picture to compare with"),
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
BOARD = {
    "ok": ("ok", _("exchange goes")),
    "late": ("warn", _("is late")),
    "bad": ("bad", _("needs attention")),
    "running": ("", _("importing now")),
    "paused": ("muted", _("paused")),
    "closed": ("muted", _("closed")),
    "never": ("warn", _("never heard")),
}
FLOW = {
    "ok": ("ok", _("in time")),
    "late": ("warn", _("is late")),
    "bad": ("bad", _("trouble")),
    "paused": ("muted", _("paused")),
    "quiet": ("muted", _("when there is something")),
    "never": ("warn", _("not yet")),
}
AWAITED = {
    "product": _("product"),
    "variant": _("offer"),
    "price_type": _("price type"),
    "warehouse": _("warehouse"),
}
MODES = {
    "checkauth": _("logs in"),
    "init": _("asks about limits"),
    "file": _("sends a file"),
    "import": _("asks to import"),
    "query": _("asks for orders"),
    "success": _("confirms the orders"),
    "info": _("asks for dictionaries"),
    "complete": _("says that this is all"),
    "deactivate": _("asks to hide what is absent"),
}
FAMILIES = {"stock": _("stock 1C (2.03-2.08)"), "bitrix": _("Bitrix module (2.08-3.1)")}
TYPES = {
    "catalog": _("goods"),
    "sale": _("orders"),
    "customers": _("customers"),
    "upload": _("table"),
    "reconciliation": _("reconciliation"),
}


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


@register.filter
def board_badge(state: str) -> str:
    """The kind of badge of a node's state."""
    return f"pv-badge--{BOARD[state][0]}" if BOARD.get(state, ("",))[0] else ""


@register.filter
def board_title(state: str) -> str:
    """A node's state in words."""
    return gettext(BOARD[state][1]) if state in BOARD else state


@register.filter
def flow_badge(state: str) -> str:
    """The kind of badge of a flow's state."""
    return f"pv-badge--{FLOW[state][0]}" if state in FLOW else ""


@register.filter
def flow_title(state: str) -> str:
    """A flow's state in words."""
    return gettext(FLOW[state][1]) if state in FLOW else state


@register.filter
def door_title(door: str) -> str:
    """What a pause shuts."""
    return _titled(dict(DOORS), door)


@register.filter
def awaited_title(code: str) -> str:
    """What early facts wait for."""
    return _titled(AWAITED, code)


@register.filter
def mode_title(code: str) -> str:
    """What 1C does by a request."""
    return _titled(MODES, code)


@register.filter
def family_title(code: str) -> str:
    """A family of clients."""
    return _titled(FAMILIES, code)


@register.filter
def translated(msgid: str) -> str:
    """A stored English msgid in the active language."""
    return gettext(msgid) if msgid else ""
