"""Tell the customer by SMS and e-mail what has become of the order; the words are templates of messaging."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from prilavok.base.unit import require_unit
from prilavok.design.formats import money, quantity
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, SMS, Kind, SendMessage
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, LocationId
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms.actions._change_order import status_of_step
from prilavok.trade.oms.events import OrderPromised
from prilavok.trade.oms.models import Status
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.values import Fact, OrderId, OrderView, Step

CORRECTED = "order_corrected"
REMINDER = "order_reminder"
PROMISED, SHIFTED = "order_promised", "order_shifted"
AWAITED, CAME = "order_awaited", "order_came"
RELOCATED = "order_relocated"
RECIPIENT = "order_recipient"
# What concerns whoever comes for the order besides the buyer; by SMS, the only address known of them.
FOR_RECIPIENT = (
    "order_ready",
    "order_ready_paid",
    "order_reminder",
    "order_cancelled",
    "order_expired",
    RELOCATED,
    RECIPIENT,
)
# What an order placed now, some goods of which are brought from other stores, is told instead of the usual words.
LATER = {"order_placed": "order_placed_later"}
# What an order is told that was paid before, at a till of the accounting system: no sum is asked for.
PAID = {"order_ready": "order_ready_paid"}
# What is told of an order that waits in a store, and what ends its waiting: handed over meanwhile, it needs no more.
OF_WAITING = ("order_ready", "order_ready_paid", REMINDER)
OVER = frozenset({Fact.ISSUED, Fact.CANCELLED})
LANGUAGE = "ru"


def tell_status(*, order_id: int, status: str) -> None:
    """Send the message of a status, if the scheme gives it one."""
    tell_status_of_many(order_ids=[order_id], status=status)


def tell_status_of_many(*, order_ids: Sequence[int], status: str) -> None:
    """As `tell_status`, of orders that came to one status; asks the same few questions however many."""
    template = Status.objects.filter(code=status).values_list("template", flat=True).first()
    if template:
        _tell_all(order_ids, template=template, occasion=status)


def tell_promise(event: OrderPromised) -> None:
    """Send by when the goods of an order will be brought, or arrive; another message only for another day."""
    day = timezone.localtime(event.promised_at).date()
    template = AWAITED if event.is_lacking else SHIFTED if event.is_arrival else PROMISED
    _tell(event.order_id, template=template, occasion=f"promised:{day.isoformat()}")


def tell_correction(*, order_id: int, version: int) -> None:
    """Send what has changed in the order."""
    _tell(order_id, template=CORRECTED, occasion=f"corrected:{version}")


def tell_came(*, order_id: int) -> None:
    """Send that the goods waited for are there and the store gathers the order; once for each promise."""
    order = orders(order_ids=[order_id]).get(OrderId(order_id))
    if order is not None:
        day = timezone.localtime(order.promised_at).date().isoformat() if order.promised_at else ""
        _tell(order_id, template=CAME, occasion=f"came:{day}")


def tell_relocation(*, order_id: int, revision: int) -> None:
    """Send which store the order waits in from now on."""
    _tell(order_id, template=RELOCATED, occasion=f"store:{revision}")


def tell_recipient(*, order_id: int, revision: int) -> None:
    """Send who comes for the order: to the buyer, and to the one who comes."""
    _tell(order_id, template=RECIPIENT, occasion=f"recipient:{revision}")


def tell_ending(*, order_id: int) -> None:
    """Remind the customer of a ready order that it will not wait much longer; an order that is not ready is not."""
    order = orders(order_ids=[order_id]).get(OrderId(order_id))
    if order is not None and order.hold_until is not None and order.status == status_of_step(Step.PICKED).code:
        _tell(order_id, template=REMINDER, occasion=f"reminder:{order.hold_until.isoformat()}")


def _tell(order_id: int, *, template: str, occasion: str) -> None:
    _tell_all([order_id], template=template, occasion=occasion)


def _tell_all(order_ids: Sequence[int], *, template: str, occasion: str) -> None:
    require_unit()
    known = orders(order_ids=[OrderId(one) for one in order_ids])
    told = [known[OrderId(one)] for one in dict.fromkeys(order_ids)]
    if template in OF_WAITING:
        told = [one for one in told if not OVER & set(one.facts)]
    stores = stock.locations(location_ids=list({LocationId(one.location_id) for one in told}))
    codes = fulfilment.pickup_codes(order_ids=[one.order_id for one in told])
    templates = {one.order_id: _suited(template, one) for one in told}
    worded = {(one.code, one.channel) for one in messaging.templates()}
    ways = messaging.chosen_ways_of_many(
        kind=Kind.ORDERS,
        ways={
            one.order_id: [
                (channel, to)
                for channel, to in ((SMS, one.contact.phone), (EMAIL, one.contact.email))
                if (templates[one.order_id], channel) in worded
            ]
            for one in told
        },
    )
    wanted = []
    with translation.override(LANGUAGE):
        for order in told:
            context = _context(order, stores.get(LocationId(order.location_id)), codes.get(order.order_id, ""))
            suits = templates[order.order_id]
            goes = [(channel, channel, to) for channel, to in ways[order.order_id]]
            if order.recipient is not None and suits in FOR_RECIPIENT and (suits, SMS) in worded:
                goes.append(("recipient", SMS, order.recipient.phone))
            wanted += [
                SendMessage(
                    key=f"order:{order.order_id}:{occasion}:{whose}",
                    template=suits,
                    channel=channel,
                    to=to,
                    context=dict(context),
                    about=f"order:{order.order_id}",
                )
                for whose, channel, to in goes
            ]
    messaging.send_many(wanted)


def _suited(template: str, order: OrderView) -> str:
    """The template whose words suit what is known of the order."""
    if order.promised_at is not None:
        template = LATER.get(template, template)
    if Fact.PAID in order.facts and Fact.ISSUED not in order.facts:
        template = PAID.get(template, template)
    return template


def _context(order: OrderView, store: LocationCard | None, code: str) -> Mapping[str, str]:
    promised = date_format(timezone.localtime(order.promised_at), "j E") if order.promised_at else ""
    until = date_format(timezone.localtime(order.hold_until), "j E H:i") if order.hold_until else ""
    lines = "\n".join(f"— {line.title}, {quantity(line.quantity)} × {money(line.unit_price)}" for line in order.lines)
    return {
        "number": order.number,
        "name": order.contact.name,
        "recipient": (order.recipient or order.contact).name,
        "total": money(order.total),
        "store": store.title if store else "",
        "address": _address(store),
        "hours": store.hours if store else "",
        "code": code,
        "until": until,
        "promised": promised,
        "reason": order.cancel_reason,
        "lines": lines,
        "link": f"{settings.BASE_URL}/order/{order.token}/",
    }


def _address(store: LocationCard | None) -> str:
    parts = (
        (store.city, store.address) if store and store.city not in store.address else (store.address,) if store else ()
    )
    return ", ".join(part for part in parts if part)
