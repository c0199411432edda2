"""What the screens of the reconciliation show: nodes, runs, differences, repairs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.partners.erp.models import (
    Difference,
    Node,
    NodeRequest,
    ReconciledKind,
    Reconciliation,
    ReconciliationCare,
    Repair,
)
from prilavok.partners.erp.reconciliation import abilities, repairing, starting, words
from prilavok.partners.erp.reconciliation.asking import PICTURE
from prilavok.partners.erp.reconciliation.choosing import chosen_rows
from prilavok.partners.erp.reconciliation.values import (
    ACCEPT,
    ASK,
    CAUSES,
    KINDS,
    SEND,
    WAYS,
    Bar,
    Chosen,
    DifferencePage,
    DifferenceView,
    KindView,
    NodeSummary,
    Preview,
    RepairView,
    RunView,
)

PAGE: Final = 50
GRAPH: Final = 30
EXAMPLES: Final = 8
State = Reconciliation.State
ENDED: Final = (State.DONE, State.FAILED)


@dataclass(frozen=True, kw_only=True)
class Care:
    """The rules of a node."""

    limit: int = 0
    patience_min: int = 60
    nightly: bool = True


def nodes() -> list[NodeSummary]:
    """Every active node with its last comparison and how it went before."""
    found = []
    for node in Node.objects.filter(is_active=True).order_by("code"):
        runs = list(_counted(Reconciliation.objects.filter(node=node)).order_by("-pk")[:GRAPH])
        last = next((one for one in runs if one.state == State.DONE), None)
        running = next((one for one in runs if one.state not in ENDED), None)
        asked = NodeRequest.objects.filter(node=node, what=PICTURE, confirmed_at__isnull=True).first()
        kept = starting.kept_export(node)
        done = [one for one in reversed(runs) if one.state == State.DONE]
        found.append(
            NodeSummary(
                node_id=node.pk,
                title=node.title,
                code=node.code,
                last=_run(last) if last else None,
                running=_run(running) if running else None,
                asked_at=asked.asked_at if asked else None,
                kept_package_id=kept.pk if kept else None,
                graph=_graph(done),
                trend=done[-1].differences - done[-2].differences if len(done) > 1 else 0,
            )
        )
    return found


def run(run_id: int) -> RunView:
    """One comparison. Raises NotFound."""
    row = _counted(Reconciliation.objects.filter(pk=run_id)).first()
    if row is None:
        raise NotFound
    return _run(row)


def runs(node_id: int, *, limit: int = GRAPH) -> list[RunView]:
    """The newest comparisons of a node."""
    return [_run(row) for row in _counted(Reconciliation.objects.filter(node_id=node_id)).order_by("-pk")[:limit]]


def differences(run_id: int, chosen: Chosen) -> DifferencePage:
    """One page, the heaviest first."""
    rows = chosen_rows(run_id, chosen)
    first = (max(1, chosen.page) - 1) * PAGE
    return DifferencePage(
        rows=tuple(_view(row, is_whole=False) for row in rows.order_by("-weight", "pk")[first : first + PAGE]),
        total_count=rows.count(),
        page=chosen.page,
        page_size=PAGE,
    )


def difference(difference_id: int, *, location_ids: Iterable[int] | None) -> tuple[RunView, DifferenceView]:
    """One difference with its run. Raises NotFound, also out of the stores of who looks."""
    found = Difference.objects.filter(pk=difference_id)
    if location_ids is not None:
        found = found.filter(location_id__in=list(location_ids))
    row = found.first()
    if row is None:
        raise NotFound
    return run(row.run_id), _view(row, is_whole=True)


def table(run_id: int, chosen: Chosen) -> Iterator[tuple[object, ...]]:
    """The differences as rows of a spreadsheet, all of them."""
    yield (
        _("Kind"),
        _("Cause"),
        _("What"),
        _("Where"),
        _("In 1C"),
        _("Ours"),
        _("Weight, roubles"),
        _("State"),
        _("Calculation"),
    )
    for row in chosen_rows(run_id, chosen).order_by("-weight", "pk").iterator(chunk_size=1000):
        calculation = "; ".join(f"{what} {count}".strip() for what, count in words.steps(row))
        yield (
            _(words.KINDS[row.kind]),
            words.cause_title(row),
            row.title,
            row.place,
            row.theirs,
            row.ours,
            row.weight,
            _(words.STATES[row.state]),
            calculation,
        )


def preview(run_id: int, way: str, chosen: Chosen) -> Preview:
    """What a repair would do. Raises NotFound."""
    if way not in WAYS:
        raise NotFound
    rows = chosen_rows(run_id, chosen).filter(state=Difference.State.OPEN)
    can, weight, by_kind = 0, Decimal(0), dict.fromkeys(KINDS, 0)
    examples: list[DifferenceView] = []
    for row in rows.order_by("-weight", "pk").iterator(chunk_size=2000):
        if way in abilities.ways(row.kind, row.cause, row.facts):
            can, weight = can + 1, weight + row.weight
            by_kind[row.kind] += 1
            if len(examples) < EXAMPLES:
                examples.append(_view(row, is_whole=False))
    total = rows.count()
    return Preview(
        way=way,
        total=total,
        can=can,
        cannot=total - can,
        weight=weight,
        by_kind=tuple((kind, count) for kind, count in by_kind.items() if count),
        examples=tuple(examples),
    )


def repair(repair_id: int) -> RepairView:
    """A repair. Raises NotFound."""
    row = Repair.objects.filter(pk=repair_id).first()
    if row is None:
        raise NotFound
    return _repair(row)


def repairs(run_id: int) -> list[RepairView]:
    """The repairs of a run, newest first."""
    return [_repair(row) for row in Repair.objects.filter(run_id=run_id).order_by("-pk")[:20]]


def care(node_id: int) -> tuple[str, Care]:
    """The title and the rules of a node. Raises NotFound."""
    node = Node.objects.filter(pk=node_id).first()
    if node is None:
        raise NotFound
    row = ReconciliationCare.objects.filter(node=node).first()
    if row is None:
        return node.title, Care()
    return node.title, Care(limit=row.limit, patience_min=row.patience_min, nightly=row.nightly)


def set_care(node_id: int, said: Mapping[str, Any]) -> None:
    """Change the rules of a node. Joins the unit."""
    require_unit()
    ReconciliationCare.objects.update_or_create(node_id=node_id, defaults=dict(said))


def causes(run_id: int, chosen: Chosen) -> list[tuple[str, int, Decimal]]:
    """What is open, by cause in the order of concern: how many, and their weight."""
    rows = chosen_rows(run_id, chosen).order_by().values("cause").annotate(many=Count("pk"), weight=Sum("weight"))
    found = {row["cause"]: (row["many"], row["weight"]) for row in rows}
    return [(cause, *found[cause]) for cause in CAUSES if cause in found]


def _counted(rows: QuerySet[Reconciliation]) -> QuerySet[Reconciliation]:
    is_open = Q(found__state=Difference.State.OPEN)
    return rows.select_related("node").prefetch_related("kinds").annotate(open=Count("found", filter=is_open))


def _run(row: Any) -> RunView:
    return RunView(
        run_id=row.pk,
        node_id=row.node_id,
        node_title=row.node.title,
        node_code=row.node.code,
        package_id=row.package_id,
        origin=row.origin,
        state=row.state,
        as_of=row.as_of,
        begun_at=row.begun_at,
        finished_at=row.finished_at,
        took_ms=row.took_ms,
        differences=row.differences,
        unexplained=row.unexplained,
        open=row.open,
        error=row.error,
        kinds=tuple(_kind(one) for one in sorted(row.kinds.all(), key=lambda one: KINDS.index(one.kind))),
    )


def _kind(row: ReconciledKind) -> KindView:
    told = row.causes
    return KindView(
        kind=row.kind,
        compared=row.compared,
        differences=row.differences,
        unexplained=row.unexplained,
        left_out=row.left_out,
        weight=row.weight,
        causes=tuple((cause, told[cause][0], Decimal(told[cause][1])) for cause in CAUSES if cause in told),
        took_ms=row.took_ms,
    )


def _graph(done: Sequence[Reconciliation]) -> tuple[Bar, ...]:
    """Bars of the last comparisons, the oldest first."""
    most = max((one.differences for one in done), default=0) or 1
    bars = []
    for place, one in enumerate(done):
        height, red = _height(one.differences, most), _height(one.unexplained, most)
        bars.append(
            Bar(
                run_id=one.pk,
                at=one.begun_at,
                differences=one.differences,
                unexplained=one.unexplained,
                x=place * 10,
                y=100 - height,
                height=height,
                red_y=100 - red,
                red_height=red,
            )
        )
    return tuple(bars)


def _height(count: int, most: int) -> int:
    return max(4, round(count * 100 / most)) if count else 0


def _view(row: Difference, *, is_whole: bool) -> DifferenceView:
    able = abilities.ways(row.kind, row.cause, row.facts) if row.state == Difference.State.OPEN else frozenset()
    return DifferenceView(
        difference_id=row.pk,
        kind=row.kind,
        cause=row.cause,
        cause_title=words.cause_title(row),
        title=row.title,
        place=row.place,
        theirs=row.theirs,
        ours=row.ours,
        weight=row.weight,
        state=row.state,
        steps=words.steps(row) if is_whole else (),
        links=words.links(row) if is_whole else (),
        can_accept=ACCEPT in able,
        can_send=SEND in able,
        can_ask=ASK in able,
        advice=_(advice) if (advice := abilities.advice(row.kind, row.cause, row.facts)) else "",
    )


def _repair(row: Repair) -> RepairView:
    return RepairView(
        repair_id=row.pk,
        run_id=row.run_id,
        way=row.way,
        state=row.state,
        total=row.total,
        done=row.done,
        gone=row.gone,
        refused=row.refused,
        back=row.back,
        left=row.left,
        reasons=tuple(sorted(row.reasons.items(), key=lambda one: -one[1])),
        asked_by=row.asked_by,
        begun_at=row.begun_at,
        finished_at=row.finished_at,
        can_undo=repairing.can_undo(row),
    )
