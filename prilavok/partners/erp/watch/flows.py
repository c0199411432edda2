"""The flows of a node, and which of them stop together.

A *door* is what can be shut without tearing a conversation: goods, prices and stocks come through one (`goods`), orders
leave and documents come through two others. An empty door is the node as a whole.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_noop as _

HOUR: Final = 3600
DAY: Final = 24 * HOUR

CATALOG, PRICES, STOCK = "catalog", "prices", "stock"
ORDERS_OUT, ORDERS_IN = "orders_out", "orders_in"
WHOLE, GOODS = "", "goods"
RECONCILIATION = "reconciliation"

TITLES: Final[Mapping[str, str]] = {
    WHOLE: _("the whole node"),
    GOODS: _("goods, prices and stocks"),
    CATALOG: _("Catalogue"),
    PRICES: _("Prices"),
    STOCK: _("Stocks"),
    ORDERS_OUT: _("Orders to 1C"),
    ORDERS_IN: _("Documents from 1C"),
    "receipts": _("Receipts of stores"),
    "arrivals": _("Expected arrivals"),
    "rates": _("Currency rates"),
    "customers": _("Customers"),
    "customers_in": _("Customers from 1C"),
    "customers_out": _("Customers to 1C"),
    "enrichment": _("Enriched goods to 1C"),
    "prices_out": _("Prices of the platform to 1C"),
    "transfers_out": _("Transfers between stores to 1C"),
    RECONCILIATION: _("Reconciliation"),
}
ALWAYS: Final = (CATALOG, PRICES, STOCK, ORDERS_OUT, ORDERS_IN)

# What a file of a kind carries, when its counts do not say so themselves.
CARRIED: Final[Mapping[str, tuple[str, ...]]] = {
    "offers": (PRICES, STOCK),
    "prices": (PRICES,),
    "price_type": (PRICES,),
    "rests": (STOCK,),
    "warehouse": (STOCK,),
    "quick": (PRICES, STOCK),
    "documents": (ORDERS_IN,),
    "plain:goods": (CATALOG,),
    "plain:prices": (PRICES,),
    "plain:stocks": (STOCK,),
    "plain:rates": ("rates",),
    "plain:customers": ("customers_in",),
    "plain:arrivals": ("arrivals",),
    "plain:receipts": ("receipts",),
    "plain:reconcile-stocks": (RECONCILIATION,),
    "plain:reconcile-prices": (RECONCILIATION,),
    "plain:reconcile-orders": (RECONCILIATION,),
    "plain:reconcile-receipts": (RECONCILIATION,),
    "picture": (RECONCILIATION,),
}
LANES: Final[Mapping[str, str]] = {"price": PRICES, "stock": STOCK, "document": ORDERS_IN}
OFFERS: Final = frozenset({"offers", "quick", "prices", "rests"})


def carried(kind: str, counts: Mapping[str, object], *, is_good: bool) -> tuple[str, ...]:
    """The flows that a file of this kind belongs to; an imported file of offers says by its counts what was in it."""
    if is_good and kind in OFFERS:
        found = tuple(flow for lane, flow in LANES.items() if lane in counts)
        return found or (CATALOG,)
    return CARRIED.get(kind, (CATALOG,))


def guessed(name: str) -> str:
    """The kind of a file that was refused before anybody read what it is: by the first word of its name."""
    word = name.rpartition("/")[2].lower().partition(".")[0].partition("_")[0].rstrip("0123456789")
    return f"plain:{word}" if f"plain:{word}" in CARRIED else word if word in CARRIED else ""


def door_of(flow: str) -> str:
    """The door by which a flow is paused."""
    return GOODS if flow in (CATALOG, PRICES, STOCK) else flow


def promises(kind: str, *, takes_orders: bool) -> dict[str, int | None]:
    """What the flows of a new node promise, in seconds; None: whenever there is something."""
    is_retail = kind == "retail"
    found: dict[str, int | None] = {
        CATALOG: None if is_retail else DAY,
        PRICES: None if is_retail else DAY,
        STOCK: HOUR if is_retail else DAY,
        ORDERS_IN: None,
    }
    if takes_orders:
        found[ORDERS_OUT] = HOUR
    return found


def in_order(flows: Iterable[str]) -> list[str]:
    """Flows in the order of reading; those nobody named here come last."""
    known = list(TITLES)
    return sorted(set(flows), key=lambda one: (known.index(one) if one in known else len(known), one))
