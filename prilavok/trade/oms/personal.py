"""What oms holds about buyers: orders with a name and contacts, their history, baskets."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from prilavok.base.personal import FIVE_YEARS, Holding, Whose, declare_holding, declare_staff_marks, extends_whose
from prilavok.trade.oms import rules
from prilavok.trade.oms.as_values import worded
from prilavok.trade.oms.models import Basket, BasketLine, BasketLink, Order, OrderHistory, OrderLine, OrderVersion

NOBODY = {"name": "", "phone": "", "email": "", "comment": "", "recipient_name": "", "recipient_phone": ""}


def _mine(whose: Whose) -> "QuerySet[Order]":
    """Orders of the person, and of their proven phones when nobody else was signed in."""
    return Order.objects.filter(Q(person_id=whose.person_id) | Q(phone__in=whose.phones, person_id=None))


def _named(whose: Whose) -> "QuerySet[Order]":
    """Everything that names a contact of the person, orders that others placed for them included."""
    return Order.objects.filter(
        Q(person_id=whose.person_id)
        | Q(phone__in=whose.phones)
        | Q(email__in=whose.emails)
        | Q(recipient_phone__in=whose.phones)
    )


def _contacts(whose: Whose) -> "QuerySet[Order]":
    """Orders whose contact the person is, or one of theirs."""
    return Order.objects.filter(Q(person_id=whose.person_id) | Q(phone__in=whose.phones) | Q(email__in=whose.emails))


@extends_whose
def know_orders(whose: Whose) -> Whose:
    """Their orders are subjects of events and messages; orders of others may have them as the contact.

    Whoever only comes for another's order is named in no event: the buyer's name stays there.
    """
    whose = whose.with_refs(f"order:{pk}" for pk in _mine(whose).values_list("pk", flat=True))
    return whose.with_mentions(f"order:{pk}" for pk in _contacts(whose).values_list("pk", flat=True))


def gather_orders(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """Orders with their lines and what happened to them."""
    rows = list(_mine(whose).select_related("status").order_by("placed_at"))
    lines: dict[int, list[dict[str, Any]]] = {}
    for line in OrderLine.objects.filter(order__in=rows, version=F("order__version")).order_by("position"):
        told = {"title": line.title, "quantity": line.quantity, "total": line.total}
        lines.setdefault(line.order_id, []).append(told)
    for row in rows:
        yield {
            "number": row.number,
            "placed_at": row.placed_at,
            "status": worded(row.status, "public_title"),
            "name": row.name,
            "phone": row.phone,
            "recipient": f"{row.recipient_name} {row.recipient_phone}".strip(),
            "email": row.email,
            "comment": row.comment,
            "total": f"{row.total} {row.currency}",
            "lines": lines.get(row.pk, []),
        }


def erase_orders(whose: Whose) -> int:
    """What was sold for how much stays for accounting; to whom goes, out of the history too."""
    rows = list(_contacts(whose).values_list("pk", "number", "name", "erp_number"))
    for pk, name in _named(whose).values_list("pk", "name"):
        _forget_in_history(whose, pk, name)
    for pk, number, _name, erp_number in rows:
        Order.objects.filter(pk=pk).update(**NOBODY, search_text=_searched(number, erp_number))
    for row in Order.objects.filter(recipient_phone__in=whose.phones):
        rest = rules.search_rest(row.phone, row.name, row.email, row.erp_number)
        found = rules.search_text(row.number, rest)
        Order.objects.filter(pk=row.pk).update(recipient_name="", recipient_phone="", search_text=found)
    Order.objects.filter(person_id=whose.person_id).update(person_id=None)
    return len(rows)


def expire_orders(before: datetime, most: int) -> int:
    """To whom it was sold goes from a batch of old orders."""
    told = ~Q(phone="") | ~Q(name="") | ~Q(email="")
    found = Order.objects.filter(told, placed_at__lt=before).order_by("placed_at")[:most]
    rows = list(found.values_list("pk", "number", "erp_number"))
    for pk, number, erp_number in rows:
        Order.objects.filter(pk=pk).update(**NOBODY, person_id=None, search_text=_searched(number, erp_number))
    return len(rows)


def orders_on_their_way(whose: Whose) -> list[str]:
    """An order that is neither issued nor cancelled needs a name and a phone."""
    over = Q(facts__contains=["issued"]) | Q(facts__contains=["cancelled"])
    rows = _mine(whose).exclude(over).values_list("pk", "number")
    said = [_("Order {number} is on its way: pick it up or cancel it.").format(number=number) for _pk, number in rows]
    others = _named(whose).exclude(over).exclude(pk__in=[pk for pk, _number in rows])
    return [*said, *([_("An order that somebody placed for you is on its way.")] if others.exists() else [])]


def gather_baskets(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """What lies in the person's basket."""
    for line in BasketLine.objects.filter(basket__person_id=whose.person_id).order_by("pk"):
        yield {"variant": line.variant_id, "quantity": line.quantity}


def erase_baskets(whose: Whose) -> int:
    """Baskets go, and the links to what lay in them."""
    links = BasketLink.objects.filter(person_id=whose.person_id).delete()[0]
    return int(links + Basket.objects.filter(person_id=whose.person_id).delete()[0])


def _searched(number: str, erp_number: str) -> str:
    return rules.search_text(number, rules.search_rest("", "", "", erp_number))


def _forget_in_history(whose: Whose, order_id: int, name: str) -> None:
    """The doer's name where the buyer did it, and words that name them."""
    names = {one for one in (name, *whose.contacts) if one}
    mine = Q(actor_id=whose.person_id) | Q(actor_name__in=names)
    OrderHistory.objects.filter(mine, order_id=order_id).update(actor_name="")
    OrderVersion.objects.filter(order_id=order_id, made_by__in=names).update(made_by="")
    for row in OrderHistory.objects.filter(order_id=order_id):
        said = f"{row.detail} {row.changes}"
        digits = re.sub(r"\D", "", said)
        if any(one in said for one in names) or any(phone[-10:] in digits for phone in whose.phones):
            OrderHistory.objects.filter(pk=row.pk).update(detail="", changes=[])


declare_holding(
    Holding(
        code="oms.orders",
        title="Orders",
        why="To sell you what you ordered, to take it back, and to keep the books.",
        keeps={
            "oms.Order": ("name", "phone", "email", "comment", "person_id", "recipient_name", "recipient_phone"),
            "oms.OrderHistory": ("actor_id", "actor_name"),
            "oms.OrderVersion": ("made_by",),
        },
        gather=gather_orders,
        erase=erase_orders,
        stays="Orders stay as accounting wants it, five years and more, without your name, phone, e-mail and comment.",
        days=FIVE_YEARS,
        least_days=30,
        expire=expire_orders,
        holds_up=orders_on_their_way,
    ),
    Holding(
        code="oms.baskets",
        title="Baskets",
        why="So that your basket is the same on every device.",
        keeps={"oms.Basket": ("person_id",), "oms.BasketLink": ("person_id",)},
        gather=gather_baskets,
        erase=erase_baskets,
    ),
)
declare_staff_marks("oms.SchemeRevision", "made_by")
