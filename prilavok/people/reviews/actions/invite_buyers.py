"""Asking buyers what they think: once an order, some days after it was handed over, never those who wish silence."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime

from prilavok.base.clock import database_now
from prilavok.base.ids import new_token
from prilavok.base.unit import require_unit
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, SMS, SendMessage
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard, ProductId, VariantId
from prilavok.people.reviews.models import Invitation, Review, Silence
from prilavok.people.reviews.queries import terms
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderId, OrderView

TEMPLATE: Final = "review_invitation"
PIECE: Final = 100
TOO_LATE: Final = timedelta(days=30)
DAYTIME: Final = range(10, 20)


def note_issued(order_ids: Sequence[int]) -> None:
    """These orders were handed over; hearing it twice changes nothing. Joins the unit."""
    require_unit()
    Invitation.objects.bulk_create(
        [Invitation(order_id=one, token=new_token()) for one in order_ids], ignore_conflicts=True
    )


def invite_due() -> int:
    """Write to those whose time has come, by day only; returns how many messages. Joins the unit."""
    require_unit()
    wanted, now = terms(), database_now()
    if not wanted.is_on or localtime(now).hour not in DAYTIME:
        return 0
    due = now - timedelta(days=wanted.after_days)
    found = Invitation.objects.select_for_update(skip_locked=True).filter(ended="", issued_at__lte=due)
    rows = list(found.order_by("issued_at")[:PIECE])
    orders = oms.orders(order_ids=[OrderId(row.order_id) for row in rows])
    goods = goods_of(list(orders.values()))
    ended: dict[str, list[int]] = {}
    for row in rows:
        order = orders.get(OrderId(row.order_id))
        is_late = row.issued_at < due - TOO_LATE
        ended.setdefault(_ask(row, None if is_late else order, goods.get(row.order_id, [])), []).append(row.pk)
    for word, ids in ended.items():
        Invitation.objects.filter(pk__in=ids).update(ended=word, ended_at=now)
    return len(ended.get("sent", ()))


def goods_of(orders: Sequence[OrderView]) -> dict[int, list[ProductCard]]:
    """The published products of each order, in the order of its lines. Three queries."""
    variants = pim.variants(variant_ids=[VariantId(line.variant_id) for one in orders for line in one.lines])
    cards = pim.cards(product_ids=sorted({ProductId(one.product_id) for one in variants.values()}))
    found: dict[int, list[ProductCard]] = {}
    for order in orders:
        ids = dict.fromkeys(
            variants[line.variant_id].product_id
            for line in order.lines
            if line.variant_id in variants and line.quantity > 0
        )
        found[int(order.order_id)] = [cards[one] for one in ids if one in cards and cards[one].is_published]
    return found


def silence(*, contacts: Sequence[str], is_wished: bool) -> None:
    """Never invite these contacts again, or do after all. Joins the unit."""
    require_unit()
    digests = [_digest(one) for one in contacts if one]
    if is_wished:
        Silence.objects.bulk_create([Silence(contact_digest=one) for one in digests], ignore_conflicts=True)
    else:
        Silence.objects.filter(contact_digest__in=digests).delete()


def is_silent(contacts: Sequence[str]) -> bool:
    """Whether one of the contacts wishes no invitations."""
    return Silence.objects.filter(contact_digest__in=[_digest(one) for one in contacts if one]).exists()


def _ask(row: Invitation, order: OrderView | None, goods: Sequence[ProductCard]) -> str:
    """Send one message, or say why not: sent, stopped, over."""
    to = (order.contact.email or order.contact.phone) if order else ""
    if order is None or not to or "issued" not in order.facts or "cancelled" in order.facts:
        return "over"
    if is_silent([order.contact.email, order.contact.phone]):
        return "stopped"
    ids = [int(one.product_id) for one in goods]
    if order.person_id is not None:
        written = Review.objects.filter(person_id=order.person_id, product_id__in=ids)
        ids = [one for one in ids if one not in set(written.values_list("product_id", flat=True))]
    if not ids:
        return "over"
    title = next(one.title for one in goods if one.product_id == ids[0])
    messaging.send(
        SendMessage(
            key=f"review:{order.order_id}",
            template=TEMPLATE,
            channel=EMAIL if "@" in to else SMS,
            to=to,
            context={
                "name": order.contact.name,
                "number": order.number,
                "goods": title + (f" +{len(ids) - 1}" if len(ids) > 1 else ""),
                "link": f"{settings.BASE_URL}/reviews/invitation/{row.token}/",
                "chain": settings.SHOP_NAME,
            },
            about=f"order:{order.order_id}",
        )
    )
    return "sent"


def _digest(contact: str) -> str:
    return salted_hmac("prilavok.reviews.silence", contact.strip().lower(), algorithm="sha256").hexdigest()
