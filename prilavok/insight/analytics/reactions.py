"""Facts follow the events; each reaction may run twice and out of step without harm."""

from collections.abc import Sequence

from django.utils import timezone

from prilavok.base.events import reacts_to, reacts_to_many
from prilavok.insight.analytics.models import OrderFact
from prilavok.trade.oms.events import OrderCorrected, OrderMoved, OrderPlaced, OrderRelocated
from prilavok.trade.payments.events import PaymentSettled

DEAD = ("cancelled", "expired")
MILESTONES = {"ready": "ready_at", "issued": "issued_at"}
TOLD = (
    "number",
    "channel",
    "location_id",
    "total",
    "currency",
    "placed_at",
    "placed_on",
    "origin_kind",
    "origin_source",
    "origin_campaign",
)


@reacts_to_many(OrderPlaced, as_="analytics.count_order")
def count_orders(events: Sequence[OrderPlaced]) -> None:
    """A new order is a new fact."""
    facts = [
        OrderFact(
            order_id=event.order_id,
            number=event.number,
            channel=event.channel,
            location_id=event.location_id,
            total=event.total,
            currency=event.currency,
            placed_at=event.placed_at,
            placed_on=timezone.localtime(event.placed_at).date(),
            origin_kind=event.origin_kind,
            origin_source=event.origin_source,
            origin_campaign=event.origin_campaign,
        )
        for event in {event.order_id: event for event in events}.values()
    ]
    OrderFact.objects.bulk_create(facts, update_conflicts=True, unique_fields=["order_id"], update_fields=TOLD)


@reacts_to_many(OrderMoved, as_="analytics.follow_status")
def follow_statuses(events: Sequence[OrderMoved]) -> None:
    """Moved orders change their facts' status and milestones."""
    latest = {event.order_id: event.to_status for event in events}
    by_status: dict[str, list[int]] = {}
    for order_id, status in latest.items():
        by_status.setdefault(status, []).append(order_id)
    for status, order_ids in by_status.items():
        moved = OrderFact.objects.filter(order_id__in=order_ids)
        moved.update(status=status, is_dead=status in DEAD)
    for status, milestone in MILESTONES.items():
        come = [event.order_id for event in events if event.to_status == status]
        if come:
            first = OrderFact.objects.filter(order_id__in=come, **{f"{milestone}__isnull": True})
            first.update(**{milestone: timezone.now()})


@reacts_to(OrderCorrected, as_="analytics.correct_total")
def correct_total(event: OrderCorrected) -> None:
    """A corrected order counts with its new total."""
    OrderFact.objects.filter(order_id=event.order_id).update(total=event.total)


@reacts_to(OrderRelocated, as_="analytics.follow_store")
def follow_store(event: OrderRelocated) -> None:
    """An order counts for the store that it waits in."""
    OrderFact.objects.filter(order_id=event.order_id).update(location_id=event.to_location_id)


@reacts_to(PaymentSettled, as_="analytics.count_payment")
def count_payment(event: PaymentSettled) -> None:
    """A settled payment makes its order paid."""
    OrderFact.objects.filter(order_id=event.order_id).update(paid=event.amount)
