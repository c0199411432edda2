"""The order's own page by its secret link: live status with hours, lines, the store, what may still be changed."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from prilavok.base import live
from prilavok.base.access import signed
from prilavok.base.errors import NotFound
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web.addresses import identity
from prilavok.doors.storefront.web.frame import show
from prilavok.doors.storefront.web.order_way import coming_to, less_than_asked, way_of
from prilavok.doors.storefront.web.plans import plan_of_stores
from prilavok.goods.stock.values import LocationCard
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.altering import api as altering
from prilavok.trade.oms.values import Contact, Fact, OrderView, Paper


@dataclass(frozen=True)
class Said:
    """What to say besides the order: what was just done, the way back from it, a refusal, what was typed."""

    done: str = ""
    undo_store: LocationCard | None = None
    refusal: str = ""
    recipient_refusal: str = ""
    typed: Contact | None = None


NOTHING_SAID = Said()


@signed
@require_GET
def order(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the messages."""
    found = found_order(token)
    return answer(request, found, "storefront/order.html", _said(request, found))


@signed
@require_GET
def status(request: HttpRequest, token: str) -> HttpResponse:
    """The part of the page that changes."""
    return answer(request, found_order(token), "storefront/order_body.html")


def found_order(token: str) -> OrderView:
    """The order behind a secret. Raises NotFound."""
    found = oms.order_by_token(token)
    if found is None:
        raise NotFound
    return found


def answer(
    request: HttpRequest, order: OrderView, template: str, said: Said = NOTHING_SAID, code: int = 200
) -> HttpResponse:
    """The page, or the part of it that changes."""
    is_waiting = Fact.PICKED in order.facts and not order.facts & {Fact.ISSUED, Fact.CANCELLED}
    codes = fulfilment.pickup_codes(order_ids=[order.order_id]) if is_waiting else {}
    store = api.stores().get(order.location_id)
    scheme = oms.scheme()
    told = oms.history(order.order_id)
    acts = altering.acts_of(order, scheme)
    coming = coming_to(order)
    return show(
        request,
        template,
        status=code,
        order=order,
        said=said,
        way=way_of(order, told, scheme, store),
        less=less_than_asked(told),
        store=store,
        plan=_plan(store),
        pickup_code=codes.get(order.order_id, ""),
        is_waiting=is_waiting,
        returns=_returns(order),
        coming=coming,
        is_rest=sum(one.quantity for one in coming) < sum(one.quantity for one in order.lines),
        is_over=bool(order.facts & {Fact.ISSUED, Fact.CANCELLED}),
        may=acts.may,
        why_not=acts.why_not,
        live_url=f"{getattr(settings, 'LIVE_URL', '')}/live/{live.ticket(f'order:{order.token}')}",
    )


def _said(request: HttpRequest, order: OrderView) -> Said:
    """What a change that led here has done, if the order still says so."""
    match request.GET.get("done", ""):
        case "store":
            was = api.stores().get(identity(request.GET.get("was")) or 0)
            is_back = was is not None and was.location_id != order.location_id and was.is_pickup
            return Said(done=_("The goods are held in another store now."), undo_store=was if is_back else None)
        case "recipient" if order.recipient is not None:
            return Said(done=_("%(name)s comes for the order.") % {"name": order.recipient.name})
        case "recipient":
            return Said(done=_("You come for the order yourself."))
        case "cancelled" if Fact.CANCELLED in order.facts:
            return Said(done=_("The order is cancelled, the goods are on sale again."))
        case _:
            return NOTHING_SAID


def _returns(order: OrderView) -> list[Paper]:
    """What came back of an order that was handed over, as the accounting system has told it."""
    if Fact.ISSUED not in order.facts:
        return []
    papers = oms.papers(order_ids=[order.order_id]).get(order.order_id, ())
    return [one for one in papers if one.kind == "return" and not one.is_void]


def _plan(store: LocationCard | None) -> object:
    """The store among the others of its city."""
    if store is None or store.latitude is None or store.longitude is None:
        return None
    others = [one for one in api.stores().values() if one.is_pickup and one.city == store.city]
    return plan_of_stores(sorted(others, key=lambda one: one.title.lower()), int(store.location_id))
