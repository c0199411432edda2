"""The import of a package: unpack, survey every file to its end, then apply them in the order of their kinds.

A file is surveyed whole before its first record is applied, so a broken one changes nothing. Records go in batches; a
batch, its checkpoint, counts and warnings are one unit. Killed at any point and started again, the import goes on at
the checkpoint, and what is applied twice finds itself unchanged. A lost database is tried again by the job; any other
defect fails its file with a number, so that one strange record does not hold the exchange for ever.
"""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.db import OperationalError
from django.utils import translation

from prilavok.base import archives, live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions.finish_package import finish_package
from prilavok.partners.erp.actions.import_file import Moved, import_images, import_records
from prilavok.partners.erp.dialects.reading import Survey, survey
from prilavok.partners.erp.errors import Defect, FileEmpty, NothingInside
from prilavok.partners.erp.models import Package, PackageFile
from prilavok.partners.erp.plain.import_plain import import_plain, learn_plain
from prilavok.partners.erp.rules import kinds, wire

logger = logging.getLogger(__name__)
State = PackageFile.State
BEAT_S: Final = 3.0
# Pictures of one unit: announced once, encoded in a few seconds, small in memory.
PICTURES: Final = 24
PICTURE_BYTES: Final = 24 * 1024 * 1024


def import_package(package_id: int) -> None:
    """Import every file of the package that is not done. Opens units of its own; safe to repeat."""
    with translation.override("ru"):
        since = _begin(package_id)
        if since is None:
            return
        started = time.monotonic()
        try:
            while (file := _next(package_id)) is not None:
                _import_together(_with_more_pictures(file))
        except Moved:
            return
        finish_package(package_id, since=since, took_ms=int((time.monotonic() - started) * 1000))


def _begin(package_id: int) -> datetime | None:
    """When this run began; None when there is nothing to do."""
    with unit():
        package = Package.objects.select_for_update().filter(pk=package_id).first()
        if package is None or package.state in (Package.State.ABANDONED, Package.State.HELD):
            return None
        if not package.files.filter(state__in=(State.RECEIVING, State.RUNNING)).exists():
            return None
        package.state = Package.State.RUNNING
        package.heartbeat_at = database_now()
        package.save(update_fields=["state", "heartbeat_at"])
        live.say("exchange")
        return package.heartbeat_at


def _next(package_id: int) -> PackageFile | None:
    """The next file to import: archives first, then by kind, then naturally by name."""
    waiting = list(
        PackageFile.objects.select_related("package__node")
        .filter(package_id=package_id, state__in=(State.RECEIVING, State.RUNNING))
        .order_by("id")
    )
    for file in waiting:
        if not file.kind:
            _learn_kind(file)
            return _next(package_id)
    if not waiting:
        return None
    return min(waiting, key=lambda one: (kinds.rank(one.kind), wire.natural(one.name), one.pk))


def _learn_kind(file: PackageFile) -> None:
    """Find out what a file is by its content; an XML is read to its end here, and refused here if it is broken."""
    path = spool.path_of(file)
    try:
        if not path.exists() or not file.size:
            raise FileEmpty(name=file.name)
        sniffed = wire.sniffed(spool.head(path))
        if sniffed == "plain" or wire.extension(file.name) in wire.PLAIN:
            learn_plain(file)
            return
        if sniffed != "xml" and wire.extension(file.name) not in wire.XML:
            _note_kind(file, "archive" if sniffed == "archive" else "image" if _is_image(file, sniffed) else "other")
            return
        _note_survey(file, _surveyed(file))
    except Refused as refusal:
        _fail([file], refusal.message)


def _is_image(file: PackageFile, sniffed: str) -> bool:
    return sniffed == "image" or wire.extension(file.name) in wire.IMAGES


def _surveyed(file: PackageFile) -> Survey:
    with spool.path_of(file).open("rb") as stream:
        return survey(Beating(stream, lambda: _beat(file.package_id)))  # type: ignore[arg-type]


def _note_kind(file: PackageFile, kind: str) -> None:
    with unit():
        PackageFile.objects.filter(pk=file.pk).update(kind=kind, total=1)


def _note_survey(file: PackageFile, found: Survey) -> None:
    if found.kind == "empty" and found.version == "":
        raise NothingInside(name=file.name)
    with unit():
        PackageFile.objects.filter(pk=file.pk).update(
            kind=found.kind,
            version=found.version,
            is_full=found.is_full,
            has_images=found.has_images,
            total=found.total,
        )


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


def _import_together(files: list[PackageFile]) -> None:
    ids = [file.pk for file in files]
    now = database_now()
    with unit():
        PackageFile.objects.filter(pk__in=ids, started_at__isnull=True).update(started_at=now)
        PackageFile.objects.filter(pk__in=ids).update(state=State.RUNNING)
    crashpoint("erp.import:file_begun")
    try:
        _import_by_kind(files)
    except (Moved, OperationalError):
        raise
    except Refused as refusal:
        _fail(files, refusal.message)
        return
    except Exception:
        number = secrets.token_hex(3)
        logger.exception("import defect %s in package %s, file %s", number, files[0].package_id, files[0].name)
        _fail(files, Defect(number=number).message)
        return
    with unit():
        PackageFile.objects.filter(pk__in=ids).update(state=State.DONE, finished_at=database_now())
        live.say("exchange")
    crashpoint("erp.import:file_done")


def _import_by_kind(files: list[PackageFile]) -> None:
    kind = files[0].kind
    if kind == "archive":
        _unpack(files[0])
    elif kind == "image":
        import_images(files)
    elif kinds.is_plain(kind):
        import_plain(files[0])
    elif kind not in ("other", "empty"):
        import_records(files[0])


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
    with unit():
        PackageFile.objects.filter(pk__in=[file.pk for file in files]).update(
            state=State.FAILED, error=sentence[:500], finished_at=database_now()
        )
        live.say("exchange")


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
