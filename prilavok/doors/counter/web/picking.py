"""What there is to do in the store today, and gathering one order."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from secrets import token_urlsafe

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.doors.counter.web.place import (
    LOGIN,
    actor_of,
    current_store,
    go,
    own_order,
    own_task,
    show,
    tasks_here,
)
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.values import LocationId
from prilavok.trade.fulfilment.values import PickLine, PickTask, TaskState
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.bringing.api import where_else
from prilavok.trade.oms.values import Step

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Row:
    """A line to gather: what was found so far, what lies in the store."""

    line: PickLine
    found: Decimal
    on_hand: Decimal
    card: VariantCard | None

    @property
    def is_whole(self) -> bool:
        """Everything of it is found."""
        return self.found >= self.line.quantity


@require_GET
@needs("store.pick", login=LOGIN)
def home(request: HttpRequest) -> HttpResponse:
    """The tasks of the store: new ones first, then those being gathered, then those that wait for their customers."""
    store = current_store(request)
    if store is None:
        return go("/counter/store/")
    tasks = tasks_here(store, (TaskState.AWAITING, TaskState.NEW, TaskState.PICKING, TaskState.READY))
    groups = {state: [task for task in tasks if task.state == state] for state in TaskState}
    return show(
        request,
        "home.html",
        store=store,
        new=groups[TaskState.NEW],
        awaiting=groups[TaskState.AWAITING],
        picking=groups[TaskState.PICKING],
        ready=sorted(groups[TaskState.READY], key=lambda task: task.cell or 0),
    )


@require_POST
@needs("store.pick", login=LOGIN)
def start(request: HttpRequest, order_id: int) -> HttpResponse:
    """The worker takes the order."""
    own_task(request, order_id)
    with unit():
        oms.move(order_id=order_id, to=_status_of(Step.PICKING), actor=actor_of(request))
    return go(f"/counter/pick/{order_id}/")


@require_http_methods(["GET", "POST"])
@needs("store.pick", login=LOGIN)
def pick(request: HttpRequest, order_id: int) -> HttpResponse:
    """Gather: count what is found, by hand or by scanner; then finish, with fewer pieces if that is said twice."""
    task = own_task(request, order_id)
    if task.state not in (TaskState.NEW, TaskState.PICKING):
        return go(f"/counter/pick/{order_id}/done/")
    found = _found(request, task)
    if request.method == "GET" or task.state == TaskState.NEW:
        return _gathering(request, task, found)
    wanted = request.POST.get("do", "scan")
    if wanted == "scan":
        found, error = _scanned(task, found, request.POST.get("scan", ""))
        return _gathering(request, task, found, error=error)
    if wanted == "all":
        found = {line.variant_id: line.quantity for line in task.lines}
    short = [line for line in task.lines if found[line.variant_id] < line.quantity]
    if short and wanted != "short":
        return _short(request, task, found, short)
    return _finish(request, task, found)


@require_GET
@needs("store.pick", login=LOGIN)
def done(request: HttpRequest, order_id: int) -> HttpResponse:
    """The order waits in its cell."""
    task, order = own_task(request, order_id), own_order(request, order_id)
    if task.state in (TaskState.NEW, TaskState.PICKING):
        return go(f"/counter/pick/{order_id}/")
    coming = transfers.of_orders(order_ids=[order_id]).get(order_id, ())
    store = current_store(request)
    waiting = tasks_here(store, (TaskState.NEW,)) if store else []
    return show(request, "picked.html", task=task, order=order, waiting=waiting, coming=coming)


def _gathering(
    request: HttpRequest, task: PickTask, found: dict[VariantId, Decimal], error: str = "", status: int = 0
) -> HttpResponse:
    ids = [line.variant_id for line in task.lines]
    cards, place = pim.variants(variant_ids=ids), LocationId(task.location_id)
    balances = stock.availability(variant_ids=ids, location_ids=[place])
    rows = []
    for line in task.lines:
        balance = balances.get(line.variant_id, {}).get(place)
        on_hand = balance.on_shelf if balance else NOTHING
        rows.append(Row(line, found[line.variant_id], on_hand, cards.get(line.variant_id)))
    order = own_order(request, task.order_id)
    return show(
        request,
        "pick.html",
        status=status or (422 if error else 200),
        task=task,
        order=order,
        rows=rows,
        is_started=task.state == TaskState.PICKING,
        error=error,
    )


def _short(
    request: HttpRequest, task: PickTask, found: dict[VariantId, Decimal], short: list[PickLine]
) -> HttpResponse:
    """Fewer than ordered: what it means, before it is done."""
    order = own_order(request, task.order_id)
    total = Money(NOTHING, order.total.currency)
    for line in order.lines:
        whole = line.total.amount * found.get(line.variant_id, NOTHING) / line.quantity
        total = total + Money(whole, order.total.currency)
    return show(
        request,
        "short.html",
        task=task,
        order=order,
        total=total,
        short=[(line, found[line.variant_id]) for line in short],
        found=found,
        is_empty=not any(found.values()),
        plan=where_else(order_id=task.order_id, found=found),
        places=stock.locations(),
        key=token_urlsafe(16),
    )


def _finish(request: HttpRequest, task: PickTask, found: dict[VariantId, Decimal]) -> HttpResponse:
    try:
        with unit():
            oms.mark_picked(order_id=task.order_id, picked=found, actor=actor_of(request))
    except Refused as refusal:
        return _gathering(request, task, found, error=refusal.message, status=409)
    return go(f"/counter/pick/{task.order_id}/done/")


def _found(request: HttpRequest, task: PickTask) -> dict[VariantId, Decimal]:
    """What the form says was found, each within what was ordered."""
    if request.method == "GET":
        return {line.variant_id: line.picked or NOTHING for line in task.lines}
    return counts_of(request, task)


def counts_of(request: HttpRequest, task: PickTask) -> dict[VariantId, Decimal]:
    """What was posted, each within what was ordered."""
    return {line.variant_id: _count(request.POST.get(f"n{line.variant_id}", ""), line.quantity) for line in task.lines}


def _count(text: str, most: Decimal) -> Decimal:
    try:
        count = Decimal(text.replace(",", ".").strip() or "0")
    except InvalidOperation:
        return NOTHING
    return min(max(count, NOTHING), most).quantize(Decimal("0.001")) if count.is_finite() else NOTHING


def _scanned(task: PickTask, found: dict[VariantId, Decimal], scan: str) -> tuple[dict[VariantId, Decimal], str]:
    """One more of what was scanned, or what is wrong with it."""
    code = scan.strip()
    if not code:
        return found, ""
    line = next((one for one in task.lines if code in one.barcodes or code.casefold() == one.article.casefold()), None)
    if line is None:
        return found, _("%(code)s is not of this order. Put it back on the shelf.") % {"code": code[:40]}
    if found[line.variant_id] + 1 > line.quantity:
        return found, _("%(title)s: all that was ordered is already there.") % {"title": line.title}
    return {**found, line.variant_id: found[line.variant_id] + 1}, ""


def _status_of(step: Step) -> str:
    return next(status.code for status in oms.scheme() if status.step == step)
