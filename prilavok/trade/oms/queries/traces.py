"""An order's way through the systems, on one line of time: what was announced, who reacted, what went outside."""

from datetime import datetime

from django.utils.translation import gettext as _

from prilavok.base.trace import DeliveryTrace, EventTrace, ExchangeTrace, events_of, exchanges_of
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import MessageView
from prilavok.trade.oms.values import TraceLine

DELIVERED = {"done": "ok", "waiting": "waiting", "failed": "failed"}
SENT = {"sent": "ok", "delivered": "ok", "waiting": "waiting", "sending": "waiting"}


def trace(order_id: int) -> list[TraceLine]:
    """All that the systems did about the order, oldest first; a constant number of questions."""
    subject = f"order:{order_id}"
    lines = [line for event in events_of(subject) for line in _of_event(event)]
    lines += [_of_exchange(one) for one in exchanges_of(subject)]
    lines += [_of_message(one) for one in messaging.messages_about(subject)]
    return sorted(lines, key=lambda line: line.at)


def event_title(name: str) -> str:
    """An event in words; a name nobody has worded stays as it is."""
    words = {
        "oms.order_placed": _("Order placed"),
        "oms.order_moved": _("Status changed"),
        "oms.order_corrected": _("Lines corrected"),
        "oms.order_relocated": _("Another store"),
        "oms.recipient_changed": _("Recipient changed"),
        "payments.payment_settled": _("Payment taken"),
        "stock.hold_expired": _("Reservation expired"),
    }
    return words.get(name, name)


def _of_event(event: EventTrace) -> list[TraceLine]:
    title = event_title(event.name)
    said = TraceLine(at=event.at, system=_room(event.name), title=title, state="ok", took_ms=None, detail="")
    return [said, *(_of_delivery(title, one) for one in event.deliveries)]


def _of_delivery(title: str, one: DeliveryTrace) -> TraceLine:
    at: datetime = one.done_at or one.created_at
    return TraceLine(
        at=at,
        system=_room(one.subscriber),
        title=title,
        state=DELIVERED.get(one.state, one.state),
        took_ms=one.took_ms,
        detail=one.error or (_("attempts: %(n)s") % {"n": one.attempts} if one.attempts > 1 else one.subscriber),
    )


def _of_exchange(one: ExchangeTrace) -> TraceLine:
    return TraceLine(
        at=one.at, system=_room(one.flow), title=one.summary, state=one.outcome, took_ms=one.took_ms, detail=one.flow
    )


def _of_message(one: MessageView) -> TraceLine:
    at = one.delivered_at or one.sent_at or one.created_at
    took_ms = int((one.sent_at - one.created_at).total_seconds() * 1000) if one.sent_at else None
    return TraceLine(
        at=at,
        system="messaging",
        title=f"{one.title}: {one.channel}",
        state=SENT.get(one.state, "failed"),
        took_ms=took_ms,
        detail=one.error or one.text,
    )


def _room(name: str) -> str:
    return name.split(".", 1)[0]
