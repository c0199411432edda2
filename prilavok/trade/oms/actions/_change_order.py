"""The steps every change of an order is made of: enter a status, take a new version, note something; all are told."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import msgspec

from prilavok.base import live
from prilavok.base.access import SYSTEM, Actor
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.money import Money
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.stock import api as stock
from prilavok.trade.oms import rules
from prilavok.trade.oms.as_values import line_view, steps_of
from prilavok.trade.oms.errors import StatusUnknown
from prilavok.trade.oms.events import OrderCorrected, OrderMoved
from prilavok.trade.oms.models import Order, OrderHistory, OrderLine, OrderVersion, Scheme, Status
from prilavok.trade.oms.values import Fact, LineChange
from prilavok.trade.oms.values import OrderLine as LineView


def status_of_step(step: str) -> Status:
    """The status in which the house does this step."""
    status = Status.objects.filter(step=step).first()
    if status is None:
        raise StatusUnknown(code=step)
    return status


def enter(
    order: Order,
    to: Status,
    actor: Actor,
    *,
    reason: str = "",
    add: Sequence[Fact] = (),
    drop: Sequence[Fact] = (),
) -> None:
    """Put the order into a status, with the facts it brings; write, tell, audit."""
    before = order.status.code
    order.status = to
    order.facts = rules.with_facts(order.facts, add=add, drop=drop)
    _save(order)
    _note(order, OrderHistory.Kind.MOVED, actor, detail=reason, from_status=before, to_status=to.code)
    publish(
        OrderMoved(
            order_id=order.pk,
            number=order.number,
            from_status=before,
            to_status=to.code,
            actor_name=actor.name,
            revision=order.revision,
        )
    )
    tell_pages(order)
    audit(order, actor, "order.moved", before={"status": before}, after={"status": to.code, "reason": reason})


def correct(order: Order, lines: Sequence[LineView], *, source: str, actor: Actor) -> tuple[LineChange, ...]:
    """Give the order a new version of its lines; the caller moves hold, payment and pick list after it."""
    changes = rules.differences(current_lines(order), lines)
    order.version += 1  # the row is locked
    total = rules.total_of(lines, order.currency)
    order.total = total.amount
    _save(order)
    OrderVersion.objects.create(
        order=order, version=order.version, source=source[:80], total=total.amount, made_by=actor.name[:200]
    )
    OrderLine.objects.bulk_create(_row(order, position, line) for position, line in enumerate(lines))
    _note(order, OrderHistory.Kind.CORRECTED, actor, detail=source, changes=changes)
    publish(
        OrderCorrected(order_id=order.pk, number=order.number, version=order.version, source=source, total=total.amount)
    )
    tell_pages(order)
    audit(order, actor, "order.corrected", before={"version": order.version - 1}, after={"total": str(total.amount)})
    return changes


def keep(order: Order, *, add: Sequence[Fact] = ()) -> None:
    """Write the order as it stands, with more facts; a new revision, and nothing else is told."""
    order.facts = rules.with_facts(order.facts, add=add)
    _save(order)
    tell_pages(order)


def note(order: Order, kind: str, detail: str, *, actor_name: str) -> None:
    """Add a line to the history that changes nothing."""
    _note(order, kind, Actor(name=actor_name, kind="machine"), detail=detail)


def current_lines(order: Order) -> tuple[LineView, ...]:
    """The lines of the order's version."""
    rows = OrderLine.objects.filter(order_id=order.pk, version=order.version).order_by("position")
    return tuple(line_view(row, order.currency) for row in rows)


def total_money(order: Order) -> Money:
    """The order's total."""
    return Money(order.total, order.currency)


def prolong(order: Order) -> int:
    """Set how long the ready order waits for its customer; returns it in seconds for the hold of goods."""
    seconds = stock.term_s("pickup_shelf", location_id=order.location_id)
    if seconds is None:
        seconds = Scheme.objects.values_list("hold_ready_s", flat=True).get(pk=1)
    order.hold_until = database_now() + timedelta(seconds=seconds)
    return seconds


def tell_pages(order: Order, store_hint: str = "changed") -> None:
    """Wake the buyer's page, the store's phones and the operators' lists."""
    live.say_all(
        [(f"order:{order.token}", "changed"), (f"store:{order.location_id}", store_hint), ("orders", "changed")]
    )


def audit(order: Order, actor: Actor, action: str, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What a person did stays on record; the house's own steps are in the history."""
    if actor.person_id is not None and actor is not SYSTEM:
        accounts.audit(actor, action, f"order:{order.pk}", before=before, after=after)


def _save(order: Order) -> None:
    order.revision += 1
    order.changed_at = database_now()
    order.save()


def _note(order: Order, kind: str, actor: Actor, **fields: Any) -> None:
    changes = [msgspec.to_builtins(asdict(change)) for change in fields.pop("changes", ())]
    OrderHistory.objects.create(
        order=order,
        kind=kind,
        actor_name=actor.name[:200],
        actor_id=actor.person_id,
        version=order.version,
        revision=order.revision,
        changes=changes,
        **fields,
    )


def _row(order: Order, position: int, line: LineView) -> OrderLine:
    return OrderLine(
        order=order,
        version=order.version,
        position=position,
        variant_id=line.variant_id,
        title=line.title,
        article=line.article,
        quantity=line.quantity,
        unit_price=line.unit_price.amount,
        total=line.total.amount,
        vat=line.vat or "",
        unit=line.unit,
        steps=steps_of(line),
    )
