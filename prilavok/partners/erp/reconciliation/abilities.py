"""What can be done about a difference from here, and who must do what where nothing can. Pure.

Stock and prices are the accounting system's: its word can be taken, ours cannot be pushed upon it. An order belongs to
both: ours is sent again, theirs is taken. What was late comes by itself; a wrong setting is set right, not repaired.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from prilavok.partners.erp.reconciliation.values import (
    ACCEPT,
    ASK,
    BOTH_CHANGED,
    CHANGED_HERE,
    LATE,
    MISSING_HERE,
    MISSING_THERE,
    NOT_APPLIED,
    ORDERS,
    PRICES,
    RECEIPTS,
    RESERVED,
    SEND,
    STOCKS,
    TILL,
    UNCONFIRMED,
    UNEXPLAINED,
    UNMAPPED,
)

# Figures that may be taken though they are explained otherwise: whoever looks at them knows better.
FIGURES: Final = frozenset({BOTH_CHANGED, CHANGED_HERE, MISSING_HERE, MISSING_THERE, NOT_APPLIED, TILL, UNEXPLAINED})
OURS_IS_NEWER: Final = frozenset({"newer_here", "in_flight", "documents", "return", "release", "moved"})

OUTDATED: Final = _("Nothing: 1C has spoken after this picture was made, and ours is its last word.")
ADVICE: Final[Mapping[tuple[str, str], str]] = {
    (STOCKS, UNMAPPED): _("In 1C: register the goods or the warehouse for the exchange and run it; here: map it."),
    (STOCKS, RESERVED): _(
        "The node's setting “what its stocks mean” is not what 1C sends. Set it right on the page of the node."
    ),
    (STOCKS, LATE): _("Wait for the next exchange of stocks; the difference will go by itself."),
    (STOCKS, UNCONFIRMED): _("1C has the order, but its confirmation was lost. Send the order again."),
    (STOCKS, MISSING_THERE): _("In 1C: find out why the goods are not in the export, or take zero from there."),
    (STOCKS, CHANGED_HERE): _("In 1C: make the same correction of stock, or take back ours: accept its figure."),
    (STOCKS, NOT_APPLIED): _("Look into the package: why it was refused. Send it again from 1C, or take the figure."),
    (STOCKS, UNEXPLAINED): _(
        "In 1C: register the goods for the exchange and run it, so that its figure comes; or take it from here."
    ),
    (PRICES, NOT_APPLIED): _("Look into the package: why it was refused. Send it again from 1C, or take the figure."),
    (PRICES, UNEXPLAINED): _(
        "In 1C: register the goods for the exchange and run it, so that its figure comes; or take it from here."
    ),
    (PRICES, UNMAPPED): _("In 1C: register the goods or the price type for the exchange; here: map it."),
    (PRICES, LATE): _("Wait for the next exchange of prices; the difference will go by itself."),
    (PRICES, CHANGED_HERE): _("In 1C: set the same price by a document, or accept its price here."),
    (ORDERS, UNMAPPED): _("Decide what the status means, or register the goods for the exchange in 1C."),
    (ORDERS, LATE): _("The news is on its way: wait for the next exchange of orders."),
    (ORDERS, UNCONFIRMED): _("1C was given the order and did not confirm it. Send it again."),
    (ORDERS, MISSING_HERE): _("In 1C: the order must be registered for the exchange. Ask for it once more from here."),
    (ORDERS, MISSING_THERE): _("In 1C: see whether the order was deleted. Send it again from here."),
    (ORDERS, BOTH_CHANGED): _("Both sides changed the order: choose by line on the page of conflicts."),
    (ORDERS, UNEXPLAINED): _(
        "In 1C: register the order for the exchange and run it. Or choose from here: take theirs, or send ours."
    ),
    (RECEIPTS, UNEXPLAINED): _("Ask for the receipt once more; in 1C it must be registered for the exchange."),
    (RECEIPTS, UNMAPPED): _("The store of the receipt is not known here: map the warehouse."),
    (RECEIPTS, LATE): _("A newer word is on its way or has come already."),
    (RECEIPTS, TILL): _("The till has not been exchanged yet. In 1C: run the exchange of the store."),
    (RECEIPTS, MISSING_HERE): _("Ask for the receipt once more; in 1C it must be registered for the exchange."),
    (RECEIPTS, MISSING_THERE): _("In 1C: find out why a receipt that was sent is not there any more."),
}


def ways(kind: str, cause: str, facts: Mapping[str, Any]) -> frozenset[str]:
    """Which repairs a difference can have."""
    if "unknown" in facts or facts.get("is_ours"):
        return frozenset()
    if kind in (STOCKS, PRICES):
        return _ways_of_figures(kind, cause, facts)
    if kind == ORDERS:
        return _ways_of_orders(cause, facts)
    return frozenset({ASK} if facts.get("theirs") is not None and cause != UNMAPPED else ())


def advice(kind: str, cause: str, facts: Mapping[str, Any]) -> str:
    """Who must do what; empty when there is nothing to say."""
    if is_outdated(kind, cause, facts):
        return OUTDATED
    return ADVICE.get((kind, cause), "")


def is_outdated(kind: str, cause: str, facts: Mapping[str, Any]) -> bool:
    """True when nothing is on its way any more: the newer word of 1C has come, and the picture is older than it."""
    if cause != LATE:
        return False
    if kind != RECEIPTS:
        return any(one["what"] == "newer_here" for one in facts.get("parts", ()))
    told, ours = (facts.get("theirs") or {}).get("revision"), facts.get("revision")
    return told is not None and ours is not None and told < ours


def _ways_of_figures(kind: str, cause: str, facts: Mapping[str, Any]) -> frozenset[str]:
    if cause == UNCONFIRMED:
        return frozenset({SEND})
    is_newer = any(one["what"] in OURS_IS_NEWER for one in facts.get("parts", ()))
    is_taken = cause in FIGURES or (cause == LATE and not is_newer)
    return frozenset({ACCEPT} if is_taken else ())


def _ways_of_orders(cause: str, facts: Mapping[str, Any]) -> frozenset[str]:
    if cause == BOTH_CHANGED and facts.get("conflict_id"):
        return frozenset()
    found = set()
    if facts.get("order_id"):
        found.add(SEND)
        if facts.get("theirs") and cause not in (UNMAPPED, UNCONFIRMED):
            found.add(ACCEPT)
    elif facts.get("theirs"):
        found.add(ASK)
    return frozenset(found)
