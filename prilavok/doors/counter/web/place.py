"""Which store the worker stands in, and which orders are within reach: those of the own stores, nothing else."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from prilavok.base import live
from prilavok.base.access import Actor
from prilavok.base.errors import NotFound
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import TransferId, TransferView
from prilavok.goods.stock.values import LocationCard
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.fulfilment.values import PickTask, TaskState
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderId, OrderView

LOGIN = "/counter/login/"
CHOSEN = "counter_store"


def actor_of(request: HttpRequest) -> Actor:
    """Who acts."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def own_stores(actor: Actor) -> list[LocationCard]:
    """The stores of the worker's scope; who acts everywhere sees every store."""
    wanted = None if actor.stores is None else sorted(actor.stores)
    cards = stock.locations(location_ids=wanted) if wanted is None or wanted else {}
    return [card for card in cards.values() if card.is_active and card.kind == "store"]


def current_store(request: HttpRequest) -> LocationCard | None:
    """The chosen store, or the only one; None when there is a choice to make."""
    stores = own_stores(actor_of(request))
    if len(stores) == 1:
        return stores[0]
    chosen = request.session.get(CHOSEN)
    return next((card for card in stores if card.location_id == chosen), None)


def own_task(request: HttpRequest, order_id: int) -> PickTask:
    """The task of an order of the own stores; any other does not exist."""
    task = fulfilment.tasks_of(order_ids=[order_id]).get(order_id)
    stores = actor_of(request).stores
    if task is None or (stores is not None and task.location_id not in stores):
        raise NotFound
    return task


def own_transfer(request: HttpRequest, transfer_id: int) -> TransferView:
    """A transfer from or to the own stores; any other does not exist."""
    known = transfers.views([transfer_id]).get(TransferId(transfer_id))
    stores = actor_of(request).stores
    if known is None or (stores is not None and not {known.source_id, known.target_id} & stores):
        raise NotFound
    return known


def is_own(request: HttpRequest, location_id: int) -> bool:
    """True when the worker acts for the place: the chosen store, or any of the own ones."""
    stores = actor_of(request).stores
    return stores is None or location_id in stores


def own_order(request: HttpRequest, order_id: int) -> OrderView:
    """An order of the own stores; any other does not exist."""
    order = oms.orders(order_ids=[order_id]).get(OrderId(order_id))
    stores = actor_of(request).stores
    if order is None or (stores is not None and order.location_id not in stores):
        raise NotFound
    return order


def tasks_here(store: LocationCard, states: Iterable[TaskState]) -> list[PickTask]:
    """The tasks of one store."""
    return fulfilment.tasks(location_ids=[store.location_id], states=list(states))


def show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A screen in its frame: the store, the worker, the live stream of the store."""
    store = context.pop("store", None) or current_store(request)
    actor = actor_of(request)
    frame = {
        "store": store,
        "actor": actor,
        "live_url": f"{settings.LIVE_URL}/live/{live.ticket(f'store:{store.location_id}')}" if store else "",
        "may_issue": actor.may("store.issue"),
        "may_look": actor.may("stock.view"),
        "may_move": actor.may("stock.transfer"),
    }
    response = render(request, f"counter/{template}", {**frame, **context}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def go(address: str) -> HttpResponse:
    """On to another screen after a write."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
