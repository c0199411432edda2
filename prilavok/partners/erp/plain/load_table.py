"""A table that a person uploads: kept as a package of its node, looked at, then imported like any other package."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions.ensure_node import ensure_node
from prilavok.partners.erp.actions.open_session import digest_of
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.errors import FileEmpty, NameRefused
from prilavok.partners.erp.models import Node, Package, PackageFile, Session, TableProfile
from prilavok.partners.erp.plain import tables
from prilavok.partners.erp.rules.wire import extension
from prilavok.partners.erp.values import NodeDraft

TYPE: Final = "upload"
TABLES: Final = "tables"
MOST_BYTES: Final = 30 * 1024 * 1024
ACCEPTED: Final = frozenset({"csv", "txt", "xlsx"})


def keep_table(*, node_id: int | None, kind: str, name: str, body: BinaryIO) -> int:
    """Keep the bytes as a package that waits for a person; returns its id. Opens its own units.

    Without a node it belongs to the node of tables, which is made with the first one. Raises NameRefused, FileEmpty,
    PackageTooBig, DiskFull, NotFound.
    """
    if kind not in tables.FIELDS or extension(name) not in ACCEPTED:
        raise NameRefused(name=name[:120])
    with unit():
        node = Node.objects.filter(pk=node_id).first() if node_id is not None else _node_of_tables()
        if node is None:
            raise NotFound
        at = database_now()
        session = Session.objects.create(
            node=node,
            type=TYPE,
            token_digest=digest_of(secrets.token_urlsafe(32)),
            credential_digest="",
            created_at=at,
            last_seen_at=at,
            closed_at=at,
        )
        # Abandoned until a person confirms: nothing imports it by itself, and it is forgotten with the others.
        package = Package.objects.create(
            session=session,
            node=node,
            type=TYPE,
            directory="",
            state=Package.State.ABANDONED,
            note=kind,
            started_at=at,
            heartbeat_at=at,
            finished_at=at,
        )
        package.directory = f"{session.pk}/{package.pk}"
        package.save(update_fields=["directory"])
        file = PackageFile.objects.create(package=package, name=Path(name).name[:200], stored_as="", kind="other")
        file.stored_as = f"{file.pk}.{extension(name)}"
        file.save(update_fields=["stored_as"])
    spool.folder(package.directory)
    size = spool.write_at(spool.path_of(file), 0, body, MOST_BYTES)
    with unit():
        PackageFile.objects.filter(pk=file.pk).update(size=size, state=PackageFile.State.DONE)
    if not size:
        raise FileEmpty(name=name[:120])
    return package.pk


def preview_table(package_id: int, said: Mapping[str, str | int]) -> tables.Preview:
    """The table with this mapping over the kept profile. Raises NotFound, TableNotUnderstood, TableTooBig."""
    package, file = _waiting(package_id)
    return tables.preview(spool.path_of(file), package.note, said or _profile(package))


def import_table(package_id: int, said: Mapping[str, str | int]) -> None:
    """Write the records beside the table and queue their import; the mapping is kept. Opens its own units."""
    package, file = _waiting(package_id)
    with unit():
        made, _ = PackageFile.objects.get_or_create(
            package=package, name=f"{package.note}.jsonl", defaults={"stored_as": f"{package.note}.jsonl"}
        )
    made.package = package
    with spool.path_of(made).open("wb") as target:
        for line in tables.converted(spool.path_of(file), package.note, said, package.pk):
            target.write(line)
        size = target.tell()
    with unit():
        PackageFile.objects.filter(pk=made.pk).update(size=size)
        TableProfile.objects.update_or_create(
            node=package.node, kind=package.note, defaults={"mapping": _by_header(package, file, said)}
        )
        package.note = ""
        package.save(update_fields=["note"])
        queue_import(package, database_now())


def waiting_kind(package_id: int) -> str:
    """What a table that waits is of. Raises NotFound."""
    return _waiting(package_id)[0].note


def _waiting(package_id: int) -> tuple[Package, PackageFile]:
    package = Package.objects.select_related("node").filter(pk=package_id, type=TYPE).first()
    if package is None or package.state != Package.State.ABANDONED or package.note not in tables.FIELDS:
        raise NotFound
    file = package.files.order_by("pk").first()
    if file is None or not spool.path_of(file).exists():
        raise NotFound
    return package, file


def _profile(package: Package) -> Mapping[str, str | int]:
    row = TableProfile.objects.filter(node=package.node, kind=package.note).first()
    return row.mapping if row else {}


def _by_header(package: Package, file: PackageFile, said: Mapping[str, str | int]) -> dict[str, str]:
    """The mapping by names of headers: the next table may have its columns in another order."""
    found = tables.preview(spool.path_of(file), package.note, said)
    return {name: found.headers[column] for name, column in found.mapping.items()}


def _node_of_tables() -> Node:
    require_unit()
    known = Node.objects.filter(code=TABLES).first()
    if known is not None:
        return known
    ensure_node(NodeDraft(code=TABLES, title="Таблицы", login="tables", namespace=TABLES, stock_meaning="physical"))
    return Node.objects.get(code=TABLES)
