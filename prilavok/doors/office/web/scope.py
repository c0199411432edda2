"""What the one who looks may see of orders and stores."""

from django.http import HttpRequest

from prilavok.base.access import Actor
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.errors import OrderUnknown
from prilavok.trade.oms.values import OrderView


def actor_of(request: HttpRequest) -> Actor:
    """The one who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def visible_stores(actor: Actor) -> tuple[int, ...] | None:
    """The location ids of the actor's scope; None for everywhere."""
    return None if actor.stores is None else tuple(sorted(actor.stores))


def visible_order(request: HttpRequest, number: str) -> OrderView:
    """The order of that number within the actor's scope. Raises OrderUnknown."""
    order = oms.order_by_number(number)
    if order is None or not actor_of(request).may("orders.view", store=order.location_id):
        raise OrderUnknown
    return order


def store_cards(actor: Actor) -> list[LocationCard]:
    """The places of the actor's scope, by city and title."""
    cards = [
        card
        for card in stock.locations().values()
        if card.is_active and (actor.stores is None or card.location_id in actor.stores)
    ]
    return sorted(cards, key=lambda card: (card.city, card.title))
