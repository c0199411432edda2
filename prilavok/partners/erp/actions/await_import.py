"""import: start what is to be done, hold the request a little, say how far it is.

Stock 1C asks again at once and for ever, so a request is held up to ten seconds; a finished file answers its stored
result however often it is asked; an import that does not move is said to be stuck, never "progress" for ever.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.errors import FileMissing, ImportStuck
from prilavok.partners.erp.models import Package, PackageFile, Session
from prilavok.partners.erp.rules.wire import file_name

POLL_S: Final = 8.0
# How often it is looked whether the import is over: a small package is done in a moment, and so is the one behind it.
QUICK_STEP_S: Final = 0.02
QUICK_S: Final = 0.6
STEP_S: Final = 0.1
SILENT: Final = timedelta(minutes=5)
# Being imported, or looked at by a person: nothing is to be started.
UNDER_WAY: Final = (Package.State.QUEUED, Package.State.RUNNING, Package.State.REVIEW, Package.State.DISCARDED)
FINISHED: Final = (PackageFile.State.DONE, PackageFile.State.FAILED)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How an import stands: done, failed with its sentence, or a percentage."""

    state: str
    text: str


def await_import(session: Session, *, name: str) -> Progress:
    """Start the import when it is not under way, wait for the named file. Raises FileMissing, ImportStuck."""
    began = time.monotonic()
    deadline = began + float(getattr(settings, "EXCHANGE_POLL_S", POLL_S))
    package = _start(session, name)
    while True:
        progress, now = _progress(package.pk, name), time.monotonic()
        if progress.state != "progress" or now >= deadline:
            return progress
        time.sleep(QUICK_STEP_S if now - began < QUICK_S else STEP_S)


def start_waiting(package_id: int) -> bool:
    """Queue a package whose files nobody asked to import; False when there is nothing to do."""
    with unit():
        package = Package.objects.select_for_update().get(pk=package_id)
        if package.state != Package.State.RECEIVING or not _waits(package):
            return False
        queue_import(package, database_now())
    return True


def find_file(package: Package, name: str) -> PackageFile | None:
    """The received file a name means, whatever folder or extra extension the client puts to it."""
    wanted = file_name(name)
    if wanted is None:
        return None
    files = list(package.files.order_by("-id"))
    for same in (wanted, wanted.casefold(), wanted.casefold().removesuffix(".xml") + ".xml"):
        found = next((one for one in files if same in (one.name, one.name.casefold())), None)
        if found is not None:
            return found
    base = wanted.casefold().partition(".xml")[0] + ".xml"
    return next((one for one in files if one.name.casefold().rpartition("/")[2] == base), None)


def _start(session: Session, name: str) -> Package:
    with unit():
        package = (
            Package.objects.select_for_update()
            .filter(session=session)
            .exclude(state=Package.State.ABANDONED)
            .order_by("-id")
            .first()
        )
        if package is None:
            raise FileMissing(name=name[:120])
        package.node = session.node
        if name and find_file(package, name) is None and not _has_packed(package):
            raise FileMissing(name=name[:120])
        if (package.state not in UNDER_WAY and _waits(package)) or _grows(package):
            queue_import(package, database_now())
    return package


def _waits(package: Package) -> bool:
    return package.files.exclude(state__in=FINISHED).exists()


def _grows(package: Package) -> bool:
    """True when more came of a package that waits for a person: it is looked at anew, with all it has."""
    return package.state == Package.State.REVIEW and package.files.filter(kind="", state="receiving").exists()


def _has_packed(package: Package) -> bool:
    return package.files.exclude(state__in=FINISHED).exists() and package.files.filter(name__iendswith=".zip").exists()


def _progress(package_id: int, name: str) -> Progress:
    package = Package.objects.get(pk=package_id)
    file = find_file(package, name) if name else None
    if file is not None and file.state in FINISHED and not _attaches_pictures(package, file):
        return Progress(state="success" if file.state == PackageFile.State.DONE else "failure", text=file.error)
    if package.state in (Package.State.REVIEW, Package.State.DISCARDED):
        return Progress(state="success", text=package.note)
    is_over = package.state not in (Package.State.QUEUED, Package.State.RUNNING)
    if is_over and file is None:
        return _of_whole(package, name)
    if is_over and package.state == Package.State.FAILED:
        return Progress(state="failure", text=package.note)
    if package.heartbeat_at < database_now() - SILENT:
        raise ImportStuck
    return Progress(state="progress", text=_percent(package, file))


def _attaches_pictures(package: Package, file: PackageFile) -> bool:
    """True while only pictures are left to import: stock 1C begins its next portion at once after the last success,
    and that portion would meet this one still at work."""
    if file.state != PackageFile.State.DONE or package.state not in (Package.State.QUEUED, Package.State.RUNNING):
        return False
    left = package.files.exclude(state__in=FINISHED).values_list("name", flat=True)
    return bool(left) and not any(name.casefold().endswith((".xml", ".zip")) for name in left)


def _of_whole(package: Package, name: str) -> Progress:
    failed = package.files.filter(state=PackageFile.State.FAILED).order_by("id").first()
    if failed is not None:
        return Progress(state="failure", text=failed.error)
    if name:
        raise FileMissing(name=name[:120])
    return Progress(state="success", text="")


def _percent(package: Package, file: PackageFile | None) -> str:
    if package.state == Package.State.QUEUED:
        return gettext("The import is waiting for its turn")
    if file is not None and file.total:
        return gettext("{percent} %").format(percent=file.position * 100 // file.total)
    return gettext("The import is running")
