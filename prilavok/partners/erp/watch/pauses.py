"""Pauses: a door of a node, or the whole node, is shut by a person and opened by a person or by the time.

A conversation that is under way is never torn: a shut node refuses only the next `checkauth`, a shut door of goods
only the next one about goods. Orders that leave wait in their queue while `query` answers an empty root, documents
that come are refused with a sentence, so that 1C keeps them and sends them again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from prilavok.base import live
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.partners.erp.errors import ExchangePaused
from prilavok.partners.erp.models import FlowPlan, Node
from prilavok.partners.erp.watch.flows import GOODS, ORDERS_IN, ORDERS_OUT, TITLES, WHOLE

SHUT = Q(paused_at__isnull=False) & (Q(paused_until__isnull=True) | Q(paused_until__gt=Now()))
REFUSED = {("sale", "file"): ORDERS_IN, ("sale", "import"): ORDERS_IN}


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A door that is shut: since when, until when (None: until a person opens it), by whom and why."""

    door: str
    at: datetime
    until: datetime | None
    by: str
    reason: str


def refuse_at_the_door(node: Node, type_: str) -> None:
    """checkauth: raise ExchangePaused when the node, or the door of this type, is shut."""
    _refuse(node, [WHOLE, GOODS] if type_ == "catalog" else [WHOLE])


def refuse_in_talk(node: Node, type_: str, mode: str) -> None:
    """Raise ExchangePaused for what a shut door does not take in the middle of a conversation."""
    door = REFUSED.get((type_, mode))
    if door is not None:
        _refuse(node, [door])


def refuse(node: Node, door: str) -> None:
    """Raise ExchangePaused when the node or this door is shut."""
    _refuse(node, [WHOLE, door])


def gives_no_orders(node_id: int) -> bool:
    """True while orders wait because a person has shut their door."""
    return FlowPlan.objects.filter(SHUT, node_id=node_id, flow__in=(WHOLE, ORDERS_OUT)).exists()


def pause(*, node_id: int, door: str, hours: int | None, by: str, reason: str) -> Pause:
    """Shut a door for some hours, or until it is opened. Raises NotFound."""
    require_unit()
    if door not in TITLES or not Node.objects.filter(pk=node_id).exists():
        raise NotFound
    at = database_now()
    until = at + timedelta(hours=hours) if hours else None
    FlowPlan.objects.update_or_create(
        node_id=node_id,
        flow=door,
        defaults={"paused_at": at, "paused_until": until, "paused_by": by[:150], "pause_reason": reason[:200]},
    )
    live.say("exchange")
    return Pause(door=door, at=at, until=until, by=by, reason=reason)


def resume(*, node_id: int, door: str) -> bool:
    """Open a door again; False when it was open."""
    require_unit()
    opened = FlowPlan.objects.filter(node_id=node_id, flow=door, paused_at__isnull=False).update(
        paused_at=None, paused_until=None, paused_by="", pause_reason=""
    )
    live.say("exchange")
    return bool(opened)


def pauses_among(plans: Iterable[FlowPlan], now: datetime) -> dict[str, Pause]:
    """The doors that are shut now, among the plans of one node."""
    return {
        plan.flow: Pause(
            door=plan.flow, at=plan.paused_at, until=plan.paused_until, by=plan.paused_by, reason=plan.pause_reason
        )
        for plan in plans
        if plan.paused_at is not None and (plan.paused_until is None or plan.paused_until > now)
    }


def _refuse(node: Node, doors: list[str]) -> None:
    found = FlowPlan.objects.filter(SHUT, node=node, flow__in=doors).order_by(F("paused_until").desc(nulls_first=True))
    shut = found.first()
    if shut is not None:
        raise ExchangePaused(reason=shut.pause_reason or gettext("works on the site"), until=_until(shut))


def _until(shut: FlowPlan) -> str:
    if shut.paused_until is None:
        return gettext("it will be opened by hand")
    return gettext("it opens by itself at {time}").format(
        time=date_format(timezone.localtime(shut.paused_until), "H:i j E")
    )
