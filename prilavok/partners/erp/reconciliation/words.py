"""The words of a difference: its calculation line by line, and what its links lead to."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.design.formats import moment, quantity
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.partners.erp.models import Difference
from prilavok.partners.erp.reconciliation.values import (
    ORDERS,
    PRICES,
    RECEIPTS,
    REPAIR,
    STOCKS,
    UNCONFIRMED,
    UNEXPLAINED,
)

KINDS: Final = {
    STOCKS: gettext_noop("Stocks"),
    PRICES: gettext_noop("Prices"),
    ORDERS: gettext_noop("Orders"),
    RECEIPTS: gettext_noop("Receipts"),
}
CAUSES: Final = {
    "late": gettext_noop("on its way"),
    "unmapped": gettext_noop("not mapped"),
    "both_changed": gettext_noop("both changed"),
    "till_unsynced": gettext_noop("till sale not exchanged"),
    "reserved_too": gettext_noop("reserves counted otherwise"),
    "unconfirmed": gettext_noop("sent, not confirmed"),
    "missing_there": gettext_noop("missing in 1C"),
    "missing_here": gettext_noop("missing here"),
    "changed_here": gettext_noop("changed here"),
    "unexplained": gettext_noop("unexplained"),
}
STATES: Final = {
    "open": gettext_noop("not repaired yet"),
    "accepted": gettext_noop("taken from 1C"),
    "sent": gettext_noop("sent to 1C"),
    "asked": gettext_noop("asked for"),
    "gone": gettext_noop("gone meanwhile"),
    "undone": gettext_noop("given back"),
}
PARTS: Final = {
    "newer_here": gettext_noop("Figures that came after the picture was made"),
    "in_flight": gettext_noop("A package that is not applied yet tells it"),
    "not_told_yet": gettext_noop("1C has changed it and not told yet: no such package has come since"),
    "issue_sent": gettext_noop("Issued; 1C was told and has not confirmed"),
    "hold_sent": gettext_noop("Reserved; 1C was told and has not confirmed"),
    "reserved_too": gettext_noop("Reserved for our orders"),
    "sold": gettext_noop("Sold at a till, not come as stock yet"),
}
DIFFERS: Final = {
    "lines": gettext_noop("composition"),
    "total": gettext_noop("sum"),
    "status": gettext_noop("status without a meaning"),
    "cancelled": gettext_noop("cancelled on one side"),
    "paid": gettext_noop("paid there, not here"),
    "shipped": gettext_noop("shipped there, not here"),
}
UNKNOWN: Final = {
    "goods": gettext_noop("1C names goods that we do not have"),
    "place": gettext_noop("1C names a warehouse that we do not have"),
    "price_type": gettext_noop("1C names a price type that we do not have"),
}
Steps = Iterator[tuple[str, str]]


def steps(row: Difference) -> tuple[tuple[str, str], ...]:
    """The calculation, a line each: what and how much."""
    facts = row.facts
    if "unknown" in facts:
        return (
            (_(UNKNOWN[facts["unknown"]]), str(facts["external_id"])),
            (_("Records of the picture"), quantity(Decimal(facts["told"]))),
        )
    of_kind = {STOCKS: _of_stock, PRICES: _of_price, ORDERS: _of_order, RECEIPTS: _of_receipt}
    return tuple(of_kind[row.kind](row, facts))


def links(row: Difference) -> tuple[tuple[str, str], ...]:
    """Where the explanation lies: (title, address)."""
    return tuple(_links(row, row.facts))


def source_title(source: str) -> str:
    """A source of a ledger as people call it."""
    number = source.partition(":")[2]
    word = _("repair {number}") if number.startswith(REPAIR) else _("package {number}")
    number = number.removeprefix(REPAIR)
    return word.format(number=number) if number.isdecimal() else source


def _of_stock(row: Difference, facts: Mapping[str, Any]) -> Steps:
    yield _("1C says"), _count(facts["said"])
    if facts["known_held"] != "0" and facts["meaning"] == "free":
        yield _("+ reserved for our orders, which 1C has taken off"), _count(facts["known_held"])
    if facts["unknown_issued"] != "0":
        yield _("− issued, of which 1C has not heard"), _count(facts["unknown_issued"])
    if facts["unknown_moved"] != "0":
        yield _("± moved between places, of which 1C has not heard"), _signed(Decimal(facts["unknown_moved"]))
    yield _("= so ours should be"), _count(facts["expected"])
    yield _("Ours"), _count(facts["on_hand"])
    difference = Decimal(facts["on_hand"]) - Decimal(facts["expected"])
    yield _("Difference"), _signed(difference)
    yield from _parts(facts)
    yield from _history(facts)
    if facts["others"]:
        yield (
            _("Changed here since by: {who}").format(who=source_title(facts["others"])),
            _signed(Decimal(facts["moved_by_others"])),
        )
    if row.cause == UNEXPLAINED:
        yield _("Nothing that we know of explains it"), ""


def _of_price(row: Difference, facts: Mapping[str, Any]) -> Steps:
    yield _("1C says"), row.theirs or _("no price")
    yield _("Ours"), row.ours or _("no price")
    if facts["min_quantity"] != "1":
        yield _("from so many pieces"), facts["min_quantity"]
    yield from _parts(facts)
    yield from _history(facts)
    if facts["changed_by"] and facts["changed_by"] != facts["last_source"]:
        yield _("Changed here by: {who}").format(who=source_title(facts["changed_by"])), _moment(facts["changed_at"])
    if row.cause == UNEXPLAINED:
        yield _("Nothing that we know of explains it"), ""


def _of_order(row: Difference, facts: Mapping[str, Any]) -> Steps:
    yield _("1C says"), row.theirs or _("no such order")
    yield _("Ours"), row.ours or _("no such order")
    if facts["differs"]:
        yield _("What differs"), ", ".join(_(DIFFERS[one]) for one in facts["differs"])
    if facts["reason"]:
        yield _("Set aside"), facts["reason"]


def _of_receipt(row: Difference, facts: Mapping[str, Any]) -> Steps:
    yield _("Till, shift, number"), f"{facts['till']} / {facts['shift']} / {facts['number']}"
    yield _("1C says"), row.theirs or _("no such receipt")
    yield _("Ours"), row.ours or _("no such receipt")
    yield _("Time"), _moment(facts["at"])


def _parts(facts: Mapping[str, Any]) -> Steps:
    for one in facts.get("parts", ()):
        about, what = ", ".join(str(thing) for thing in one["about"]), one["what"]
        title = _(PARTS[what])
        yield (f"{title}: {about}" if about else title), "" if one["amount"] == "0" else _signed(Decimal(one["amount"]))


def _history(facts: Mapping[str, Any]) -> Steps:
    if facts.get("last_said_at"):
        said = facts["last_said"] or _("nothing")
        yield (
            _("1C said last, {when}, {source}").format(
                when=_moment(facts["last_said_at"]), source=source_title(facts["last_source"])
            ),
            said,
        )


def _links(row: Difference, facts: Mapping[str, Any]) -> Steps:
    if "variant_id" in facts:
        yield from _goods(row, facts["variant_id"])
    if facts.get("order_id"):
        yield _("Order {number}").format(number=row.key), reverse("office:order", args=[row.key])
    if facts.get("conflict_id"):
        yield _("Conflict"), reverse("erp:conflict", args=[facts["conflict_id"]])
    if facts.get("receipt_id"):
        yield _("Receipt {number}").format(number=row.title), reverse("receipts:receipt", args=[facts["receipt_id"]])
    for one in facts.get("parts", ()):
        yield from _behind(one)
    number = str(facts.get("last_source", "")).partition(":")[2]
    if number.isdecimal():
        yield source_title(facts["last_source"]), reverse("erp:package", args=[int(number)])


def _goods(row: Difference, variant_id: int) -> Steps:
    if row.kind == STOCKS:
        yield _("Ledger of the balance"), reverse("stock:explain", args=[variant_id, row.location_id])
        return
    card = pim.variants(variant_ids=[VariantId(variant_id)]).get(VariantId(variant_id))
    if card is not None:
        yield _("Card of the goods with its prices"), reverse("stock:product", args=[card.product_id])


def _behind(one: Mapping[str, Any]) -> Steps:
    """Packages and orders that make a part of the difference."""
    for thing in one["about"]:
        if one["what"] == "in_flight":
            yield _("package {number}").format(number=thing), reverse("erp:package", args=[thing])
        elif one["cause"] == UNCONFIRMED:
            yield _("Order {number}").format(number=thing), reverse("office:order", args=[thing])


def _count(text: str) -> str:
    return quantity(Decimal(text or "0"))


def _signed(value: Decimal) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + quantity(abs(value))


def _moment(text: str) -> str:
    at = parse_datetime(text)
    return moment(at) if at else ""
