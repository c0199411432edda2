"""Whose a receipt is: the owner of its card, else the one known by the phone told at the till.

A card is known only from an accounting system or a proof, never from a receipt: cashiers swipe cards of their own.
When a card becomes known, receipts that named it find their owner, whatever came first.
"""

from collections.abc import Sequence

from prilavok.base.unit import require_unit
from prilavok.people.crm.actions.count_orders import recount
from prilavok.people.crm.actions.remember_customer import remember
from prilavok.people.crm.models import Customer, CustomerReceipt, Identity
from prilavok.trade.receipts import api as receipts
from prilavok.trade.receipts.values import ReceiptView

SOURCE = "receipt"


def note_receipts(receipt_ids: Sequence[int]) -> int:
    """Write receipts down with their customers and recount these; returns how many are somebody's. Joins the unit."""
    require_unit()
    views = receipts.receipts(receipt_ids=list(receipt_ids))
    before = dict(CustomerReceipt.objects.filter(pk__in=views).values_list("pk", "customer_id"))
    owners = _owners_of_cards([view.card for view in views.values()])
    touched, kept = set(before.values()), 0
    for view in views.values():
        customer_id = owners.get(view.card) or _known_by_phone(view)
        if customer_id is None:
            CustomerReceipt.objects.filter(pk=view.receipt_id).delete()
            continue
        _write(view, customer_id)
        touched.add(customer_id)
        kept += 1
    recount(touched)
    return kept


def adopt_receipts(cards: Sequence[str]) -> int:
    """Receipts that named these cards find their owner; returns how many. Joins the unit."""
    require_unit()
    found = receipts.receipt_ids_of(cards=list(cards)) if cards else []
    return note_receipts(found) if found else 0


def _owners_of_cards(cards: Sequence[str]) -> dict[str, int]:
    wanted = {card for card in cards if card}
    return dict(Identity.objects.filter(kind="card", value__in=wanted).values_list("value", "customer_id"))


def _known_by_phone(view: ReceiptView) -> int | None:
    return remember("", view.phone, "", SOURCE) if view.phone else None


def _write(view: ReceiptView, customer_id: int) -> None:
    CustomerReceipt.objects.update_or_create(
        receipt_id=view.receipt_id,
        defaults={
            "customer_id": customer_id,
            "location_id": view.key.location_id,
            "at": view.at,
            "number": view.number,
            "kind": view.kind,
            "is_cancelled": view.is_cancelled,
            "amount": view.signed.amount,
            "currency": view.signed.currency,
            "phone": view.phone,
            "card": view.card,
            "order_number": view.order_number,
        },
    )
    Customer.objects.filter(pk=customer_id, first_seen__gt=view.at).update(first_seen=view.at)
