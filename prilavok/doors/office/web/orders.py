"""The list of all orders, and one order with everything about it."""

from decimal import Decimal, InvalidOperation
from secrets import token_urlsafe

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.live import live_url, ticket
from prilavok.base.unit import unit
from prilavok.doors.office.web.deals import deal_context
from prilavok.doors.office.web.documents import chain
from prilavok.doors.office.web.forms import OrdersForm
from prilavok.doors.office.web.scope import actor_of, store_cards, visible_order, visible_stores
from prilavok.foundation.messaging import api as messaging
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.values import LocationId
from prilavok.people.crm import api as crm
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.bringing.api import bring_missing
from prilavok.trade.oms.values import OrderFilter
from prilavok.trade.payments import api as payments


@require_GET
@needs("orders.view")
def show_orders(request: HttpRequest) -> HttpResponse:
    """Orders of every channel in one list, newest first."""
    actor = actor_of(request)
    form = OrdersForm(request.GET)
    wanted = form.wanted(visible_stores(actor))
    page = oms.find_orders(wanted)
    ids = [order.order_id for order in page.orders]
    stores = stock.locations(location_ids=[LocationId(order.location_id) for order in page.orders])
    paid = payments.payments_of(order_ids=ids)
    context = {
        "rows": [(order, stores.get(LocationId(order.location_id)), paid.get(order.order_id)) for order in page.orders],
        "total_count": page.total_count,
        "page": wanted.page,
        "pages_count": -(-page.total_count // wanted.page_size),
        "statuses": oms.scheme(),
        "stores": store_cards(actor),
        "is_filtered": any(request.GET.get(name) for name in ("q", "status", "channel", "store", "first", "last")),
        "live": live_url(ticket("orders")),
        "title": _order_list_title(wanted),
    }
    return render(request, "office/orders.html", context)


def _order_list_title(wanted: OrderFilter) -> str:
    if not wanted.statuses:
        return _("Orders")
    titles = {status.code: status.title for status in oms.scheme()}
    return _("Orders: %(status)s") % {"status": titles.get(wanted.statuses[0], wanted.statuses[0])}


@require_GET
@needs("orders.view")
def show_order(request: HttpRequest, number: str) -> HttpResponse:
    """The order: what, who, where, what next, and its way through the systems."""
    actor, order = actor_of(request), visible_order(request, number)
    variants = pim.variants(variant_ids=[line.variant_id for line in order.lines])
    available = stock.availability(
        variant_ids=[line.variant_id for line in order.lines], location_ids=[LocationId(order.location_id)]
    )
    here = LocationId(order.location_id)
    payment = payments.payments_of(order_ids=[order.order_id]).get(order.order_id)
    refunds = payments.refunds_of(order_ids=[order.order_id]).get(order.order_id, ())
    context = {
        "order": order,
        "payment": payment,
        "refunds": [one for one in refunds if one.state == "proposed"],
        "chain": chain(order, payment, refunds),
        "origin": oms.origin_title(order.origin.kind, order.origin.source),
        "may_change": actor.may("orders.change", store=order.location_id),
        "groups": [
            (
                group,
                [
                    (line, variants.get(line.variant_id), available.get(line.variant_id, {}).get(here))
                    for line in group.lines
                ],
            )
            for group in order.groups
        ],
        "store": stock.locations(location_ids=[here]).get(here),
        "task": fulfilment.tasks_of(order_ids=[order.order_id]).get(order.order_id),
        "code": fulfilment.pickup_codes(order_ids=[order.order_id]).get(order.order_id),
        "coming": transfers.of_orders(order_ids=[order.order_id]).get(order.order_id, ()),
        "places": stock.locations(),
        "may_bring": order.facts.isdisjoint({"picked", "issued", "cancelled"}),
        "key": token_urlsafe(16),
        "moves": [move for move in oms.possible_moves(order.order_id, actor) if move.step != "cancelled"],
        "may_cancel": actor.may("orders.cancel", store=order.location_id)
        and any(move.step == "cancelled" for move in oms.possible_moves(order.order_id, actor)),
        "history": list(reversed(oms.history(order.order_id))),
        "trace": oms.trace(order.order_id),
        "sent": messaging.messages_about(f"order:{order.order_id}"),
        "customer": crm.customer_by_phone(order.contact.phone) if actor.may("customers.view") else None,
        "live": live_url(ticket(f"order:{order.token}")),
        **deal_context(order),
    }
    return render(request, "office/order.html", context)


def _back(number: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:order", args=[number]))


@require_POST
@needs("orders.change")
def move_order(request: HttpRequest, number: str) -> HttpResponse:
    """Move the order along its scheme."""
    order = visible_order(request, number)
    try:
        with unit():
            moved = oms.move(order_id=order.order_id, to=request.POST.get("to", ""), actor=actor_of(request))
        messages.success(request, _("The order is now: %(status)s.") % {"status": moved.status_title})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return _back(number)


@require_POST
@needs("orders.cancel")
def cancel_order(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel the order with a reason; the goods go back on sale."""
    order = visible_order(request, number)
    try:
        with unit():
            reason = request.POST.get("reason", "").strip()[:300]
            oms.cancel(order_id=order.order_id, reason=reason, actor=actor_of(request))
        messages.success(request, _("The order is cancelled, its goods are on sale again."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return _back(number)


@require_POST
@needs("orders.change")
def bring_order(request: HttpRequest, number: str) -> HttpResponse:
    """The store cannot find something: other stores send it, the customer is told once."""
    order = visible_order(request, number)
    found = {
        line.variant_id: _count(request.POST.get(f"n{line.variant_id}", ""), line.quantity) for line in order.lines
    }
    key = request.POST.get("key", "")[:64] or token_urlsafe(16)
    try:
        with unit():
            bring_missing(order_id=order.order_id, found=found, actor=actor_of(request), key=key)
        messages.success(request, _("Other stores are asked to send it; the customer is told the day."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return _back(number)


def _count(text: str, most: Decimal) -> Decimal:
    """What was found: nothing said means all of it."""
    try:
        count = Decimal(text.replace(",", ".").strip()) if text.strip() else most
    except InvalidOperation:
        return most
    return min(max(count, Decimal(0)), most) if count.is_finite() else most
