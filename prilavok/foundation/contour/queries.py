"""What the map shows: figures of all flows in two statements, lines of one flow."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext

from prilavok.base.flows import Drawing, Flow, Standing, drawing
from prilavok.base.models import Delivery, JournalEntry
from prilavok.foundation.contour.errors import FlowUnknown
from prilavok.foundation.contour.rules import BOX_HEIGHT, BOX_WIDTH, CALM, health_of, middle, path_between, place, worst
from prilavok.foundation.contour.values import Edge, FlowFigures, FlowLine, FlowView, MapView, Node

DAY = timedelta(hours=24)
LINES = 100


def _journal_figures() -> dict[str, FlowFigures]:
    failed = Q(outcome=JournalEntry.Outcome.FAILED)
    since = timezone.now() - DAY
    rows = JournalEntry.objects.values("flow").annotate(
        last_at=Max("at"),
        good_at=Max("at", filter=~failed),
        bad_id=Max("id", filter=failed),
        last_id=Max("id"),
        done=Count("id", filter=~failed & Q(at__gte=since)),
    )
    return {
        row["flow"]: FlowFigures(
            last_at=row["last_at"],
            last_good_at=row["good_at"],
            is_last_bad=row["bad_id"] == row["last_id"],
            silent_s=int((timezone.now() - row["last_at"]).total_seconds()),
            lag_s=int((timezone.now() - row["good_at"]).total_seconds()) if row["good_at"] else None,
            done=row["done"],
        )
        for row in rows
    }


def _delivery_figures() -> dict[tuple[str, str], FlowFigures]:
    open_ = ~Q(state=Delivery.State.DONE)
    rows = (
        Delivery.objects.filter(Q(created_at__gte=timezone.now() - DAY) | open_)
        .values("event__name", "subscriber")
        .annotate(
            last_at=Max("done_at"),
            oldest=Min("created_at", filter=open_),
            waiting=Count("id", filter=open_),
            failed=Count("id", filter=Q(state=Delivery.State.FAILED)),
            done=Count("id", filter=Q(state=Delivery.State.DONE)),
        )
    )
    return {
        (row["event__name"], row["subscriber"].split(".", 1)[0]): FlowFigures(
            last_at=row["last_at"],
            last_good_at=row["last_at"],
            lag_s=int((timezone.now() - row["oldest"]).total_seconds()) if row["oldest"] else 0,
            waiting=row["waiting"],
            failed=row["failed"],
            done=row["done"],
        )
        for row in rows
    }


def _together(parts: Iterable[FlowFigures]) -> FlowFigures:
    known = list(parts)
    times = [part.last_at for part in known if part.last_at]
    return FlowFigures(
        last_at=max(times, default=None),
        last_good_at=max((part.last_good_at for part in known if part.last_good_at), default=None),
        lag_s=max((part.lag_s for part in known if part.lag_s is not None), default=None),
        waiting=sum(part.waiting for part in known),
        failed=sum(part.failed for part in known),
        done=sum(part.done for part in known),
    )


def _with_standing(figures: FlowFigures, standing: Standing) -> FlowFigures:
    """What waits, as the owner of the flow counts it; what waits longest may be later than the last good exchange."""
    if not standing.waiting:
        return figures
    lag_s = max((one for one in (figures.lag_s, standing.oldest_s) if one is not None), default=None)
    return replace(figures, waiting=figures.waiting + standing.waiting, lag_s=lag_s)


def flow_views(drawn: Drawing | None = None) -> list[FlowView]:
    """Every flow with its figures; two statements whatever their number, beside what the providers ask."""
    drawn = drawn or drawing()
    journal, deliveries = _journal_figures(), _delivery_figures()
    titles = {system.code: gettext(system.title) for system in drawn.systems}
    views = []
    for flow in drawn.flows:
        standing = drawn.standings.get(flow.code, CALM)
        if flow.events:
            figures = _together(deliveries[key] for key in _keys(flow) if key in deliveries)
        else:
            figures = _with_standing(journal.get(flow.code, FlowFigures()), standing)
        views.append(
            FlowView(
                code=flow.code,
                source=flow.source,
                source_title=titles.get(flow.source, flow.source),
                target=flow.target,
                target_title=titles.get(flow.target, flow.target),
                carries=gettext(flow.carries),
                mode=flow.mode,
                promise_s=flow.promise_s,
                screen=flow.screen,
                events=flow.events,
                health=health_of(figures, flow.promise_s, standing),
                figures=figures,
                alarm=standing.alarm,
            )
        )
    return views


def _keys(flow: Flow) -> list[tuple[str, str]]:
    return [(name, flow.target) for name in flow.events]


def system_map() -> MapView:
    """The drawing: systems by floor, the outside at the right, one line per pair of systems."""
    drawn = drawing()
    known = drawn.systems
    places, width, height = place([(one.code, one.floor, one.is_outside) for one in known])
    views = [view for view in flow_views(drawn) if view.source in places and view.target in places]
    pairs: dict[tuple[str, str], list[FlowView]] = {}
    for view in views:
        pairs.setdefault((view.source, view.target), []).append(view)
    edges = tuple(
        Edge(
            source=source,
            target=target,
            health=worst(view.health for view in group),
            path=path_between(places[source], places[target]),
            flows=tuple(group),
            waiting=sum(view.figures.waiting for view in group),
            label=middle(places[source], places[target]),
        )
        for (source, target), group in pairs.items()
        if source != target
    )
    nodes = tuple(
        Node(
            code=one.code,
            title=gettext(one.title),
            floor=one.floor,
            is_outside=one.is_outside,
            owns=tuple(gettext(thing) for thing in one.owns),
            health=worst(view.health for view in views if one.code in (view.source, view.target)),
            x=places[one.code][0],
            y=places[one.code][1],
            width=BOX_WIDTH,
            height=BOX_HEIGHT,
        )
        for one in known
    )
    return MapView(width=width, height=height, nodes=nodes, edges=edges, flows=tuple(views))


def flow_view(code: str) -> FlowView:
    """One flow with its figures. Raises FlowUnknown."""
    for view in flow_views():
        if view.code == code:
            return view
    raise FlowUnknown


def flow_lines(code: str) -> list[FlowLine]:
    """The last hundred messages or conversations of a flow, newest first; what failed comes with its error."""
    view = flow_view(code)
    if not view.events:
        return [
            FlowLine(
                at=row.at,
                summary=row.summary,
                subject=row.subject,
                outcome=row.outcome,
                took_ms=row.took_ms,
                error=str(row.detail.get("error", "")),
                attempts=1,
                delivery_id=None,
            )
            for row in JournalEntry.objects.filter(flow=code).order_by("-id")[:LINES]
        ]
    rows = (
        Delivery.objects.filter(event__name__in=view.events, subscriber__startswith=f"{view.target}.")
        .select_related("event")
        .order_by("-id")[:LINES]
    )
    return [
        FlowLine(
            at=row.created_at,
            summary=f"{row.event.name} → {row.subscriber}",
            subject=row.event.subject,
            outcome=row.state,
            took_ms=row.took_ms,
            error=row.error,
            attempts=row.attempts,
            delivery_id=row.pk if row.state != Delivery.State.DONE else None,
        )
        for row in rows
    ]
