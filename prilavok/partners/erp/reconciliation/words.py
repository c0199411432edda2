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
from prilavok.partners.erp.reconciliation import abilities
from prilavok.partners.erp.reconciliation.values import (
    ORDERS,
    PRICES,
    RECEIPTS,
    REPAIR,
    STOCKS,
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
    "not_applied": gettext_noop("sent, not applied"),
    "unexplained": gettext_noop("unexplained"),
}
OUTDATED: Final = gettext_noop("1C said more since")
STATES: Final = {
    "open": gettext_noop("not repaired yet"),
    "accepted": gettext_noop("taken from 1C"),
    "sent": gettext_noop("sent to 1C"),
    "asked": gettext_noop("asked for"),
    "gone": gettext_noop("gone meanwhile"),
    "undone": gettext_noop("given back"),
}
PARTS: Final = {
    "newer_here": gettext_noop("1C said otherwise after the picture was made"),
    "told": gettext_noop("Changed here since the last word of 1C"),
    "undone": gettext_noop("A package was taken back here"),
    "pointed": gettext_noop("The warehouse was given to another place"),
    "not_applied": gettext_noop("A package that tells it was refused or failed"),
    "documents": gettext_noop("Orders and transfers that the two figures count otherwise"),
    "issue": gettext_noop("Issued; 1C knows and has not written it off"),
    "return": gettext_noop("Returned; 1C has not taken it back yet"),
    "release": gettext_noop("Let go here; 1C still held it in reserve"),
    "moved": gettext_noop("Moved between places; 1C has not booked it"),
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
DOCUMENTS: Final = {
    "applied": gettext_noop("applied"),
    "echo": gettext_noop("known already"),
    "needs_mapping": gettext_noop("the status has no meaning yet"),
    "conflict": gettext_noop("changed on both sides"),
    "unknown_order": gettext_noop("there is no such order here"),
    "ignored": gettext_noop("left alone"),
}
UNKNOWN: Final = {
    "goods": gettext_noop("1C names goods that we do not have"),
    "place": gettext_noop("1C names a warehouse that we do not have"),
    "price_type": gettext_noop("1C names a price type that we do not have"),
}
# The ledger of stock calls the taking back of a source by its name, after this word.
UNDO: Final = "undo:"
OF_PACKAGES: Final = frozenset({"in_flight", "not_applied"})
OF_ORDERS: Final = frozenset({"issue_sent", "hold_sent", "issue", "return", "release"})
Steps = Iterator[tuple[str, str]]


def cause_title(row: Difference) -> str:
    """The cause in a word or two."""
    is_outdated = abilities.is_outdated(row.kind, row.cause, row.facts)
    return _(OUTDATED if is_outdated else CAUSES[row.cause])


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
    return tuple(dict.fromkeys(_links(row, row.facts)))


def source_title(source: str) -> str:
    """A source of a ledger as people call it."""
    number = source.removeprefix(UNDO).partition(":")[2]
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
    if not facts["parts"]:
        yield from _three_sums(facts)
    if row.cause == UNEXPLAINED:
        yield from _looked(facts)


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
        yield from _looked(facts)


def _three_sums(facts: Mapping[str, Any]) -> Steps:
    """Of what the difference is made, where no cause has a sum of its own."""
    for name, title in (
        ("changed_there", _("Changed in 1C since its last word, not told here")),
        ("changed_here", _("Changed here since the last word of 1C")),
        ("by_documents", _("Orders and transfers that the two figures count otherwise")),
    ):
        if facts.get(name, "0") != "0":
            yield title, _signed(Decimal(facts[name]))


def _looked(facts: Mapping[str, Any]) -> Steps:
    """What nothing was found in."""
    looked = facts.get("looked")
    if looked is None:
        yield _("Nothing that we know of explains it"), ""
        return
    yield _("Nothing that we know of explains it. What was looked at:"), ""
    if "events" in looked:
        yield _("– movements of the balance since the last word of 1C"), _none_or(looked["events"])
        yield _("– orders that hold it here"), ", ".join(looked["held"]) or _("none")
    named = ", ".join(f"№ {one}" for one in looked["come"])
    if looked["come_count"] > len(looked["come"]):
        named = _("{count}, the last ones {named}").format(count=looked["come_count"], named=named)
    yield _("– packages of 1C after the picture; none of them changed this"), named or _("none")
    yield _("– packages that wait, were refused or failed, with this in them"), _("none")


def _none_or(count: int) -> str:
    return quantity(Decimal(count)) if count else _("none")


def _of_order(row: Difference, facts: Mapping[str, Any]) -> Steps:
    yield _("1C says"), row.theirs or _("no such order")
    yield _("Ours"), row.ours or _("no such order")
    if facts["differs"]:
        yield _("What differs"), ", ".join(_(DIFFERS[one]) for one in facts["differs"])
    if facts["reason"]:
        yield _("Set aside"), facts["reason"]
    if facts.get("confirmed_at"):
        yield _("1C took our order last"), _moment(facts["confirmed_at"])
    if facts.get("document"):
        became = facts["document"]["state"]
        yield _("The last document of 1C about it"), _moment(facts["document"]["at"])
        yield _("What became of that document"), _(DOCUMENTS[became])
    if row.cause == UNEXPLAINED:
        yield from _looked(facts)


def _of_receipt(row: Difference, facts: Mapping[str, Any]) -> Steps:
    yield _("Till, shift, number"), f"{facts['till']} / {facts['shift']} / {facts['number']}"
    yield _("1C says"), row.theirs or _("no such receipt")
    yield _("Ours"), row.ours or _("no such receipt")
    yield _("Time"), _moment(facts["at"])
    if row.cause == UNEXPLAINED:
        yield from _looked(facts)


def _parts(facts: Mapping[str, Any]) -> Steps:
    for one in facts.get("parts", ()):
        about, what = ", ".join(_named(thing) for thing in one["about"] if thing), one["what"]
        title = _(PARTS[what])
        yield (f"{title}: {about}" if about else title), "" if one["amount"] == "0" else _signed(Decimal(one["amount"]))


def _named(thing: Any) -> str:
    """An order by its number, a package by its own, whoever set a figure by name."""
    return source_title(str(thing)) if ":" in str(thing) else str(thing)


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
    if facts.get("document", {}).get("package"):
        number = facts["document"]["package"]
        yield _("package {number}").format(number=number), reverse("erp:package", args=[number])
    if facts.get("conflict_id"):
        yield _("Conflict"), reverse("erp:conflict", args=[facts["conflict_id"]])
    if facts.get("receipt_id"):
        yield _("Receipt {number}").format(number=row.title), reverse("receipts:receipt", args=[facts["receipt_id"]])
    for one in facts.get("parts", ()):
        yield from _behind(one)
    for package in facts.get("looked", {}).get("come", ()):
        yield _("package {number}").format(number=package), reverse("erp:package", args=[package])
    yield from _package(str(facts.get("last_source", "")))


def _goods(row: Difference, variant_id: int) -> Steps:
    if row.kind == STOCKS:
        yield _("Ledger of the balance"), reverse("stock:explain", args=[variant_id, row.location_id])
        return
    card = pim.variants(variant_ids=[VariantId(variant_id)]).get(VariantId(variant_id))
    if card is not None:
        yield _("Card of the goods with its prices"), reverse("stock:product", args=[card.product_id])


def _behind(one: Mapping[str, Any]) -> Steps:
    """Packages, orders, transfers that make a part of the difference."""
    for thing in one["about"]:
        if one["what"] in OF_PACKAGES:
            yield _("package {number}").format(number=thing), reverse("erp:package", args=[thing])
        elif ":" in str(thing):
            yield from _package(str(thing))
        elif one["what"] in OF_ORDERS and not str(thing).startswith("#"):
            yield _("Order {number}").format(number=thing), reverse("office:order", args=[thing])


def _package(source: str) -> Steps:
    number = source.removeprefix(UNDO).partition(":")[2]
    if number.isdecimal():
        yield source_title(source), reverse("erp:package", args=[int(number)])


def _count(text: str) -> str:
    return quantity(Decimal(text or "0"))


def _signed(value: Decimal) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + quantity(abs(value))


def _moment(text: str) -> str:
    at = parse_datetime(text)
    return moment(at) if at else ""
