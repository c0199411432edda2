"""What a full export does not name: hidden when its end is proven and the node allows so many, else left to a person.

The end is proven by complete or deactivate, after every file was imported without error and the first portion called
itself full; later portions of 1C call themselves changes. Which products the files named is still in staging.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext

from prilavok.base import journal, live
from prilavok.base.bulk import fetch, numbers, texts
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit, unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.dialects.reading import records
from prilavok.partners.erp.errors import FilesFailed, TimestampMissing
from prilavok.partners.erp.models import Absent, CatalogueItem, Package, PackageFile, Session
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.gate import GatePolicy, gate
from prilavok.partners.erp.rules.tolerant import identity, split_variant
from prilavok.partners.erp.staging import digests, rows
from prilavok.partners.erp.staging.rows import Row

State = PackageFile.State
PIECE: Final = 1000
# So many are hidden while the sender waits; more, and what must be read again first, are the job's.
AT_ONCE: Final = 3000
POLL_S: Final = 8.0
STEP_S: Final = 0.2
# EXCEPT sorts or hashes whatever the planner thinks of a table that was filled a moment ago.
ABSENT: Final = """
SELECT external_id FROM erp_catalogueitem WHERE namespace = %s AND catalogue = ANY(%s::text[]) AND NOT is_removed
EXCEPT SELECT key FROM erp_staged WHERE file_id = ANY(%s::bigint[]) AND lane = 'product'
"""


def close_package(session: Session, *, timestamp: str, mode: str) -> bool:
    """complete or deactivate: the sender says that a full export has ended; False while that is still at work.

    Raises TimestampMissing, FilesFailed.
    """
    since = _since(timestamp, session) if mode == "deactivate" else session.created_at
    with unit():
        last = _last(session, since)
        if last is None or last.is_closed:
            return True
        if last.closing_at is None:
            last.closing_at, last.closing_since = database_now(), since
            last.save(update_fields=["closing_at", "closing_since"])
        if last.state == Package.State.REVIEW:
            return True
        if _close(last, most=AT_ONCE):
            return True
        if last.state not in (Package.State.QUEUED, Package.State.RUNNING):
            queue_import(last, database_now())
    return _await(last.pk)


def close_later(package_id: int) -> None:
    """The end of a full export that could not be done at once. Opens units of its own; safe to repeat."""
    with unit():
        package = _locked(package_id)
        if package is None or package.closing_at is None or package.is_closed:
            return
        lost = [file for file in _full(_files(package)) if not rows.is_there(file.pk)]
    for file in lost:
        _name_again(file)
    with unit():
        package = _locked(package_id)
        if package is not None and not package.is_closed:
            _close(package, most=None)


def decide_absent(package: Package, *, hide: bool) -> int:
    """A person's decision over a held package: hide what was absent, or let it be."""
    require_unit()
    if package.state != Package.State.HELD:
        return 0
    hidden = 0
    if hide:
        hidden = _hide(package, list(package.absent.values_list("external_id", flat=True)))
    package.state = Package.State.DONE
    package.note = gettext("Hidden: {count}").format(count=hidden) if hide else gettext("Nothing was hidden")
    package.save(update_fields=["state", "note"])
    live.say("exchange")
    return hidden


def gone(package: Package) -> int:
    """How many products this package alone leaves out, would it be closed now; 0 for one of changes."""
    files = list(package.files.filter(is_staged=True))
    return len(_absent(package, files)) if _full(files) else 0


def _last(session: Session, since: datetime) -> Package | None:
    """The last package of the export, when all of it was imported. Raises FilesFailed."""
    packages = list(
        Package.objects.select_for_update(of=("self",))
        .select_related("node")
        .filter(node=session.node, type=session.type, started_at__gte=since)
        .exclude(state=Package.State.ABANDONED)
        .order_by("id")
    )
    waits = {one.pk for one in packages if one.state == Package.State.REVIEW}
    files = PackageFile.objects.filter(package__in=packages).exclude(package_id__in=waits)
    if any(one.state == Package.State.DISCARDED for one in packages) or files.exclude(state=State.DONE).exists():
        raise FilesFailed
    return packages[-1] if packages else None


def _locked(package_id: int) -> Package | None:
    return Package.objects.select_for_update(of=("self",)).select_related("node").filter(pk=package_id).first()


def _files(package: Package) -> list[PackageFile]:
    """All files of the export that the package ends."""
    return list(
        PackageFile.objects.select_related("package").filter(
            package__node=package.node,
            package__type=package.type,
            package__started_at__gte=package.closing_since,
            package_id__lte=package.pk,
            state=State.DONE,
        )
    )


def _close(package: Package, *, most: int | None) -> bool:
    """Hide or hold what is absent; False when that is more than `most`, or the rows must be read again first."""
    files = _files(package)
    full = _full(files)
    if most is not None and not all(rows.is_there(file.pk) for file in full):
        return False
    absent = _absent(package, files) if full else []
    node = package.node
    known = CatalogueItem.objects.filter(
        namespace=node.namespace, catalogue__in=_catalogues(full), is_removed=False
    ).count()
    policy = GatePolicy(
        is_on=node.deletion == node.Deletion.GATED, percent=node.deletion_percent, items=node.deletion_items
    )
    verdict = gate(absent=len(absent), known=known, policy=policy)
    if verdict == "apply" and most is not None and len(absent) > most:
        return False
    package.absent_count, package.is_closed = len(absent), True
    if package.state == Package.State.QUEUED:
        package.state, package.finished_at = Package.State.DONE, database_now()
    if verdict != "nothing":
        Absent.objects.bulk_create([Absent(package=package, external_id=one) for one in absent], batch_size=5000)
        _act(package, verdict, absent, known)
    package.save(update_fields=["absent_count", "note", "state", "finished_at", "is_closed"])
    rows.drop([file.pk for file in files])
    return True


def _act(package: Package, verdict: str, absent: Sequence[str], known: int) -> None:
    if verdict == "apply":
        hidden = _hide(package, absent)
        package.note = gettext("Absent from the full export and hidden: {count}").format(count=hidden)
    else:
        package.state = Package.State.HELD
        package.note = gettext("Absent from the full export: {count} of {known}. Nothing was hidden.").format(
            count=len(absent), known=known
        )
    journal.record(
        flow=f"{package.node.code}.catalog",
        summary=package.note,
        outcome=journal.WARNING,
        subject=f"package:{package.pk}",
    )
    live.say("exchange")


def _full(files: Sequence[PackageFile]) -> list[PackageFile]:
    """The goods files of a full export: the first portion says so, later portions of 1C call themselves changes."""
    cards = [one for one in files if one.kind == "catalogue"]
    return cards if any(one.is_full for one in cards) else []


def _catalogues(full: Sequence[PackageFile]) -> set[str]:
    return {str(said["catalogue"]) for file in full for said in file.frames if said["part"] == "catalogue"}


def _absent(package: Package, files: Sequence[PackageFile]) -> list[str]:
    """Products of these catalogues that no file of the export named."""
    full = _full(files)
    said = [package.node.namespace, texts(_catalogues(full)), numbers(file.pk for file in full)]
    return [row[0] for row in fetch(ABSENT, said)]


def _name_again(file: PackageFile) -> None:
    """Stage the keys of an applied file once more, after the database lost them."""
    with spool.path_of(file).open("rb") as stream:
        found = [
            split_variant(identity(one.element.findtext("Ид") or ""))[0]
            for one in records(stream)
            if one.lane == kinds.PRODUCT
        ]
    with unit():
        rows.drop([file.pk])
        rows.put(file.pk, [Row(kinds.PRODUCT, number, 0, 0, key, None, None) for number, key in enumerate(found)])


def _hide(package: Package, external_ids: Sequence[str]) -> int:
    namespace, source = package.node.namespace, f"{package.node.code}:{package.pk}"
    for start in range(0, len(external_ids), PIECE):
        piece = external_ids[start : start + PIECE]
        drafts = [ProductDraft(external_id=one, is_removed=True) for one in piece]
        pim.upsert_products(system=namespace, drafts=drafts, source=source)
        CatalogueItem.objects.filter(namespace=namespace, external_id__in=piece).update(is_removed=True)
        digests.forget(namespace, lane=kinds.PRODUCT, keys=piece)
    return len(external_ids)


def _await(package_id: int) -> bool:
    deadline = time.monotonic() + float(getattr(settings, "EXCHANGE_POLL_S", POLL_S))
    while True:
        if Package.objects.get(pk=package_id).is_closed:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(STEP_S)


def _since(timestamp: str, session: Session) -> datetime:
    """The moment the timestamp names; we gave whole seconds, so this session's own means its very beginning."""
    if not timestamp.isdecimal() or len(timestamp) > 11:
        raise TimestampMissing
    if int(timestamp) == int(session.created_at.timestamp()):
        return session.created_at
    return datetime.fromtimestamp(int(timestamp), UTC)
