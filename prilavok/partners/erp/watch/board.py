"""The exchange page: every node with its flows, what runs, what waits, what is wrong. Seven queries, however many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext

from prilavok.base.bulk import fetch
from prilavok.base.clock import database_now
from prilavok.partners.erp.models import FlowPlan, Incident, Node, NodeCare, Package, PackageFile, ScheduleLine
from prilavok.partners.erp.watch import flows as names
from prilavok.partners.erp.watch.pauses import Pause, pauses_among
from prilavok.partners.erp.watch.schedule import Line, last_run, missed, next_run
from prilavok.partners.erp.watch.values import FlowCard, IncidentView, NodeBoard, Running, RunningFile, Waits
from prilavok.partners.erp.watch.words import described

OPEN: Final = (Package.State.RECEIVING, Package.State.QUEUED, Package.State.RUNNING)
FILES_SHOWN: Final = 12
COUNTS: Final = """
SELECT 'order', node_id::text, state, count(*), min(queued_at) FROM erp_export
 WHERE state IN ('waiting', 'quarantined') GROUP BY 2, 3
UNION ALL
SELECT 'early', node_id::text, awaited, count(*), min(created_at) FROM erp_pending GROUP BY 2, 3
UNION ALL
SELECT 'document', node_id::text, state, count(*), min(received_at) FROM erp_incomingdocument
 WHERE state IN ('needs_mapping', 'conflict', 'unknown_order') GROUP BY 2, 3
UNION ALL
SELECT 'held', node_id::text, id::text, 1, started_at FROM erp_package WHERE state IN ('held', 'review')
UNION ALL
SELECT 'new', namespace, what, count(*), min(first_seen_at) FROM erp_mentioned WHERE decision = 'new' GROUP BY 2, 3
"""

# The schedules with their plans in one question.
LINES: Final = ArraySubquery(
    ScheduleLine.objects.filter(plan=OuterRef("pk"))
    .order_by("id")
    .values(
        line=JSONObject(
            title="title",
            every_min="every_min",
            at="at",
            weekdays="weekdays",
            hours_from="hours_from",
            hours_till="hours_till",
        )
    )
)

Counted = Mapping[tuple[str, str], Sequence[tuple[str, int, datetime]]]


def boards(node_id: int | None = None) -> list[NodeBoard]:
    """All nodes, or one, ordered by code."""
    found = Node.objects.select_related("care").order_by("code")
    rows = list(found if node_id is None else found.filter(pk=node_id))
    now = database_now()
    plans: dict[int, list[FlowPlan]] = defaultdict(list)
    lines: dict[int, list[Line]] = {}
    for plan in FlowPlan.objects.filter(node__in=rows).annotate(said=LINES):
        plans[plan.node_id].append(plan)
        lines[plan.pk] = [_told(one) for one in plan.said]
    troubles: dict[int, list[Incident]] = defaultdict(list)
    for one in Incident.objects.filter(node__in=rows, closed_at__isnull=True).order_by("opened_at"):
        troubles[one.node_id].append(one)
    counted = _counted()
    busy = _under_way(rows, now)
    return [
        _board(
            _Parts(
                node=row,
                now=now,
                plans=plans[row.pk],
                lines=lines,
                troubles=troubles[row.pk],
                running=busy.get(row.pk, ()),
                waits=_waits(row, counted),
            )
        )
        for row in rows
    ]


def zone() -> ZoneInfo:
    """Where the chain keeps its clocks."""
    return ZoneInfo(settings.TIME_ZONE)


def line_of(row: ScheduleLine) -> Line:
    """A stored line of a schedule as a value."""
    return Line(
        title=row.title,
        every_min=row.every_min,
        at=row.at,
        weekdays=row.weekdays,
        hours_from=row.hours_from,
        hours_till=row.hours_till,
    )


def _told(line: Mapping[str, Any]) -> Line:
    """A line as the database puts it into JSON."""
    clocks = {name: line[name] and time.fromisoformat(line[name]) for name in ("at", "hours_from", "hours_till")}
    return Line(title=line["title"], every_min=line["every_min"], weekdays=line["weekdays"], **clocks)


def lines_of(node_id: int, flow: str) -> list[Line]:
    """The schedule of one flow."""
    return [line_of(row) for row in ScheduleLine.objects.filter(plan__node=node_id, plan__flow=flow).order_by("id")]


class _Parts:
    """What a board is made of, gathered for one node."""

    def __init__(self, **parts: Any) -> None:
        self.node: Node = parts["node"]
        self.now: datetime = parts["now"]
        self.plans: list[FlowPlan] = parts["plans"]
        self.lines: Mapping[int, Sequence[Line]] = parts["lines"]
        self.troubles: list[Incident] = parts["troubles"]
        self.running: Sequence[Running] = parts["running"]
        self.waits: Waits = parts["waits"]


def _board(parts: _Parts) -> NodeBoard:
    node = parts.node
    care: NodeCare | None = getattr(node, "care", None)
    shut = pauses_among(parts.plans, parts.now)
    cards = _cards(parts, shut)
    return NodeBoard(
        node_id=node.pk,
        code=node.code,
        title=node.title,
        kind=node.kind,
        login=node.login,
        is_active=node.is_active,
        takes_orders=node.orders_out,
        note=care.note if care else "",
        emails=tuple(care.emails.split()) if care else (),
        quiet_from=care.quiet_from if care else None,
        quiet_till=care.quiet_till if care else None,
        state=_state(parts, cards, shut),
        flows=tuple(cards),
        running=tuple(parts.running),
        waits=parts.waits,
        incidents=tuple(incident_view(one, node) for one in parts.troubles),
        pauses=tuple(shut.values()),
        doors=tuple(names.in_order({names.WHOLE, *(names.door_of(card.flow) for card in cards)})),
    )


def _state(parts: _Parts, cards: Sequence[FlowCard], shut: Mapping[str, Pause]) -> str:
    if not parts.node.is_active:
        return "closed"
    if names.WHOLE in shut:
        return "paused"
    if any(one.acknowledged_at is None for one in parts.troubles) or any(card.state == "bad" for card in cards):
        return "bad"
    if parts.running:
        return "running"
    if parts.troubles or any(card.state == "late" for card in cards):
        return "late"
    return "ok" if any(card.last_good_at for card in cards) else "never"


def _cards(parts: _Parts, shut: Mapping[str, Pause]) -> list[FlowCard]:
    node = parts.node
    promised = names.promises(node.kind, takes_orders=node.orders_out)
    known = {plan.flow: plan for plan in parts.plans if plan.flow not in (names.WHOLE, names.GOODS)}
    shown = {flow for flow, promise_s in promised.items() if promise_s is not None} | {
        flow for flow, plan in known.items() if plan.last_at or plan.promise_s or parts.lines.get(plan.pk)
    }
    if node.orders_out:
        shown.add(names.ORDERS_IN)
    alarmed = {one.flow for one in parts.troubles}
    return [
        _card(parts, known.get(flow) or FlowPlan(node=node, flow=flow, promise_s=promised.get(flow)), shut, alarmed)
        for flow in names.in_order(shown)
    ]


def _card(parts: _Parts, plan: FlowPlan, shut: Mapping[str, Pause], alarmed: set[str]) -> FlowCard:
    lines = parts.lines.get(plan.pk, []) if plan.pk else []
    good, now = plan.last_good_at, parts.now
    lag_s = max(0, int((now - good).total_seconds())) if good else None
    skipped = missed(lines, plan.promise_s, good, now, zone()) if good else 0
    is_shut = names.WHOLE in shut or names.door_of(plan.flow) in shut
    is_late = bool(skipped) or bool(plan.promise_s and lag_s is not None and lag_s > plan.promise_s)
    return FlowCard(
        flow=plan.flow,
        title=gettext(names.TITLES.get(plan.flow, plan.flow)),
        state=_flow_state(plan, is_shut=is_shut, is_late=is_late, is_alarmed=plan.flow in alarmed),
        promise_s=plan.promise_s,
        patience=plan.patience,
        lag_s=lag_s,
        last_at=plan.last_at,
        last_good_at=good,
        last_took_ms=plan.last_took_ms,
        is_last_good=plan.is_last_good,
        last_text=plan.last_text,
        expected_at=last_run(lines, now, zone()),
        next_at=next_run(lines, now, zone()),
        missed=skipped,
        schedule=described(lines),
        waiting=parts.waits.orders if plan.flow == names.ORDERS_OUT else 0,
        oldest_at=parts.waits.orders_since if plan.flow == names.ORDERS_OUT else None,
    )


def _flow_state(plan: FlowPlan, *, is_shut: bool, is_late: bool, is_alarmed: bool) -> str:
    if is_shut:
        return "paused"
    if is_alarmed or not plan.is_last_good:
        return "bad"
    if is_late:
        return "late"
    if plan.last_good_at:
        return "ok"
    return "never" if plan.promise_s else "quiet"


def incident_view(one: Incident, node: Node) -> IncidentView:
    """An incident as pages show it."""
    return IncidentView(
        incident_id=one.pk,
        node_id=node.pk,
        node_title=node.title,
        flow=one.flow,
        flow_title=gettext(names.TITLES.get(one.flow, one.flow)),
        kind=one.kind,
        text=one.text,
        package_id=one.package_id,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        acknowledged_by=one.acknowledged_by,
        acknowledged_at=one.acknowledged_at,
        mailed_at=one.mailed_at,
    )


def _counted() -> Counted:
    found: dict[tuple[str, str], list[tuple[str, int, datetime]]] = defaultdict(list)
    for what, whose, kind, count, since in fetch(COUNTS):
        found[(what, whose)].append((kind, count, since))
    return found


def _waits(node: Node, counted: Counted) -> Waits:
    orders = {kind: (count, since) for kind, count, since in counted.get(("order", str(node.pk)), ())}
    documents = {kind: count for kind, count, _ in counted.get(("document", str(node.pk)), ())}
    waiting = orders.get("waiting")
    return Waits(
        orders=waiting[0] if waiting else 0,
        orders_since=waiting[1] if waiting else None,
        orders_aside=orders.get("quarantined", (0, None))[0],
        early=tuple(sorted(counted.get(("early", str(node.pk)), ()))),
        unmapped=documents.get("needs_mapping", 0),
        conflicts=documents.get("conflict", 0),
        strangers=documents.get("unknown_order", 0),
        held=tuple(sorted(int(number) for number, _, _ in counted.get(("held", str(node.pk)), ()))),
        new_warehouses=sum(count for _, count, _ in counted.get(("new", node.namespace), ())),
    )


def _under_way(rows: Sequence[Node], now: datetime) -> dict[int, list[Running]]:
    """Packages that are received or imported, by node."""
    busy: dict[int, list[Running]] = defaultdict(list)
    files: dict[int, list[PackageFile]] = defaultdict(list)
    found = PackageFile.objects.select_related("package").filter(package__node__in=rows, package__state__in=OPEN)
    for file in found.order_by("package_id", "id"):
        files[file.package_id].append(file)
    for of_package in files.values():
        busy[of_package[0].package.node_id].append(_running(of_package[0].package, of_package, now))
    return busy


def _running(package: Package, files: Sequence[PackageFile], now: datetime) -> Running:
    done = sum(min(one.position, one.total) for one in files)
    total = sum(one.total for one in files)
    begun = min((one.started_at for one in files if one.started_at), default=None)
    took_s = (now - begun).total_seconds() if begun else 0
    speed = int(done / took_s) if took_s >= 1 else 0
    worth = [one for one in files if one.kind != "image"] or list(files)
    worth.sort(key=lambda one: (one.state != PackageFile.State.RUNNING, one.state == PackageFile.State.DONE, one.pk))
    return Running(
        package_id=package.pk,
        type=package.type,
        state=package.state,
        started_at=package.started_at,
        percent=done * 100 // total if total else 0,
        done=done,
        total=total,
        speed=speed,
        left_s=int((total - done) / speed) if speed and package.state == Package.State.RUNNING else None,
        files=tuple(
            RunningFile(
                name=one.name,
                kind=one.kind,
                state=one.state,
                percent=min(one.position, one.total) * 100 // one.total if one.total else 0,
                done=min(one.position, one.total),
                total=one.total,
            )
            for one in worth[:FILES_SHOWN]
        ),
        files_more=max(0, len(files) - FILES_SHOWN),
    )
