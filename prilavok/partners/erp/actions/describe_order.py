"""Orders as one node is to see them: with its identifiers of goods and places, in its local time."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.models import Export, Node
from prilavok.partners.erp.rules.sendable import LineOut, OrderOut, PaymentOut, RefundOut, ShipmentOut, StepOut
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderLine, OrderView
from prilavok.trade.payments import api as payments
from prilavok.trade.payments.values import PaymentState, PaymentView, RefundState, RefundView

CHANNELS: Final = {"site": "Сайт", "operator": "Колл-центр", "store": "Магазин"}


def described(node: Node, exports: Sequence[Export]) -> Iterator[tuple[Export, OrderOut]]:
    """Each export with its order; one query a room, however many orders."""
    with translation.override(settings.LANGUAGE_CODE):  # documents say the same whoever's click has them made
        views = oms.orders(order_ids=[one.order_id for one in exports])
    paid = payments.payments_of(order_ids=[one.order_id for one in exports])
    refunds = payments.refunds_of(order_ids=[one.order_id for one in exports])
    variants = {line.variant_id for view in views.values() for line in view.lines}
    goods = pim.external_ids(system=node.namespace, variant_ids=list(variants))
    location_ids = list({view.location_id for view in views.values()})
    places = stock.external_location_ids(system=node.namespace, location_ids=location_ids)
    cards = stock.locations(location_ids=location_ids)
    entities = oms.legal_entities(location_ids=location_ids)
    for export in exports:
        view = next((one for key, one in views.items() if key == export.order_id), None)
        if view is None:
            continue
        place = next((one for key, one in cards.items() if key == view.location_id), None)
        outside = next((one for key, one in places.items() if key == view.location_id), "")
        lines = tuple(_line(line, goods.get(line.variant_id, "")) for line in view.lines)
        order = _order(export, view, lines, (outside, place.title if place else ""))
        yield (
            export,
            replace(
                order,
                payment=_payment(paid.get(export.order_id)),
                refunds=_refunds(refunds.get(export.order_id, ())),
                shipment=_shipment(view),
                extra=_extra(view, entities.get(view.location_id, "")),
            ),
        )


def _order(export: Export, view: OrderView, lines: tuple[LineOut, ...], place: tuple[str, str]) -> OrderOut:
    zone = _zone()
    return OrderOut(
        number=view.number,
        revision=export.revision,
        version=view.version,
        at=view.placed_at.astimezone(zone),
        changed_at=view.changed_at.astimezone(zone),
        currency=view.total.currency,
        total=view.total.amount,
        customer_key=_customer_key(view),
        name=view.contact.name,
        phone=view.contact.phone,
        email=view.contact.email,
        comment=view.comment,
        warehouse_id=place[0],
        warehouse=place[1],
        status_code=view.status,
        status=view.status_title,
        is_paid="paid" in view.facts,
        is_cancelled="cancelled" in view.facts,
        is_issued="issued" in view.facts,
        lines=lines,
    )


def _line(line: OrderLine, external_id: str) -> LineOut:
    return LineOut(
        external_id=external_id,
        title=line.title,
        article=line.article,
        unit=line.unit,
        quantity=line.quantity,
        price=line.unit_price.amount,
        total=line.total.amount,
        vat=line.vat or "",
        steps=tuple(StepOut(title=step.title, price=step.price, taken=step.taken) for step in line.steps),
    )


def _payment(view: PaymentView | None) -> PaymentOut | None:
    if view is None:
        return None
    return PaymentOut(
        number=f"П-{view.payment_id}",
        amount=view.amount.amount,
        method=view.method,
        paid_at=view.settled_at.astimezone(_zone()) if view.settled_at else None,
        is_cancelled=view.state == PaymentState.CANCELLED,
    )


def _refunds(views: Sequence[RefundView]) -> tuple[RefundOut, ...]:
    """Money that went back; what is only proposed is no fact yet."""
    return tuple(
        RefundOut(
            number=f"В-{one.refund_id}",
            amount=one.amount.amount,
            method=one.method,
            paid_at=one.decided_at.astimezone(_zone()),
            reason=one.reason,
        )
        for one in views
        if one.state == RefundState.PAID_BACK and one.decided_at
    )


def _extra(view: OrderView, entity: str) -> tuple[tuple[str, str], ...]:
    """Requisites by names that 1C maps as it likes: where the order came from, whose it is."""
    return (
        ("Канал продаж", CHANNELS.get(view.channel, view.channel)),
        ("Источник заказа", oms.origin_title(view.origin.kind, view.origin.source)),
        ("Рекламная кампания", view.origin.campaign),
        ("Промокоды", ", ".join(one.title for one in view.deal.coupons)),
        ("Комплекты", "; ".join(f"{one.title} × {one.quantity.normalize():f}" for one in view.deal.bundles)),
        ("Акции", ", ".join(one.title for one in view.deal.promotions)),
        ("Бесплатная доставка", ", ".join(view.deal.free_delivery)),
        ("Организация", entity),
        ("Получатель", view.recipient.name if view.recipient else ""),
        ("Телефон получателя", view.recipient.phone if view.recipient else ""),
    )


def _shipment(view: OrderView) -> ShipmentOut:
    """Issue is the last thing that changes an order, so its change is the shipment's time."""
    return ShipmentOut(
        number=f"О-{view.number}",
        shipped_at=view.changed_at.astimezone(_zone()) if "issued" in view.facts else None,
        is_cancelled="cancelled" in view.facts,
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _customer_key(view: OrderView) -> str:
    """The same person gets the same key in every order, guests by their phone; no phone stands in the key."""
    who = view.contact.phone or view.contact.email.casefold() or view.number
    return hashlib.sha256(f"customer:{who}".encode()).hexdigest()[:32]
