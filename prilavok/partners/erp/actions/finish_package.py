"""The end of an import run: the state of the package, the line in the journal; and the end of a full export.

Products are hidden for being absent only when the sender has proven the end (complete or deactivate), every file was
imported, the files said they were full, and not more disappear than the node allows; otherwise a person decides.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext

from prilavok.base import journal, live
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit, unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.dialects.reading import records
from prilavok.partners.erp.errors import FilesFailed, TimestampMissing
from prilavok.partners.erp.models import CatalogueItem, Package, PackageFile, Session
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.gate import GatePolicy, gate
from prilavok.partners.erp.rules.tolerant import identity, split_variant
from prilavok.partners.erp.watch.notice import note_package

State = PackageFile.State
PIECE: Final = 1000


def finish_package(package_id: int, *, since: datetime, took_ms: int) -> None:
    """Close a run that began at the time given. Opens its own unit."""
    with unit():
        package = Package.objects.select_for_update(of=("self",)).select_related("node").get(pk=package_id)
        files = list(package.files.order_by("id"))
        if any(one.state in (State.RECEIVING, State.RUNNING) for one in files):
            package.state = Package.State.RECEIVING
            queue_import(package, database_now())
            return
        failed = [one for one in files if one.state == State.FAILED]
        package.state = Package.State.FAILED if failed else Package.State.DONE
        package.note = failed[0].error[:400] if failed else ""
        package.counts = merged(files)
        package.warnings_count = sum(one.warnings_count for one in files)
        package.finished_at = database_now()
        package.save(update_fields=["state", "note", "counts", "warnings_count", "finished_at"])
        _journal(package, [one for one in files if one.finished_at and one.finished_at >= since], took_ms)
        live.say("exchange")


def close_package(session: Session, *, timestamp: str, mode: str) -> None:
    """complete or deactivate: the sender says that a full export has ended. Raises TimestampMissing, FilesFailed."""
    since = _since(timestamp, session) if mode == "deactivate" else session.created_at
    with unit():
        packages = list(
            Package.objects.select_for_update(of=("self",))
            .select_related("node")
            .filter(node=session.node, type=session.type, started_at__gte=since)
            .exclude(state=Package.State.ABANDONED)
            .order_by("id")
        )
        files = list(PackageFile.objects.filter(package__in=packages).select_related("package"))
        if any(one.state != State.DONE for one in files):
            raise FilesFailed
        if not packages or packages[-1].is_closed:
            return
        last = packages[-1]
        last.is_closed = True
        last.save(update_fields=["is_closed"])
        _deactivate(last, files)


def decide_absent(package: Package, *, hide: bool) -> int:
    """A person's decision over a held package: hide what was absent, or let it be."""
    require_unit()
    if package.state != Package.State.HELD:
        return 0
    hidden = 0
    if hide:
        files = list(package.files.filter(state=State.DONE).select_related("package"))
        hidden = _hide(package, _absent(package, files))
    package.state = Package.State.DONE
    package.note = gettext("Hidden: {count}").format(count=hidden) if hide else gettext("Nothing was hidden")
    package.save(update_fields=["state", "note"])
    live.say("exchange")
    return hidden


def merged(files: Sequence[PackageFile]) -> dict[str, dict[str, int]]:
    """The counts of several files together."""
    total: dict[str, Counter[str]] = {}
    for file in files:
        for lane, numbers in file.counts.items():
            total.setdefault(lane, Counter()).update(numbers)
    return {lane: dict(numbers) for lane, numbers in total.items()}


def _journal(package: Package, files: Sequence[PackageFile], took_ms: int) -> None:
    if files:
        warned = sum(one.warnings_count for one in files)
        note_package(package, files, took_ms=took_ms, summary=_summary(merged(files), warned))


def _summary(counts: Mapping[str, Mapping[str, int]], warned: int) -> str:
    titles = {
        kinds.GROUP: gettext("groups"),
        kinds.PRODUCT: gettext("products"),
        kinds.OFFER: gettext("offers"),
        "price": gettext("prices"),
        "stock": gettext("stocks"),
        kinds.DOCUMENT: gettext("documents"),
        "image": gettext("pictures"),
        "receipt": gettext("receipts"),
        "arrival": gettext("expected arrivals"),
        "rate": gettext("rates"),
        "customer": gettext("customers"),
    }
    parts = [f"{titles[lane]} {counts[lane].get('read', 0)}" for lane in titles if lane in counts]
    if warned:
        parts.append(gettext("warnings") + f" {warned}")
    return ", ".join(parts) or gettext("Nothing to import")


def _since(timestamp: str, session: Session) -> datetime:
    """The moment the timestamp names; we gave whole seconds, so this session's own means its very beginning."""
    if not timestamp.isdecimal() or len(timestamp) > 11:
        raise TimestampMissing
    if int(timestamp) == int(session.created_at.timestamp()):
        return session.created_at
    return datetime.fromtimestamp(int(timestamp), UTC)


def _deactivate(package: Package, files: Sequence[PackageFile]) -> None:
    node = package.node
    policy = GatePolicy(
        is_on=node.deletion == node.Deletion.GATED, percent=node.deletion_percent, items=node.deletion_items
    )
    absent = _absent(package, files)
    known = CatalogueItem.objects.filter(
        namespace=node.namespace, catalogue__in=_catalogues(files), is_removed=False
    ).count()
    verdict = gate(absent=len(absent), known=known, policy=policy)
    package.absent_count = len(absent)
    if verdict == "apply":
        hidden = _hide(package, absent)
        package.note = gettext("Absent from the full export and hidden: {count}").format(count=hidden)
    elif verdict == "hold":
        package.state = Package.State.HELD
        package.note = gettext("Absent from the full export: {count} of {known}. Nothing was hidden.").format(
            count=len(absent), known=known
        )
    package.save(update_fields=["absent_count", "note", "state"])
    if verdict != "nothing":
        journal.record(
            flow=f"{node.code}.catalog",
            summary=package.note,
            outcome=journal.WARNING,
            subject=f"package:{package.pk}",
        )
        live.say("exchange")


def _full(files: Sequence[PackageFile]) -> list[PackageFile]:
    """The goods files of a full export: the first portion says so, later portions of 1C call themselves changes."""
    cards = [one for one in files if one.kind == "catalogue"]
    return cards if any(one.is_full for one in cards) else []


def _catalogues(files: Sequence[PackageFile]) -> set[str]:
    found = set()
    for file in _full(files):
        with spool.path_of(file).open("rb") as stream:
            first = next((one for one in records(stream) if one.lane == kinds.PRODUCT), None)
            if first is not None:
                found.add(first.frame.catalogue)
    return found


def _absent(package: Package, files: Sequence[PackageFile]) -> list[str]:
    """Products of these catalogues that no file of the export named."""
    seen: set[str] = set()
    for file in _full(files):
        with spool.path_of(file).open("rb") as stream:
            for record in records(stream):
                if record.lane == kinds.PRODUCT:
                    seen.add(split_variant(identity(record.element.findtext("Ид") or ""))[0])
    known = CatalogueItem.objects.filter(
        namespace=package.node.namespace, catalogue__in=_catalogues(files), is_removed=False
    ).values_list("external_id", flat=True)
    return [one for one in known.iterator(chunk_size=5000) if one not in seen]


def _hide(package: Package, external_ids: Sequence[str]) -> int:
    namespace, source = package.node.namespace, f"{package.node.code}:{package.pk}"
    for start in range(0, len(external_ids), PIECE):
        piece = external_ids[start : start + PIECE]
        drafts = [ProductDraft(external_id=one, is_removed=True) for one in piece]
        pim.upsert_products(system=namespace, drafts=drafts, source=source)
        CatalogueItem.objects.filter(namespace=namespace, external_id__in=piece).update(is_removed=True)
    return len(external_ids)
