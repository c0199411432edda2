"""init and file: a package is begun, its files grow chunk by chunk as bytes.

A chunk is written at the size the database knows, so a chunk that died half-way is overwritten by the next one; chunks
are never decoded, a letter may be cut in two between them.
"""

from typing import BinaryIO, Final

from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp import spool
from prilavok.partners.erp.errors import FileEmpty, NameRefused, PackageTooBig
from prilavok.partners.erp.models import Package, PackageFile, Session
from prilavok.partners.erp.rules.wire import extension, file_name

KEPT_REFUSED: Final = 256 * 1024


def start_package(session: Session) -> Package:
    """init: a clean start; what the session sent before and never asked to import is dropped."""
    with unit():
        dropped = list(session.packages.select_for_update().filter(state=Package.State.RECEIVING))
        at = database_now()
        for package in dropped:
            package.state, package.finished_at = Package.State.ABANDONED, at
            package.save(update_fields=["state", "finished_at"])
        made = _new_package(session)
    for package in dropped:
        spool.drop(package.directory)
    return made


def receive_file(session: Session, *, name: str, body: BinaryIO | None) -> PackageFile:
    """file: append a chunk. Raises NameRefused, FileEmpty, PackageTooBig, DiskFull."""
    path = file_name(name)
    if path is None:
        raise NameRefused(name=name[:120])
    with unit():
        package = _open_package(session)
        file = _open_file(package, path)
        taken = sum(package.files.values_list("size", flat=True))
    allowed = spool.limit_bytes() - taken
    if allowed <= 0:
        raise PackageTooBig(limit=spool.limit_bytes() // 1024 // 1024)
    spool.folder(package.directory)
    written = spool.write_at(spool.path_of(file), file.size, body, allowed) if body is not None else 0
    crashpoint("erp.file:written")
    if not written and not file.size:
        with unit():
            file.delete()
        raise FileEmpty(name=path)
    with unit():
        PackageFile.objects.filter(pk=file.pk, size=file.size).update(size=file.size + written)
        Package.objects.filter(pk=package.pk).update(heartbeat_at=database_now())
    file.size += written
    return file


def keep_refused(session: Session, *, name: str, body: BinaryIO | None) -> int:
    """Keep the first bytes of a file whose name is refused, for whoever looks into it; the id of its package.

    They lie on disk under a name of ours and are never opened by the site.
    """
    with unit():
        package = _open_package(session)
        file = PackageFile.objects.create(
            package=package,
            name="".join(letter if letter.isprintable() else "?" for letter in name)[:400] or "?",
            stored_as="",
            state=PackageFile.State.FAILED,
            error=NameRefused(name=name[:120]).message[:500],
            finished_at=database_now(),
        )
        file.stored_as = f"{file.pk}.refused"
        file.save(update_fields=["stored_as"])
    if body is not None:
        spool.folder(package.directory)
        size = spool.write_head(spool.path_of(file), body, KEPT_REFUSED)
        with unit():
            PackageFile.objects.filter(pk=file.pk).update(size=size)
    return package.pk


def latest_package(session: Session) -> Package | None:
    """The package the session speaks of."""
    return session.packages.order_by("-id").first()


def _open_package(session: Session) -> Package:
    package = session.packages.select_for_update().exclude(state=Package.State.ABANDONED).order_by("-id").first()
    return package or _new_package(session)


def _new_package(session: Session) -> Package:
    require_unit()
    at = database_now()
    package = Package.objects.create(
        session=session, node=session.node, type=session.type, directory="", started_at=at, heartbeat_at=at
    )
    package.directory = f"{session.pk}/{package.pk}"
    package.save(update_fields=["directory"])
    return package


def _open_file(package: Package, path: str) -> PackageFile:
    """The file that still grows under this name; a name that was imported already begins a new file."""
    last = package.files.filter(name=path).order_by("-id").first()
    if last is not None and last.state == PackageFile.State.RECEIVING and last.position == 0:
        last.package = package
        return last
    file = PackageFile.objects.create(package=package, name=path, stored_as="")
    file.stored_as = f"{file.pk}.{extension(path)}"
    file.save(update_fields=["stored_as"])
    return file
