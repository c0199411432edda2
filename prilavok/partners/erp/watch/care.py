"""What people set: promises and schedules of flows, who is told, the note, what price types and warehouses mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from prilavok.base import live
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, LocationEdit, LocationId
from prilavok.partners.erp.models import FlowPlan, Mentioned, Node, NodeCare, ScheduleLine
from prilavok.partners.erp.values import Expected
from prilavok.partners.erp.watch.flows import TITLES
from prilavok.partners.erp.watch.notice import ensure_plan
from prilavok.partners.erp.watch.schedule import Line


@dataclass(frozen=True, kw_only=True)
class Care:
    """What is kept about a node beside its profile; `emails` separated by spaces or lines."""

    note: str = ""
    emails: tuple[str, ...] = ()
    quiet_from: time | None = None
    quiet_till: time | None = None
    new_warehouses: str = "used"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a flow promises: seconds (None: no promise), missed runs before the alarm, when it is expected."""

    node_id: int
    flow: str
    promise_s: int | None
    patience: int
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WarehouseView:
    """A warehouse the ERP has named and the place it is counted at."""

    mentioned_id: int
    external_id: str
    title: str
    decision: str
    decided_by: str
    first_seen_at: datetime
    location_id: int | None
    place: str


@dataclass(frozen=True, kw_only=True)
class PriceTypeLine:
    """A price type the ERP has named: whether the node takes it, and what it is here (selling, compare, none)."""

    external_id: str
    title: str
    is_taken: bool
    price_type_id: int | None
    role: str


def care_of(node_id: int) -> Care:
    """What is kept about a node."""
    row = NodeCare.objects.filter(node_id=node_id).first()
    if row is None:
        return Care()
    return Care(
        note=row.note,
        emails=tuple(row.emails.split()),
        quiet_from=row.quiet_from,
        quiet_till=row.quiet_till,
        new_warehouses=row.new_warehouses,
    )


def set_care(node_id: int, care: Care) -> None:
    """Write what people keep about a node."""
    require_unit()
    NodeCare.objects.update_or_create(
        node_id=node_id,
        defaults={
            "note": care.note,
            "emails": "\n".join(care.emails),
            "quiet_from": care.quiet_from,
            "quiet_till": care.quiet_till,
            "new_warehouses": care.new_warehouses,
        },
    )


def set_plan(plan: Plan) -> None:
    """Write a promise and a schedule. Raises NotFound."""
    require_unit()
    node = Node.objects.filter(pk=plan.node_id).first()
    if node is None or plan.flow not in TITLES:
        raise NotFound
    ensure_plan(node, plan.flow)
    row = FlowPlan.objects.select_for_update().get(node=node, flow=plan.flow)
    row.promise_s, row.patience = plan.promise_s, plan.patience
    row.save(update_fields=["promise_s", "patience"])
    row.lines.all().delete()
    ScheduleLine.objects.bulk_create(
        [
            ScheduleLine(
                plan=row,
                title=line.title[:120],
                every_min=line.every_min,
                at=line.at,
                weekdays=line.weekdays,
                hours_from=line.hours_from,
                hours_till=line.hours_till,
            )
            for line in plan.lines
        ]
    )
    live.say("exchange")


def warehouses(namespace: str) -> list[WarehouseView]:
    """The warehouses the ERP has named, those nobody has decided first."""
    rows = list(Mentioned.objects.filter(namespace=namespace, what=Mentioned.What.WAREHOUSE).order_by("title"))
    places = stock.location_ids(system=namespace, external_ids=[row.external_id for row in rows])
    cards = stock.locations(location_ids=list(places.values()))
    order = [Mentioned.Decision.NEW, Mentioned.Decision.USED, Mentioned.Decision.UNUSED]
    rows.sort(key=lambda row: order.index(Mentioned.Decision(row.decision)))
    return [_warehouse(row, places.get(row.external_id), cards) for row in rows]


def warehouse(mentioned_id: int) -> tuple[WarehouseView, str]:
    """One warehouse, and the system that calls it so. Raises NotFound."""
    row = Mentioned.objects.filter(pk=mentioned_id, what=Mentioned.What.WAREHOUSE).first()
    if row is None:
        raise NotFound
    places = stock.location_ids(system=row.namespace, external_ids=[row.external_id])
    cards = stock.locations(location_ids=list(places.values()))
    return _warehouse(row, places.get(row.external_id), cards), row.namespace


def _warehouse(row: Mentioned, place: LocationId | None, cards: dict[LocationId, LocationCard]) -> WarehouseView:
    card = cards.get(place) if place is not None else None
    is_off = card is not None and not card.is_active and row.decision == Mentioned.Decision.USED
    return WarehouseView(
        mentioned_id=row.pk,
        external_id=row.external_id,
        title=row.title,
        decision=Mentioned.Decision.UNUSED if is_off else row.decision,
        decided_by=row.decided_by,
        first_seen_at=row.first_seen_at,
        location_id=place,
        place=f"{card.title} ({card.code})" if card else "",
    )


def decide_warehouse(*, mentioned_id: int, use: bool, by: str) -> str:
    """Count what lies at a warehouse, or not; returns its title. Raises NotFound."""
    require_unit()
    row = Mentioned.objects.select_for_update().filter(pk=mentioned_id, what=Mentioned.What.WAREHOUSE).first()
    if row is None:
        raise NotFound
    row.decision = Mentioned.Decision.USED if use else Mentioned.Decision.UNUSED
    row.decided_by = by[:150]
    row.save(update_fields=["decision", "decided_by"])
    for place in stock.location_ids(system=row.namespace, external_ids=[row.external_id]).values():
        stock.describe_location(LocationEdit(location_id=place, is_active=use))
    live.say("exchange")
    return row.title


def price_types(namespace: str, taken: Sequence[str]) -> list[PriceTypeLine]:
    """The price types the ERP has named."""
    rows = list(Mentioned.objects.filter(namespace=namespace, what=Mentioned.What.PRICE_TYPE).order_by("title"))
    ids = pricing.price_type_ids(system=namespace, external_ids=[row.external_id for row in rows])
    roles = {view.price_type_id: view.role for view in pricing.price_types()}
    return [
        PriceTypeLine(
            external_id=row.external_id,
            title=row.title,
            is_taken=not taken or row.external_id in taken,
            price_type_id=ids.get(row.external_id),
            role=roles.get(ids[row.external_id], "none") if row.external_id in ids else "none",
        )
        for row in rows
    ]


def ensure_watch(node_id: int, *, emails: Sequence[str], expected: Sequence[Expected]) -> bool:
    """Set who is told and what is expected, unless a person or an earlier call has."""
    require_unit()
    if NodeCare.objects.filter(node_id=node_id).exists():
        return False
    set_care(node_id, Care(emails=tuple(emails)))
    for one in expected:
        is_planned = one.every_min is not None or one.at is not None
        lines = (Line(title=one.title, every_min=one.every_min, at=one.at),) if is_planned else ()
        set_plan(Plan(node_id=node_id, flow=one.flow, promise_s=one.promise_s, patience=one.patience, lines=lines))
    return True
