"""What happens without being asked: imports nobody called for, old bytes; and what a person asks for: rerun, decide."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Q

from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions.await_import import start_waiting
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.models import NameChange, Package, PackageFile, Pending, Session
from prilavok.partners.erp.staging import absence, digests, rows
from prilavok.partners.erp.values import PackageId
from prilavok.partners.erp.watch.transcript import forget_talk

IDLE_CATALOG: Final = timedelta(minutes=10)
IDLE_SALE: Final = timedelta(seconds=60)
KEPT: Final = timedelta(days=14)
WAITED: Final = timedelta(days=30)
# Once a month every record is applied though it says the same, should anything ever have gone wrong unnoticed.
TRUSTED: Final = timedelta(days=30)
# So long a sender may take to say that its export has ended.
NAMED: Final = timedelta(days=1)
MOST_SESSIONS: Final = 100_000
APPLIED: Final = (Package.State.DONE, Package.State.FAILED, Package.State.ABANDONED, Package.State.UNDONE)
OVER: Final = (*APPLIED, Package.State.DISCARDED)


def start_idle() -> int:
    """Packages whose sender has fallen silent without asking to import: orders after a minute, goods after ten."""
    at = database_now()
    quiet = Q(type="sale", heartbeat_at__lt=at - IDLE_SALE) | Q(heartbeat_at__lt=at - IDLE_CATALOG)
    waiting = Package.objects.filter(quiet, state=Package.State.RECEIVING, files__isnull=False).distinct()
    return sum(1 for package_id in waiting.values_list("pk", flat=True) if start_waiting(package_id))


def forget_old() -> int:
    """Drop bytes of packages over for a fortnight, what waited or could be taken back for a month, idle sessions."""
    at = database_now()
    with unit():
        Pending.objects.filter(created_at__lt=at - WAITED).delete()
        NameChange.objects.filter(package__started_at__lt=at - WAITED).delete()
        old = list(
            Package.objects.filter(started_at__lt=at - KEPT, state__in=OVER).exclude(directory="").only("directory")
        )
        Package.objects.filter(pk__in=[one.pk for one in old]).update(directory="")
        digests.forget_older(at - TRUSTED)
        # What a refused package told is named by reconciliations as long as its bytes are there to be sent again.
        told = Q(state__in=APPLIED, started_at__lt=at - NAMED)
        over = Package.objects.filter(told | Q(state=Package.State.DISCARDED, started_at__lt=at - KEPT))
        _forget_sessions(at)
        rows.drop(list(PackageFile.objects.filter(package__in=over, is_staged=True).values_list("pk", flat=True)))
        PackageFile.objects.filter(package__in=over, is_staged=True).update(is_staged=False)
    for package in old:
        spool.drop(package.directory)
    forget_talk()
    return len(old)


def _forget_sessions(at: datetime) -> None:
    """Conversations of the past that brought nothing and were given nothing; those of packages and orders stay."""
    bare = Session.objects.filter(last_seen_at__lt=at - KEPT, packages__isnull=True, sent__isnull=True)
    bare = bare.filter(customers__isnull=True, enrichments__isnull=True)
    Session.objects.filter(pk__in=list(bare.values_list("pk", flat=True)[:MOST_SESSIONS])).delete()


def rerun(package_id: int) -> PackageId:
    """The same bytes as a new package, so that the journal keeps both. Raises NotFound."""
    require_unit()
    package = Package.objects.select_related("session", "node").filter(pk=package_id).first()
    if package is None or not package.directory:
        raise NotFound
    at = database_now()
    made = Package.objects.create(
        session=package.session,
        node=package.node,
        type=package.type,
        directory="",
        is_rerun=True,
        started_at=at,
        heartbeat_at=at,
    )
    made.directory = f"{package.session_id}/{made.pk}"
    made.save(update_fields=["directory"])
    copied = sum(1 for file in package.files.order_by("id") if _copy(file, made))
    if not copied:
        raise NotFound
    queue_import(made, at)
    return PackageId(made.pk)


def decide_absent(package_id: int, *, hide: bool) -> int:
    """A person's decision over a held package. Raises NotFound."""
    require_unit()
    package = Package.objects.select_for_update(of=("self",)).select_related("node").filter(pk=package_id).first()
    if package is None:
        raise NotFound
    return absence.decide_absent(package, hide=hide)


def _copy(file: PackageFile, package: Package) -> bool:
    """Archives stay behind: what was in them is there already, file by file."""
    source = spool.path_of(file)
    if file.kind == "archive" or not source.exists():
        return False
    made = PackageFile.objects.create(package=package, name=file.name, size=file.size, stored_as="")
    made.stored_as = f"{made.pk}{Path(file.stored_as).suffix}"
    made.save(update_fields=["stored_as"])
    target = Path(settings.VAR) / "exchange" / package.directory / made.stored_as
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return True
