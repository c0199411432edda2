"""What the exchange shows, always for many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Least

from prilavok.base.clock import now
from prilavok.base.errors import NotFound
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions.finish_package import merged
from prilavok.partners.erp.models import (
    Export,
    IncomingDocument,
    Node,
    Package,
    PackageFile,
    PackageWarning,
    Pending,
    StatusRule,
)
from prilavok.partners.erp.notes import text_of
from prilavok.partners.erp.profile import profile_of
from prilavok.partners.erp.rules.tolerant import status_key
from prilavok.partners.erp.values import (
    ExportView,
    FileId,
    FileView,
    IncomingView,
    KeptFile,
    NodeDraft,
    NodeId,
    NodeView,
    PackageFilter,
    PackageId,
    PackagePage,
    PackageView,
    StatusRuleView,
    WarningView,
)

OPEN = (Package.State.RECEIVING, Package.State.QUEUED, Package.State.RUNNING)
PICTURES_SHOWN = 50
NEED_A_PERSON = (
    IncomingDocument.State.NEEDS_MAPPING,
    IncomingDocument.State.CONFLICT,
    IncomingDocument.State.UNKNOWN_ORDER,
)


def nodes() -> list[NodeView]:
    """All nodes with their health. Six queries, however many nodes."""
    rows = list(Node.objects.order_by("code"))
    day = now() - timedelta(days=1)
    good = dict(
        Package.objects.filter(state__in=(Package.State.DONE, Package.State.HELD), type="catalog")
        .values_list("node_id")
        .annotate(Max("finished_at"))
    )
    sale = dict(Export.objects.filter(confirmed_at__isnull=False).values_list("node_id").annotate(Max("confirmed_at")))
    running = {one.node_id: one for one in Package.objects.filter(state=Package.State.RUNNING)}
    failed = dict(
        Package.objects.filter(state=Package.State.FAILED, started_at__gt=day)
        .values_list("node_id")
        .annotate(Count("id"))
    )
    queue = {
        (node_id, state): count
        for node_id, state, count in Export.objects.values_list("node_id", "state").annotate(Count("id"))
    }
    pending = dict(Pending.objects.values_list("node_id").annotate(Count("id")))
    return [
        NodeView(
            node_id=NodeId(row.pk),
            draft=_draft(row),
            last_catalog_at=good.get(row.pk),
            last_sale_at=sale.get(row.pk),
            running=running[row.pk].type if row.pk in running else "",
            orders_waiting=queue.get((row.pk, Export.State.WAITING), 0),
            orders_quarantined=queue.get((row.pk, Export.State.QUARANTINED), 0),
            pending=pending.get(row.pk, 0),
            failed_today=failed.get(row.pk, 0),
        )
        for row in rows
    ]


def packages(wanted: PackageFilter) -> PackagePage:
    """One page of packages, newest first; empty sessions (nothing sent) are left out."""
    found = _filtered(wanted)
    return PackagePage(packages=tuple(_page(found, wanted)), total_count=found.count())


def latest_packages(limit: int) -> list[PackageView]:
    """The newest packages, without counting all the others. Three queries at most."""
    wanted = PackageFilter(page_size=limit)
    return _page(_filtered(wanted), wanted)


def _filtered(wanted: PackageFilter) -> QuerySet[Package]:
    found = Package.objects.filter(Exists(PackageFile.objects.filter(package=OuterRef("pk"))))
    exact: dict[str, Any] = {"node__code": wanted.node_code, "type": wanted.type, "state": wanted.state}
    exact |= {"started_at__date__gte": wanted.day_from, "started_at__date__lte": wanted.day_till}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.only_warned:
        found = found.filter(Q(warnings_count__gt=0) | Q(state=Package.State.FAILED))
    return found


def _page(found: QuerySet[Package], wanted: PackageFilter) -> list[PackageView]:
    first = (wanted.page - 1) * wanted.page_size
    rows = list(found.select_related("node").order_by("-id")[first : first + wanted.page_size])
    totals = _totals(rows)
    busy = _files_of([row for row in rows if row.state in OPEN])
    return [_package(row, totals[row.pk], row.counts or merged(busy[row.pk])) for row in rows]


def package(package_id: int) -> PackageView:
    """A package with its files and warnings; of thousands of pictures the first. Raises NotFound."""
    row = Package.objects.select_related("node").filter(pk=package_id).first()
    if row is None:
        raise NotFound
    totals = _totals([row])[row.pk]
    files = _files_of([row])[row.pk]
    files += list(row.files.filter(kind="image").order_by("-warnings_count", "id")[:PICTURES_SHOWN])
    warnings = defaultdict(list)
    for one in PackageWarning.objects.filter(file__in=files).order_by("-count"):
        warnings[one.file_id].append(one)
    view = _package(row, totals, row.counts if row.finished_at and row.counts else merged(files))
    shown = tuple(_file(one, warnings[one.pk], row) for one in files)
    return replace(view, files=shown, files_more=totals.files - len(files))


def kept_file(file_id: int) -> KeptFile:
    """The bytes received, while they are kept. Raises NotFound."""
    file = PackageFile.objects.select_related("package").filter(pk=file_id).first()
    if file is None or not file.package.directory or not spool.path_of(file).exists():
        raise NotFound
    return KeptFile(
        name=Path(file.name).name, path=str(spool.path_of(file)), size=file.size, package_id=file.package_id
    )


def exports(*, state: str, order_ids: tuple[int, ...] | None, limit: int) -> list[ExportView]:
    """The queue of orders, newest news first."""
    found = Export.objects.select_related("node")
    if state:
        found = found.filter(state=state)
    if order_ids is not None:
        found = found.filter(order_id__in=order_ids)
    return [
        ExportView(
            export_id=row.pk,
            node_code=row.node.code,
            node_title=row.node.title,
            order_id=row.order_id,
            number=row.number,
            state=row.state,
            revision=row.revision,
            confirmed_revision=row.confirmed_revision,
            attempts=row.attempts,
            reason=row.reason,
            created_at=row.created_at,
            sent_at=row.sent_at,
            confirmed_at=row.confirmed_at,
        )
        for row in found.order_by("-id")[:limit]
    ]


def incoming(*, state: str, limit: int) -> list[IncomingView]:
    """Documents of the nodes, newest first."""
    found = IncomingDocument.objects.select_related("node")
    found = found.filter(state=state) if state else found.filter(state__in=NEED_A_PERSON)
    return [
        IncomingView(
            document_id=row.pk,
            node_code=row.node.code,
            number=row.number,
            erp_status=row.erp_status,
            state=row.state,
            message=row.message,
            received_at=row.received_at,
        )
        for row in found.order_by("-id")[:limit]
    ]


def statuses() -> list[StatusRuleView]:
    """Every status a node has said or a person has decided; the undecided first."""
    waiting: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = IncomingDocument.objects.filter(state=IncomingDocument.State.NEEDS_MAPPING).exclude(erp_status="")
    for node_id, erp_status in rows.values_list("node_id", "erp_status"):
        waiting[(node_id, status_key(erp_status))].append(erp_status)
    titles = {row.pk: row for row in Node.objects.all()}
    decided = {(row.node_id, row.erp_status): row for row in StatusRule.objects.order_by("title")}
    undecided = [
        _status(titles[node_id], words[0], None, len(words))
        for (node_id, key), words in sorted(waiting.items())
        if (node_id, key) not in decided
    ]
    return undecided + [
        _status(titles[node_id], row.title, row.target, len(waiting.get((node_id, key), ())))
        for (node_id, key), row in decided.items()
    ]


def _status(node: Node, title: str, target: str | None, waiting: int) -> StatusRuleView:
    return StatusRuleView(
        node_id=NodeId(node.pk),
        node_code=node.code,
        node_title=node.title,
        erp_status=title,
        target=target,
        waiting=waiting,
    )


def _draft(row: Node) -> NodeDraft:
    return NodeDraft(
        code=row.code,
        title=row.title,
        login=row.login,
        kind=row.kind,
        namespace=row.namespace,
        dialect=row.dialect,
        zip_allowed=row.zip_allowed,
        file_limit=row.file_limit,
        stock_meaning=row.stock_meaning,
        price_types=tuple(row.price_types),
        orders_out=row.orders_out,
        orders_version=row.orders_version,
        orders_namespace=row.orders_namespace,
        orders_encoding=row.orders_encoding,
        orders_on_file=row.orders_on_file,
        customers_out=row.customers_out,
        enrichment_out=row.enrichment_out,
        deletion=row.deletion,
        deletion_percent=row.deletion_percent,
        deletion_items=row.deletion_items,
        is_active=row.is_active,
        profile=profile_of(row),
    )


@dataclass(frozen=True)
class _Totals:
    """What the files of a package add up to."""

    files: int = 0
    size: int = 0
    done: int = 0
    total: int = 0
    warnings: int = 0

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


def _totals(rows: Sequence[Package]) -> dict[int, _Totals]:
    """Added up by the database: a package may bring a hundred thousand pictures."""
    found: dict[int, _Totals] = defaultdict(_Totals)
    sums = PackageFile.objects.filter(package__in=rows).values("package_id")
    for one in sums.annotate(
        count=Count("id"),
        bytes=Sum("size"),
        done=Sum(Least("position", "total")),
        records=Sum("total"),
        warned=Sum("warnings_count"),
    ):
        found[one["package_id"]] = _Totals(one["count"], one["bytes"], one["done"], one["records"], one["warned"])
    return found


def _files_of(rows: Sequence[Package]) -> dict[int, list[PackageFile]]:
    """Files but for the pictures."""
    found: dict[int, list[PackageFile]] = defaultdict(list)
    for file in PackageFile.objects.filter(package__in=rows).exclude(kind="image").order_by("id"):
        found[file.package_id].append(file)
    return found


def _package(row: Package, totals: _Totals, counts: Mapping[str, Mapping[str, int]]) -> PackageView:
    end = row.finished_at or (now() if row.state in OPEN else row.heartbeat_at)
    return PackageView(
        package_id=PackageId(row.pk),
        node_code=row.node.code,
        node_title=row.node.title,
        type=row.type,
        state=row.state,
        is_rerun=row.is_rerun,
        note=row.note,
        started_at=row.started_at,
        finished_at=row.finished_at,
        took_s=max(0.0, (end - row.started_at).total_seconds()),
        percent=totals.percent,
        files_count=totals.files,
        size=totals.size,
        counts=counts,
        warnings_count=totals.warnings,
        absent_count=row.absent_count,
        session_id=row.session_id,
    )


def _file(file: PackageFile, warnings: Sequence[PackageWarning], row: Package) -> FileView:
    took = (file.finished_at - file.started_at).total_seconds() if file.finished_at and file.started_at else None
    file.package = row
    return FileView(
        file_id=FileId(file.pk),
        name=file.name,
        size=file.size,
        kind=file.kind,
        version=file.version,
        is_full=file.is_full,
        state=file.state,
        percent=min(file.position, file.total) * 100 // file.total if file.total else 0,
        counts=file.counts,
        warnings=tuple(
            WarningView(code=one.code, text=text_of(one.code), count=one.count, things=tuple(one.things))
            for one in warnings
        ),
        error=file.error,
        took_s=took,
        is_kept=bool(row.directory) and spool.path_of(file).exists(),
    )
