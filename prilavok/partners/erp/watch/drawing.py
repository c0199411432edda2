"""The nodes on the map of systems: any node is drawn with its flows, promises, backlogs, pauses and alarms."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from prilavok.base.clock import database_now
from prilavok.base.flows import Drawing, Flow, Standing, System
from prilavok.partners.erp.reconciliation.standing import standings as drifts
from prilavok.partners.erp.watch import flows as names
from prilavok.partners.erp.watch.board import boards
from prilavok.partners.erp.watch.values import FlowCard, NodeBoard

# flow -> (the room of ours, does it come in, what it carries, where its journal is)
ROOMS: Final = {
    names.CATALOG: ("pim", True, _("Goods, groups, properties, pictures"), "/office/exchange/packages/"),
    names.PRICES: ("pricing", True, _("Prices"), "/office/exchange/packages/"),
    names.STOCK: ("stock", True, _("Stocks"), "/office/exchange/packages/"),
    names.ORDERS_OUT: ("oms", False, _("Orders"), "/office/exchange/orders/"),
    names.ORDERS_IN: ("oms", True, _("Statuses and corrections of orders"), "/office/exchange/statuses/"),
    "receipts": ("receipts", True, _("Receipts of stores"), "/office/exchange/packages/"),
    "arrivals": ("stock", True, _("Expected arrivals"), "/office/exchange/packages/"),
    "rates": ("pricing", True, _("Currency rates"), "/office/exchange/packages/"),
    "customers": ("crm", True, _("Customers"), "/office/exchange/packages/"),
    "customers_in": ("crm", True, _("Customers"), "/office/exchange/packages/"),
    "customers_out": ("crm", False, _("Customers"), "/office/exchange/"),
    names.RECONCILIATION: ("stock", True, _("Pictures to compare with"), "/office/exchange/reconciliation/"),
    "enrichment": ("pim", False, _("Enriched goods to 1C"), "/office/exchange/"),
    "transfers_out": ("stock", False, _("Transfers between stores to 1C"), "/office/stock/transfers/"),
    "prices_out": ("pricing", False, _("Prices of the platform to 1C"), "/office/exchange/"),
}
NO_DRIFT: Final = (0, 0, 0)
OWNED: Final = {
    "central": (_("goods"), _("prices"), _("order documents")),
    "retail": (_("stock of stores"),),
}


def draw_nodes() -> Drawing:
    """Active nodes, every flow of theirs, how each stands."""
    found = [one for one in boards() if one.is_active]
    now, drift = database_now(), drifts()
    standings = {}
    for board in found:
        alarms = {one.flow: one.text for one in board.incidents}
        for card in board.flows:
            oldest = card.oldest_at
            standings[_code(board, card)] = Standing(
                waiting=drift.get(board.node_id, NO_DRIFT)[0]
                if card.flow == names.RECONCILIATION
                else _waiting(board, card),
                oldest_s=max(0, int((now - oldest).total_seconds())) if oldest else None,
                alarm=alarms.get(card.flow, ""),
                is_paused=card.state == "paused",
            )
    return Drawing(
        systems=tuple(
            System(code=one.code, title=one.title, is_outside=True, owns=OWNED.get(one.kind, ())) for one in found
        ),
        flows=tuple(_flow(board, card, drift.get(board.node_id, NO_DRIFT)) for board in found for card in board.flows),
        standings=standings,
    )


def _code(board: NodeBoard, card: FlowCard) -> str:
    return f"{board.code}.{card.flow}"


def _flow(board: NodeBoard, card: FlowCard, drift: tuple[int, int, int]) -> Flow:
    room, comes_in, carries, screen = ROOMS.get(card.flow, ("erp", True, card.title, "/office/exchange/"))
    if card.flow == names.RECONCILIATION and drift != NO_DRIFT:
        carries = gettext("Pictures to compare with: {count} differences, {trend} since the time before").format(
            count=drift[0], trend=f"{drift[2]:+d}"
        )
    return Flow(
        code=_code(board, card),
        source=board.code if comes_in else room,
        target=room if comes_in else board.code,
        carries=carries,
        mode="package",
        promise_s=card.promise_s,
        screen=screen,
    )


def _waiting(board: NodeBoard, card: FlowCard) -> int:
    waits = board.waits
    if card.flow == names.ORDERS_OUT:
        return waits.orders
    if card.flow == names.ORDERS_IN:
        return waits.unmapped + waits.conflicts + waits.strangers
    if card.flow == names.STOCK:
        return sum(count for awaited, count, since in waits.early)
    return sum(1 for one in board.running if one.type == "catalog") if card.flow == names.CATALOG else 0
