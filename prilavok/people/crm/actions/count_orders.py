"""Keep a customer's orders and what follows from them: recomputed whole, so that hearing twice changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from prilavok.base.unit import require_unit
from prilavok.people.crm.models import Customer, CustomerOrder, CustomerReceipt, Happening


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An order as heard of now."""

    order_id: int
    number: str
    status: str
    revision: int
    is_cancelled: bool
    is_issued: bool
    total: Decimal
    currency: str
    channel: str
    location_id: int
    placed_at: datetime


def note_order(*, customer_id: int, heard: Heard) -> None:
    """Write the order down unless something newer is known, and recount. Joins the unit."""
    require_unit()
    Customer.objects.select_for_update().get(pk=customer_id)
    fields = {name: getattr(heard, name) for name in heard.__dataclass_fields__ if name != "order_id"}
    row, created = CustomerOrder.objects.get_or_create(
        order_id=heard.order_id, defaults={**fields, "customer_id": customer_id}
    )
    if not created and row.revision <= heard.revision:
        CustomerOrder.objects.filter(pk=row.pk).update(**fields)
    recount(row.customer_id)


def recount(customer_id: int) -> None:
    """Count anew what the customer ordered, bought in stores and spent. Joins the unit."""
    require_unit()
    counted = CustomerOrder.objects.filter(customer_id=customer_id).aggregate(
        count=Count("pk", filter=Q(is_cancelled=False)),
        spent=Sum("total", filter=Q(is_issued=True)),
    )
    # A receipt by which an order of ours was paid at the till is the order's money, not more money.
    at_tills = CustomerReceipt.objects.filter(customer_id=customer_id)
    at_tills = at_tills.exclude(~Q(order_number="") & Q(order_number__in=CustomerOrder.objects.values("number")))
    bought = at_tills.aggregate(count=Count("pk", filter=Q(kind="sale", is_cancelled=False)), spent=Sum("amount"))
    changes: dict[str, Any] = {
        "orders_count": counted["count"],
        "receipts_count": bought["count"],
        "spent": (counted["spent"] or Decimal(0)) + (bought["spent"] or Decimal(0)),
    }
    Customer.objects.filter(pk=customer_id).update(**changes)


def note_happening(*, customer_id: int, key: str, kind: str, at: datetime, number: str, data: dict[str, Any]) -> None:
    """One line of the timeline, once per key. Joins the unit."""
    require_unit()
    Happening.objects.get_or_create(
        key=key, defaults={"customer_id": customer_id, "kind": kind, "at": at, "order_number": number, "data": data}
    )
