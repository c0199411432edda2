"""A transfer that brings goods for an order has moved: the order follows, by looking at what is held for it now."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from prilavok.base.access import SYSTEM
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.design.formats import day
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.advances.values import AdvanceView
from prilavok.goods.stock.events import AdvanceMoved
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.events import TransferMoved
from prilavok.goods.stock.values import LocationId, Want
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms.actions._change_order import current_lines, keep, note, tell_pages
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.bringing.awaiting import NOTHING, ready_on
from prilavok.trade.oms.bringing.instead import BEFORE_READY, bring_again
from prilavok.trade.oms.events import OrderGoodsCame, OrderPromised
from prilavok.trade.oms.models import Order, OrderHistory, Scheme
from prilavok.trade.oms.values import Fact

FOLLOWED = ("sent", "received", "cancelled", "returned")


def follow_transfer(event: TransferMoved) -> None:
    """What the order makes of it: a line of history, other senders for what does not come, the pick list opened."""
    if event.order_id is None or event.act not in FOLLOWED:
        return
    order = locked(event.order_id, SYSTEM)
    if {Fact.CANCELLED, Fact.ISSUED} & set(order.facts) or order.status.step not in BEFORE_READY:
        return
    note(order, OrderHistory.Kind.NOTE, _sentence(event), actor_name="")
    lacking = lacking_of(order)
    if lacking and not bring_again(order, lacking, SYSTEM):
        titles = {line.variant_id: line.title for line in current_lines(order)}
        text = _("Not brought: %(titles)s. The store gathers the order without it, or call the customer.")
        named = ", ".join(titles[want.variant_id] for want in lacking)
        note(order, OrderHistory.Kind.CONFLICT, text % {"titles": named}, actor_name="")
    _open_when_all_came(order)


def lacking_of(order: Order) -> tuple[Want, ...]:
    """What of the order is held neither in its store nor on the way there."""
    secured = transfers.secured(order_id=order.pk)
    return tuple(
        Want(variant_id=line.variant_id, quantity=line.quantity - secured.get(line.variant_id, NOTHING))
        for line in current_lines(order)
        if line.quantity > secured.get(line.variant_id, NOTHING)
    )


def follow_advance(event: AdvanceMoved) -> None:
    """Goods ordered ahead came, or are expected otherwise: history, another day told, the pick list opened."""
    order = locked(event.order_id, SYSTEM)
    if {Fact.CANCELLED, Fact.ISSUED} & set(order.facts) or order.status.step not in BEFORE_READY:
        return
    waits = [one for one in advances.of_orders(order_ids=[order.pk]).get(order.pk, ()) if one.is_waiting]
    if event.act == "came":
        note(order, OrderHistory.Kind.NOTE, _("Goods that the order waited for have come"), actor_name="")
        if _open_when_all_came(order):
            publish(OrderGoodsCame(order_id=order.pk, number=order.number))
    elif event.act in ("shifted", "assigned") and waits:
        _promise_anew(order, waits, is_lacking=event.act == "assigned")
    elif any(one.doubt in ("cancelled", "too_few") for one in waits):
        titles = {line.variant_id: line.title for line in current_lines(order)}
        named = ", ".join(sorted({titles.get(one.variant_id, "") for one in waits if one.doubt}))
        text = _("The accounting system no longer expects: %(titles)s. Ask the customer, or wait for another arrival.")
        note(order, OrderHistory.Kind.CONFLICT, text % {"titles": named}, actor_name="")


def _promise_anew(order: Order, waits: Sequence[AdvanceView], *, is_lacking: bool) -> None:
    """Another day of arrival: as much later, or sooner, the order is promised; the customer is told of another day."""
    card = stock.locations(location_ids=[order.location_id])[LocationId(order.location_id)]
    network = transfers.network(target_ids=[card.location_id])
    moments = [ready_on(card, one.location_id, one.expected_on, network) for one in waits]
    promised_at = max([one for one in moments if one is not None], default=None)
    if promised_at is None:
        return
    was = order.promised_at
    is_news = was is None or localtime(promised_at).date() != localtime(was).date()
    if order.hold_until is not None:
        seconds = Scheme.objects.values_list("hold_new_s", flat=True).get(pk=1)
        later = order.hold_until + (promised_at - was) if was else promised_at + timedelta(seconds=seconds)
        order.hold_until = later
    order.promised_at = promised_at
    keep(order)
    fulfilment.await_goods(order_id=order.pk, awaits=promised_at)
    if is_news:
        text = _("The arrival is expected on another day: ready on %(day)s")
        if is_lacking:
            text = _("An expected arrival is assigned to what is lacking: ready on %(day)s")
        note(order, OrderHistory.Kind.NOTE, text % {"day": day(promised_at)}, actor_name="")
        told = OrderPromised(
            order_id=order.pk, number=order.number, promised_at=promised_at, is_arrival=True, is_lacking=is_lacking
        )
        publish(told)


def _open_when_all_came(order: Order) -> bool:
    """Let the store gather the order when nothing more is awaited; True when that has just become so."""
    views = transfers.of_orders(order_ids=[order.pk]).get(order.pk, ())
    waits = any(one.is_waiting for one in advances.of_orders(order_ids=[order.pk]).get(order.pk, ()))
    if waits or any(one.is_promised for one in views) or not transfers.secured(order_id=order.pk):
        tell_pages(order)
        return False
    has_come = fulfilment.goods_came(order_id=order.pk)
    if has_come:
        seconds = Scheme.objects.values_list("hold_new_s", flat=True).get(pk=1)
        is_paid = order.hold_until is None
        order.hold_until = None if is_paid else database_now() + timedelta(seconds=seconds)
        keep(order)
        tell_pages(order, "placed")
        if not is_paid:
            stock.prolong(order_id=order.pk, hold_for_s=seconds)
    return has_come


def _sentence(event: TransferMoved) -> str:
    cards = stock.locations(location_ids=[event.source_id, event.target_id])
    source, target = cards.get(LocationId(event.source_id)), cards.get(LocationId(event.target_id))
    words = {"number": event.number, "source": source.title if source else "", "target": target.title if target else ""}
    return {
        "sent": _("%(source)s has sent the transfer %(number)s"),
        "received": _("%(target)s has received the transfer %(number)s"),
        "cancelled": _("%(source)s does not send the transfer %(number)s"),
        "returned": _("The transfer %(number)s went back to %(source)s"),
    }[event.act] % words
