"""The order's own page: live status, lines, where to pick up, the code when it waits, cancelling while it may be."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import live
from prilavok.base.access import Actor, signed
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web.frame import see_other, show
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Fact, OrderView, Step


@dataclass(frozen=True)
class Stop:
    """One stop of the order's way: done, now, ahead or bad."""

    title: str
    state: str


@signed
@require_GET
def order(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the messages."""
    found = _order(token)
    return _answer(request, found, "storefront/order.html")


@signed
@require_GET
def status(request: HttpRequest, token: str) -> HttpResponse:
    """The part of the page that changes."""
    return _answer(request, _order(token), "storefront/order_body.html")


@signed
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """The buyer does not need it any more."""
    found = _order(token)
    try:
        with unit():
            oms.cancel(order_id=found.order_id, reason=_("Cancelled by the customer"), actor=_customer(found))
    except Refused as refusal:
        return _answer(request, _order(token), "storefront/order.html", refusal.message, 409)
    return see_other(f"/order/{token}/")


def _order(token: str) -> OrderView:
    found = oms.order_by_token(token)
    if found is None:
        raise NotFound
    return found


def _customer(order: OrderView) -> Actor:
    """Whoever holds the link acts as the order's customer, with the right to cancel it and nothing else."""
    return Actor(
        person_id=order.person_id,
        name=order.contact.name,
        kind="customer",
        permissions=frozenset({"orders.cancel"}),
        stores=frozenset({order.location_id}),
    )


def _answer(request: HttpRequest, order: OrderView, template: str, refusal: str = "", code: int = 200) -> HttpResponse:
    is_waiting = Fact.PICKED in order.facts and not order.facts & {Fact.ISSUED, Fact.CANCELLED}
    codes = fulfilment.pickup_codes(order_ids=[order.order_id]) if is_waiting else {}
    return show(
        request,
        template,
        status=code,
        order=order,
        refusal=refusal,
        stops=way(order),
        store=api.stores().get(order.location_id),
        pickup_code=codes.get(order.order_id, ""),
        is_waiting=is_waiting,
        is_over=bool(order.facts & {Fact.ISSUED, Fact.CANCELLED}),
        may_cancel=not order.facts & {Fact.ISSUED, Fact.CANCELLED, Fact.PAID},
        live_url=f"{getattr(settings, 'LIVE_URL', '')}/live/{live.ticket(f'order:{order.token}')}",
    )


def way(order: OrderView) -> list[Stop]:
    """The scheme's way to the customer's hands, with the order on it; a cancelled order ends where it ended."""
    over = {Step.CANCELLED, Step.EXPIRED}
    scheme = sorted(oms.scheme(), key=lambda one: one.position)
    at = next((one for one in scheme if one.code == order.status), None)
    straight = [one for one in scheme if one.step not in over]
    if at is None or at.step in over:
        return [Stop(straight[0].public_title, "done"), Stop(order.public_title, "bad")] if straight else []
    return [
        Stop(one.public_title, "now" if one.code == at.code else "done" if one.position < at.position else "ahead")
        for one in straight
    ]
