"""The question of the last second: does the ERP have the goods of an order that is about to be placed?

Asked outside of the unit, once, with a breaker, for at most a second and a half: a shop does not wait for an ERP. A
"no" stops the order with what is left; no answer in time leaves it to the node's rule, and the trace says which.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from prilavok.base import http, journal
from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import Refused
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.errors import DocumentUnknown
from prilavok.partners.erp.models import OrderProfile, StockDoubt
from prilavok.partners.erp.rules.tolerant import number
from prilavok.partners.erp.values import Confirmation
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderId

OFF: Final = "off"
CONFIRMED: Final = "confirmed"
SHORT: Final = "short"
NO_ANSWER: Final = "no_answer"


@dataclass(frozen=True, kw_only=True)
class DoubtView:
    """An order to check by hand."""

    doubt_id: int
    order_id: int
    number: str
    node_title: str
    reason: str
    raised_at: datetime


def is_asked() -> bool:
    """True when the rules of some node say that it is to be asked."""
    return _asking().exists()


def _asking() -> QuerySet[OrderProfile]:
    return OrderProfile.objects.exclude(check_policy=OFF).filter(node__is_active=True)


def confirm(*, location_id: int, wants: Mapping[int, Decimal]) -> Confirmation:
    """Ask the node that keeps this store's stock, if one is to be asked. Never raises, never inside a unit."""
    for profile in _asking().select_related("node"):
        places = stock.external_location_ids(system=profile.node.namespace, location_ids=[location_id])
        store = next(iter(places.values()), "")
        if store:
            return _ask(profile, store, wants)
    return Confirmation()


def note(*, order_id: int, order_number: str, said: Confirmation) -> None:
    """Write on the order's trace what the ERP said, and raise a doubt where an operator is to look."""
    require_unit()
    if said.state == OFF:
        return
    flow, subject = f"{said.node}.availability", f"order:{order_id}"
    if said.state == CONFIRMED:
        journal.record(flow=flow, summary=_("The accounting system confirmed the goods"), subject=subject)
        return
    is_asked = said.policy == OrderProfile.Check.ASK
    rule = _("an operator is asked to check") if is_asked else _("accepted on our stock")
    summary = _("The accounting system did not confirm in time ({reason}): {rule}").format(
        reason=said.reason, rule=rule
    )
    journal.record(flow=flow, summary=summary, outcome=journal.WARNING, subject=subject)
    if is_asked:
        StockDoubt.objects.get_or_create(
            order_id=order_id,
            defaults={"node_id": said.node_id, "number": order_number, "reason": said.reason[:300]},
        )


def doubts(*, stores: frozenset[int] | None = None, limit: int = 200) -> list[DoubtView]:
    """The orders of these stores (None: all) that wait to be checked by hand, oldest first."""
    rows = list(StockDoubt.objects.filter(settled_at__isnull=True).select_related("node").order_by("id")[:limit])
    if stores is not None:
        views = oms.orders(order_ids=[row.order_id for row in rows])
        rows = [row for row in rows if views[OrderId(row.order_id)].location_id in stores]
    return [
        DoubtView(
            doubt_id=row.pk,
            order_id=row.order_id,
            number=row.number,
            node_title=row.node.title,
            reason=row.reason,
            raised_at=row.raised_at,
        )
        for row in rows
    ]


def settle_doubt(doubt_id: int, actor: Actor) -> None:
    """An operator has checked the goods. Raises DocumentUnknown."""
    require_unit()
    row = StockDoubt.objects.select_for_update().filter(pk=doubt_id, settled_at__isnull=True).first()
    if row is None or not any(one.doubt_id == doubt_id for one in doubts(stores=actor.stores)):
        raise DocumentUnknown
    row.settled_at, row.settled_by = database_now(), actor.name[:200]
    row.save(update_fields=["settled_at", "settled_by"])
    accounts.audit(actor, "order.stock_checked", f"order:{row.order_id}", after={"number": row.number})


def _ask(profile: OrderProfile, store: str, wants: Mapping[int, Decimal]) -> Confirmation:
    node = profile.node
    ids = {int(key): one for key, one in pim.external_ids(system=node.namespace, variant_ids=list(wants)).items()}
    unheard = Confirmation(state=NO_ANSWER, node_id=node.pk, node=node.code, policy=str(profile.check_policy))
    if len(ids) < len(wants):
        return replace(unheard, reason=_("some goods have no identifier there"))
    whole_s = profile.check_timeout_ms / 1000
    goods = [{"id": ids[variant], "quantity": str(quantity)} for variant, quantity in wants.items()]
    request = http.Request(
        flow=f"{node.code}.availability",
        method="POST",
        url=http.allow(profile.check_url),
        json={"store": store, "goods": goods},
        connect_s=whole_s / 3,
        read_s=whole_s * 2 / 3,
    )
    started = time.monotonic()
    try:
        answer = http.call(request, subject=f"node:{node.pk}")
        left = _understood(answer) if answer.is_ok else None
        why = "" if left is not None else _("the answer was not understood")
    except Refused as refusal:
        left, why = None, refusal.message
    took_ms = int((time.monotonic() - started) * 1000)
    if left is None:
        return replace(unheard, reason=why, took_ms=took_ms)
    lacking = {
        variant: left.get(ids[variant].lower(), Decimal(0))
        for variant, quantity in wants.items()
        if left.get(ids[variant].lower(), Decimal(0)) < quantity
    }
    return replace(unheard, state=SHORT if lacking else CONFIRMED, left=lacking, took_ms=took_ms)


def _understood(answer: http.Answer) -> dict[str, Decimal] | None:
    """What is left by the ERP's ids; None when the answer is of another shape."""
    try:
        said = answer.json()["goods"]
        found = {str(one["id"]).lower(): number(str(one["available"])) for one in said}
    except (ValueError, KeyError, TypeError):
        return None
    return {key: max(Decimal(0), left) for key, left in found.items() if left is not None}
