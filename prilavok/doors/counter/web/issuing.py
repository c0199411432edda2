"""Hand an order to its customer: find it, check the code, take the money. One question a screen."""

from secrets import token_urlsafe
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.doors.counter.web.place import LOGIN, actor_of, current_store, go, own_order, own_task, show, tasks_here
from prilavok.goods.stock.values import LocationCard
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.fulfilment.errors import PickupCodeWrong
from prilavok.trade.fulfilment.values import PickTask, TaskState
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderId, OrderView
from prilavok.trade.payments import api as payments

Found = tuple[PickTask, OrderView]


@require_http_methods(["GET", "POST"])
@needs("store.issue", login=LOGIN)
def search(request: HttpRequest) -> HttpResponse:
    """The orders that wait, or those found by number, phone or name; the only one of a pick-up code is opened.

    What is typed comes by POST, so that a pick-up code stays out of addresses and logs.
    """
    store = current_store(request)
    if store is None:
        return go("/counter/store/")
    if request.method == "POST":
        text = request.POST.get("q", "").strip()[:100]
        by_code = _by_code(store, text)
        if len(by_code) == 1 and oms.order_by_number(text) is None:
            return _checked(request, by_code[0], text)
        return go(f"/counter/issue/?{urlencode({'q': text})}" if text else "/counter/issue/")
    text = request.GET.get("q", "").strip()[:100]
    waiting = tasks_here(store, (TaskState.READY,))
    ids = [task.order_id for task in waiting]
    if text:
        page = oms.find_orders(OrderFilter(text=text, location_ids=(store.location_id,), page_size=30))
        ids = [order.order_id for order in page.orders]
    return show(request, "issue.html", store=store, text=text, found=_with_orders(ids), waiting_count=len(waiting))


@require_http_methods(["GET", "POST"])
@needs("store.issue", login=LOGIN)
def check(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask the code; the right one leads on to the money. Wrong ones are counted."""
    task, order = own_task(request, order_id), own_order(request, order_id)
    if task.state == TaskState.ISSUED:
        return go(f"/counter/issue/{order_id}/done/")
    if request.method == "GET":
        return show(request, "check.html", task=task, order=order, error="")
    return _checked(request, order_id, request.POST.get("code", "")[:12])


def _checked(request: HttpRequest, order_id: int, code: str) -> HttpResponse:
    """The screen of the money for the right code, the question again for a wrong one."""
    error = ""
    try:
        with unit():
            answer = fulfilment.check_code(order_id=order_id, code=code, actor=actor_of(request))
        if not answer.is_right:
            error = PickupCodeWrong(left=answer.attempts_left).message
    except Refused as refusal:
        error = refusal.message
    task, order = own_task(request, order_id), own_order(request, order_id)
    if error:
        return show(request, "check.html", status=422, task=task, order=order, error=error)
    return show(request, "pay.html", task=task, order=order, code=code, key=token_urlsafe(16), error="")


@require_POST
@needs("store.issue", login=LOGIN)
def pay(request: HttpRequest, order_id: int) -> HttpResponse:
    """The money is taken and the goods are handed over; the same button pressed twice does it once."""
    task, order = own_task(request, order_id), own_order(request, order_id)
    code, key = request.POST.get("code", "")[:12], request.POST.get("key", "")[:64] or token_urlsafe(16)
    try:
        with unit():
            oms.issue_paid(
                order_id=order_id,
                code=code or "-",
                method=request.POST.get("method", ""),
                actor=actor_of(request),
                key=key,
            )
    except Refused as refusal:
        return show(
            request,
            "pay.html",
            status=409,
            task=task,
            order=order,
            code=code,
            key=token_urlsafe(16),
            error=refusal.message,
        )
    return go(f"/counter/issue/{order_id}/done/")


@require_GET
@needs("store.issue", login=LOGIN)
def done(request: HttpRequest, order_id: int) -> HttpResponse:
    """It is done: what was taken, and how."""
    task, order = own_task(request, order_id), own_order(request, order_id)
    if task.state != TaskState.ISSUED:
        return go(f"/counter/issue/{order_id}/")
    paid = payments.payments_of(order_ids=[order_id]).get(order_id)
    return show(request, "issued.html", task=task, order=order, paid=paid)


def _by_code(store: LocationCard, text: str) -> list[int]:
    code = "".join(sign for sign in text if sign.isdecimal())
    return fulfilment.by_pickup_code(location_ids=[store.location_id], code=code) if 4 <= len(code) <= 8 else []


def _with_orders(order_ids: list[int]) -> list[Found]:
    tasks, orders = fulfilment.tasks_of(order_ids=order_ids), oms.orders(order_ids=order_ids)
    pairs = [(tasks.get(one), orders.get(OrderId(one))) for one in order_ids]
    return [(task, order) for task, order in pairs if task is not None and order is not None]
