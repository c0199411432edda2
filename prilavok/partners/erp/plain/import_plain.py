"""The import of a plain file: its header first, then batch after batch, each with its checkpoint in one unit.

A file whose header is not understood is refused whole; a record that is not understood is a warning with its line. What
a batch wrote, how far it got, what it counted and warned of are one unit, so a killed import goes on where it stood.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec
from django.utils import translation

from prilavok.base import live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions._batch import Batch, Moved, keep_notes
from prilavok.partners.erp.models import Node, Package, PackageFile, PlainWaiting
from prilavok.partners.erp.plain import receipts, waiting
from prilavok.partners.erp.plain.envelope import Header, Line, header_of, lines
from prilavok.partners.erp.plain.formats import FORMATS, KINDS, Format

PREFIX: Final = "plain:"


def learn_plain(file: PackageFile) -> None:
    """Note which format a file is of and how many records it holds. Raises what `header_of` raises."""
    with spool.path_of(file).open("rb") as stream:
        told = lines(stream)
        header = header_of(file.name, told, KINDS)
        total = sum(1 for _ in told)
    with unit():
        PackageFile.objects.filter(pk=file.pk).update(
            kind=PREFIX + header.kind, version=str(header.version), is_full=header.full, total=total
        )


def import_plain(file: PackageFile) -> None:
    """Apply the records from the checkpoint on. Raises Moved."""
    with spool.path_of(file).open("rb") as stream:
        told = lines(stream)
        header = header_of(file.name, told, KINDS)
        known = FORMATS[header.kind]
        for _ in islice(told, file.position):
            pass
        while batch := list(islice(told, known.batch)):
            _apply(file, known, header, batch)
            crashpoint("erp.plain:after_batch")
        if known.finish is not None and header.full:
            _finish(file, known, header)


def resume_waiting() -> int:
    """Apply records whose goods or place have come since; returns how many. Opens its own unit."""
    with unit(), translation.override("ru"):
        taken = waiting.take_ready(_resume) if PlainWaiting.objects.exists() else 0
        for namespace in Node.objects.values_list("namespace", flat=True).distinct():
            receipts.name_late_goods(namespace)
    return taken


def _apply(file: PackageFile, known: Format, header: Header, told: Sequence[Line]) -> None:
    with unit():
        _hold(file)
        batch = Batch(node=file.package.node, file=file)
        known.apply(batch, known.reader.values(told, header, batch.notes), header)
        batch.count(known.lane, read=len(told))
        _keep(file, batch, len(told))
        crashpoint("erp.plain:before_commit")
    file.position += len(told)


def _finish(file: PackageFile, known: Format, header: Header) -> None:
    """A snapshot was told to its end: what it does not name is over. Twice is once."""
    with unit():
        _hold(file)
        batch = Batch(node=file.package.node, file=file)
        if known.finish is not None:
            known.finish(batch, header)
        _keep(file, batch, 0)


def _resume(rows: Sequence[PlainWaiting]) -> None:
    first = rows[0]
    known, header = FORMATS[first.kind], msgspec.json.decode(first.header, type=Header)
    batch = Batch(node=first.node, file=first.file)
    told: Iterator[Line] = (Line(row.line, row.record.encode()) for row in rows)
    values = known.reader.values(told, header, batch.notes)
    revisions = {row.line: row.revision for row in rows}
    known.apply(batch, [one for one in values if one.revision == revisions[one.line]], header)
    batch.count(known.lane, resumed=len(rows))
    _keep(first.file, batch, 0)


def _hold(file: PackageFile) -> None:
    locked = PackageFile.objects.select_for_update().get(pk=file.pk)
    if locked.position != file.position or locked.state != PackageFile.State.RUNNING:
        raise Moved


def _keep(file: PackageFile, batch: Batch, read: int) -> None:
    """The checkpoint, the counts and the warnings, beside what the batch wrote."""
    require_unit()
    merged = {lane: Counter(numbers) for lane, numbers in file.counts.items()}
    for lane, numbers in batch.counts.items():
        merged.setdefault(lane, Counter()).update(numbers)
    file.counts = {lane: dict(numbers) for lane, numbers in merged.items()}
    file.warnings_count += keep_notes(file, batch.notes)
    PackageFile.objects.filter(pk=file.pk).update(
        position=file.position + read, counts=file.counts, warnings_count=file.warnings_count
    )
    Package.objects.filter(pk=file.package_id).update(heartbeat_at=database_now())
    live.say("exchange")
