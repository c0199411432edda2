"""The import of a package: unpack, stage every file to its end, then apply them in the order of their kinds.

A file is staged whole before its first record is applied, so a broken one changes nothing. Killed at any point and
started again, the import goes on at the checkpoint, and what is applied twice finds itself unchanged. A lost database
is tried again by the job; any other defect fails its file with a number, so that one strange record does not hold the
exchange for ever.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import OperationalError
from django.utils import translation

from prilavok.base import archives, journal, live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.errors import Refused
from prilavok.base.unit import follow_only, unit
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions._batch import Moved
from prilavok.partners.erp.actions.finish_package import finish_package
from prilavok.partners.erp.actions.import_images import import_images
from prilavok.partners.erp.errors import Defect, FileEmpty
from prilavok.partners.erp.models import Package, PackageFile
from prilavok.partners.erp.plain.import_plain import import_plain, learn_plain, resume_waiting
from prilavok.partners.erp.reconciliation.offers_file import load_offers
from prilavok.partners.erp.review.verdict import verdict
from prilavok.partners.erp.rules import kinds, wire
from prilavok.partners.erp.staging import absence, rows
from prilavok.partners.erp.staging.applying import Lane, apply_lane
from prilavok.partners.erp.staging.conflicts import read_again, remember_pictures, told_several_times
from prilavok.partners.erp.staging.crew import staging_beside
from prilavok.partners.erp.staging.stage_file import in_order, is_lost, stage_file

logger = logging.getLogger(__name__)
State = PackageFile.State
AT_REST: Final = (
    Package.State.ABANDONED,
    Package.State.HELD,
    Package.State.REVIEW,
    Package.State.DISCARDED,
)
# What an XML is called until it is read.
UNREAD: Final = "xml"
# Files without records of their own.
BARE: Final = frozenset({"archive", "image", "other", "empty"})
MOVED_S: Final = 1.0
BEAT_S: Final = 3.0
# Pictures of one unit: announced once, encoded in a few seconds, small in memory.
PICTURES: Final = 24
PICTURE_BYTES: Final = 24 * 1024 * 1024


def import_package(package_id: int) -> None:
    """Stage and import every file of the package that is not done. Opens units of its own; safe to repeat."""
    with translation.override("ru"):
        since = _begin(package_id)
        if since is not None:
            started = time.monotonic()
            try:
                while files := _waiting(package_id):
                    if not _go_on(files):
                        return
            except Moved:
                return
            resume_waiting()
            finish_package(package_id, since=since, took_ms=int((time.monotonic() - started) * 1000))
        absence.close_later(package_id)


def _begin(package_id: int) -> datetime | None:
    """When this run began; None when there is nothing to do."""
    with unit():
        follow_only()
        package = Package.objects.select_for_update().filter(pk=package_id).first()
        if package is None or package.state in AT_REST:
            return None
        if not package.files.filter(state__in=(State.RECEIVING, State.RUNNING)).exists():
            return None
        package.state = Package.State.RUNNING
        package.heartbeat_at = database_now()
        package.save(update_fields=["state", "heartbeat_at"])
        live.say("exchange")
        return package.heartbeat_at


def _waiting(package_id: int) -> list[PackageFile]:
    """The files that are not done, in the order of their kinds and names."""
    files = PackageFile.objects.select_related("package__node").filter(
        package_id=package_id, state__in=(State.RECEIVING, State.RUNNING)
    )
    return sorted(files, key=lambda one: (kinds.rank(one.kind), wire.natural(one.name), one.pk))


def _go_on(files: list[PackageFile]) -> bool:
    """Take the next step: name kinds, unpack, stage, look, apply; False when a person is to decide first."""
    nameless = [file for file in files if not file.kind]
    records = [file for file in files if _is_applied(file)]
    fresh = [file for file in records if not file.is_staged or is_lost(file)]
    if nameless:
        for file in nameless:
            _learn_kind(file)
    elif files[0].kind == "archive":
        _import_together(files[:1])
    elif fresh:
        _stage_all(fresh)
    elif records:
        return _apply(records)
    else:
        _import_together(_with_more_pictures(files[0]))
    return True


def _is_applied(file: PackageFile) -> bool:
    """True for XML that is staged and applied; a picture to compare with is only kept beside."""
    is_xml = file.kind not in BARE and not kinds.is_plain(file.kind)
    return is_xml and file.package.type != kinds.RECONCILIATION


def _learn_kind(file: PackageFile) -> None:
    """What a file is by its first bytes; what an XML is shows when it is staged."""
    path = spool.path_of(file)
    try:
        if not path.exists() or not file.size:
            raise FileEmpty(name=file.name)
        sniffed = wire.sniffed(spool.head(path))
        if sniffed == "plain" or wire.extension(file.name) in wire.PLAIN:
            learn_plain(file)
            return
        is_xml = sniffed == "xml" or wire.extension(file.name) in wire.XML
        kind = (
            UNREAD if is_xml else sniffed if sniffed == "archive" else "image" if _is_image(file, sniffed) else "other"
        )
        with unit():
            follow_only()
            PackageFile.objects.filter(pk=file.pk).update(kind=kind, total=0 if is_xml else 1)
    except Refused as refusal:
        _fail([file], refusal.message)


def _is_image(file: PackageFile, sniffed: str) -> bool:
    return sniffed == "image" or wire.extension(file.name) in wire.IMAGES


def stage_alone(file_id: int) -> None:
    """Stage one file in a process of its own. Opens units of its own."""
    file = PackageFile.objects.select_related("package__node").get(pk=file_id)
    with translation.override("ru"):
        _stage(file)


def _stage_all(files: list[PackageFile]) -> None:
    """Two large files at once, where there are cores. What was never read before, no person has looked at."""
    if any(file.kind == UNREAD for file in files):
        with unit():
            Package.objects.filter(pk=files[0].package_id, is_reviewed=True).update(is_reviewed=False)
    ordered = in_order(files)
    with staging_beside(ordered) as other:
        for file in ordered:
            if file is not other:
                _stage(file)


def _stage(file: PackageFile) -> None:
    _start([file])
    try:
        with _failing([file]), spool.path_of(file).open("rb") as stream:
            stage_file(file, Beating(stream, lambda: _beat(file.package_id)))  # type: ignore[arg-type]
    except Moved:
        # Another process stages the same file: it may be about to end, or to be done.
        time.sleep(MOVED_S)


def _apply(files: list[PackageFile]) -> bool:
    """Apply staged files, lane by lane; False when the package is to be looked at first."""
    several, mixed = told_several_times(files)
    if read_again(files, mixed):
        return True
    if not _may_go_on(files[0].package):
        return False
    lanes = rows.left([file.pk for file in files])
    open_files = list(files)
    for name in kinds.LANES:
        for file in list(open_files):
            if name in lanes.get(file.pk, set()):
                with _failing([file]):
                    apply_lane(Lane(file=file, name=name, several=several.get(name, frozenset())))
            lanes.get(file.pk, set()).discard(name)
            if file.state == State.FAILED or not lanes.get(file.pk):
                open_files.remove(file)
                _done([file])
    return True


def _may_go_on(package: Package) -> bool:
    """Ask whether a person should look first; goods only, orders wait for nobody."""
    if package.type != "catalog" or package.is_reviewed:
        return True
    reason = verdict(package)
    if not reason:
        return True
    with unit():
        Package.objects.filter(pk=package.pk).update(state=Package.State.REVIEW, note=reason[:400])
        journal.record(
            flow=f"{package.node.code}.catalog",
            summary=reason[:400],
            outcome=journal.WARNING,
            subject=f"package:{package.pk}",
        )
        live.say("exchange")
    return False


def _with_more_pictures(file: PackageFile) -> list[PackageFile]:
    """The file alone, or with it the next pictures of the package, as many as memory and patience allow."""
    if file.kind != "image":
        return [file]
    waiting = (
        PackageFile.objects.select_related("package__node")
        .filter(package_id=file.package_id, kind="image", state__in=(State.RECEIVING, State.RUNNING))
        .exclude(pk=file.pk)
        .order_by("id")[: PICTURES - 1]
    )
    group, size = [file], file.size
    for one in waiting:
        size += one.size
        if size > PICTURE_BYTES:
            break
        group.append(one)
    return group


def _start(files: list[PackageFile]) -> None:
    ids = [file.pk for file in files]
    with unit():
        follow_only()
        PackageFile.objects.filter(pk__in=ids, started_at__isnull=True).update(started_at=database_now())
        PackageFile.objects.filter(pk__in=ids).update(state=State.RUNNING)
    for file in files:
        file.state = State.RUNNING
    crashpoint("erp.import:file_begun")


@contextmanager
def _failing(files: list[PackageFile]) -> Iterator[None]:
    """What is refused, or breaks in a way nobody foresaw, fails the files and not the import."""
    try:
        yield
    except (Moved, OperationalError):
        raise
    except Refused as refusal:
        _fail(files, refusal.message)
    except Exception:
        number = secrets.token_hex(3)
        logger.exception("import defect %s in package %s, file %s", number, files[0].package_id, files[0].name)
        _fail(files, Defect(number=number).message)


def _import_together(files: list[PackageFile]) -> None:
    """Archives, pictures, and what is only kept."""
    _start(files)
    with _failing(files):
        if files[0].kind == "archive":
            _unpack(files[0])
        elif files[0].kind == "image":
            import_images(files)
        elif kinds.is_plain(files[0].kind):
            import_plain(files[0])
        elif files[0].kind not in BARE:
            load_offers(files[0])
    _done(files)


def _done(files: list[PackageFile]) -> None:
    whole = [file for file in files if file.state != State.FAILED]
    if not whole:
        return
    with unit():
        ids = [file.pk for file in whole]
        PackageFile.objects.filter(pk__in=ids).update(state=State.DONE, finished_at=database_now())
        for file in whole:
            remember_pictures(file)
        live.say("exchange")
    crashpoint("erp.import:file_done")


def _unpack(file: PackageFile) -> None:
    """Every member becomes a file of the package; a second try replaces what the first left."""
    package = file.package
    taken = sum(package.files.exclude(pk=file.pk).values_list("size", flat=True))
    limits = archives.ArchiveLimits(total=max(1, spool.limit_bytes() - taken))
    for member in archives.safe_members(spool.path_of(file), limits):
        name = wire.file_name(member.path)
        if name is None or wire.extension(name) in wire.ARCHIVES:
            continue
        with unit():
            made, _ = PackageFile.objects.get_or_create(
                package=package, name=name, state=State.RECEIVING, position=0, defaults={"stored_as": ""}
            )
            made.stored_as = f"{made.pk}.{wire.extension(name)}"
            made.save(update_fields=["stored_as"])
        with member.open() as stream:
            size = spool.write_at(spool.path_of(made), 0, stream, member.size)
        with unit():
            PackageFile.objects.filter(pk=made.pk).update(size=size)
    crashpoint("erp.import:unpacked")


def _fail(files: Sequence[PackageFile], sentence: str) -> None:
    ids = [file.pk for file in files]
    with unit():
        PackageFile.objects.filter(pk__in=ids).update(
            state=State.FAILED, error=sentence[:500], finished_at=database_now()
        )
        rows.drop(ids)
        live.say("exchange")
    for file in files:
        file.state = State.FAILED


def _beat(package_id: int) -> None:
    with unit():
        Package.objects.filter(pk=package_id).update(heartbeat_at=database_now())


class Beating:
    """A stream that shows, while it is read, that somebody is alive."""

    def __init__(self, stream: "object", beat: Callable[[], None]) -> None:
        self._stream = stream
        self._beat = beat
        self._last = time.monotonic()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; every few seconds also a heartbeat."""
        if time.monotonic() - self._last > BEAT_S:
            self._last = time.monotonic()
            self._beat()
        return self._stream.read(size)  # type: ignore[attr-defined,no-any-return]

    def seek(self, where: int, whence: int = 0) -> int:
        """As of the stream."""
        return self._stream.seek(where, whence)  # type: ignore[attr-defined,no-any-return]

    def tell(self) -> int:
        """As of the stream."""
        return self._stream.tell()  # type: ignore[attr-defined,no-any-return]
