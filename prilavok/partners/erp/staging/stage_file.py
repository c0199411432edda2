"""Stage one file: read it once, put what it says into the database in batches, each with its checkpoint in one unit.

Nothing of a file is applied before all of it is staged, so a file that breaks off changes nothing. Killed at any point,
it goes on behind the last batch; what the database lost with a crash of its own is read again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from django.utils.timezone import get_current_timezone

from prilavok.base import live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.errors import Refused
from prilavok.base.unit import follow_only, require_unit, unit
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions._batch import Moved, keep_notes
from prilavok.partners.erp.dialects.reading import records
from prilavok.partners.erp.errors import NothingInside
from prilavok.partners.erp.models import Package, PackageFile, PackageWarning
from prilavok.partners.erp.rules import kinds, tolerant, wire
from prilavok.partners.erp.staging import rows as staged
from prilavok.partners.erp.staging.facets import IMAGES, parts_of
from prilavok.partners.erp.staging.reading import FileReading
from prilavok.partners.erp.staging.rows import Lane, Row

MOST_ROWS: Final = 4000
MOST_BYTES: Final = 6 * 1024 * 1024


def stage_file(file: PackageFile, stream: BinaryIO) -> None:
    """Stage what is not staged yet. Opens units of its own. Raises ForeignRoot, XmlRefused, NothingInside, Moved."""
    _notice_loss(file)
    reading = FileReading(file, stream)
    for batch in _batches(reading.rows()):
        _put(file, reading, batch)
        crashpoint("erp.stage:after_batch")
    _finish(file, reading)


def in_order(files: Sequence[PackageFile]) -> list[PackageFile]:
    """As they are to be staged: units and price types before the files that are understood with their help."""
    return sorted(files, key=lambda one: (_first_lane(one), wire.natural(one.name), one.pk))


def _first_lane(file: PackageFile) -> int:
    """The place of the first record's lane; what cannot be read shows when it is staged."""
    try:
        with spool.path_of(file).open("rb") as stream:
            first = next(records(stream), None)
    except (OSError, Refused):
        return 0
    return len(kinds.LANES) if first is None else kinds.LANES.index(first.lane)


def stage_again(file: PackageFile) -> None:
    """Throw away what is staged of the file, to read it once more. Joins the unit."""
    require_unit()
    staged.drop([file.pk])
    file.staged, file.is_staged, file.total = 0, False, 0
    if not file.lane:
        file.warnings_count = 0
        PackageWarning.objects.filter(file=file).delete()
    file.save(update_fields=["staged", "is_staged", "total", "warnings_count"])


def is_lost(file: PackageFile) -> bool:
    """True when the database crashed and took the staged rows with it."""
    return file.staged > 0 and not staged.is_there(file.pk)


def _notice_loss(file: PackageFile) -> None:
    if is_lost(file):
        with unit():
            stage_again(file)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row.payload or b"")
        if len(batch) >= MOST_ROWS or size >= MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _put(file: PackageFile, reading: FileReading, batch: Sequence[Row]) -> None:
    """One batch and its checkpoint, in one unit."""
    with unit():
        follow_only()
        _lock(file)
        staged.put(file.pk, batch)
        file.warnings_count += keep_notes(file, reading.taken_notes())
        file.staged += len(batch)
        PackageFile.objects.filter(pk=file.pk).update(staged=file.staged, warnings_count=file.warnings_count)
        Package.objects.filter(pk=file.package_id).update(heartbeat_at=database_now())
        crashpoint("erp.stage:before_commit")


def _lock(file: PackageFile) -> None:
    locked = PackageFile.objects.select_for_update().get(pk=file.pk)
    if locked.staged != file.staged or locked.is_staged or locked.state != PackageFile.State.RUNNING:
        raise Moved


def _finish(file: PackageFile, reading: FileReading) -> None:
    """What the whole file turned out to be; what it says that is known already counts as done."""
    lanes = staged.survey(file.pk)
    if not lanes and reading.version == "":
        raise NothingInside(name=file.name)
    with unit():
        follow_only()
        _lock(file)
        _describe(file, reading, lanes)
        crashpoint("erp.stage:before_end")
    crashpoint("erp.stage:file_staged")


def _describe(file: PackageFile, reading: FileReading, lanes: dict[str, Lane]) -> None:
    is_quick = any(one["part"] == "quick" for one in reading.frames)
    offers = lanes.get(kinds.OFFER)
    counted = {lane: one.total for lane, one in lanes.items()}
    file.frames, file.version = reading.frames, reading.version
    file.kind = kinds.kind_of_file(counted, parts_of(offers.mask if offers else 0), is_quick=is_quick)
    file.is_full = _is_full(reading.frames)
    file.formed_at = tolerant.moment(reading.formed, get_current_timezone())
    file.has_images = bool(kinds.PRODUCT in lanes and lanes[kinds.PRODUCT].mask & IMAGES)
    file.total, file.is_staged = sum(counted.values()), True
    if not file.lane:
        file.position = file.total - sum(one.news for one in lanes.values())
        file.counts = _counts(lanes)
    file.warnings_count += keep_notes(file, reading.taken_notes())
    file.save(
        update_fields=[
            *("frames", "version", "kind", "is_full", "has_images", "total", "is_staged", "position", "counts"),
            *("warnings_count", "formed_at"),
        ]
    )
    live.say("exchange")


def _counts(lanes: dict[str, Lane]) -> dict[str, dict[str, int]]:
    """Records that need no applying: known ones, and those that could not be read."""
    counts: dict[str, dict[str, int]] = {}
    for lane, one in lanes.items():
        said = Counter(read=one.total - one.news, unchanged=one.known)
        if one.total > one.news:
            counts[lane] = {name: number for name, number in said.items() if number}
    return counts


def _is_full(frames: Sequence[dict[str, object]]) -> bool | None:
    """What the file says of being whole: yes, no, or nothing."""
    said = [one["changes_only"] for one in frames if one["part"] in ("catalogue", "offers", "quick")]
    if not said or all(one is None for one in said):
        return None
    return said[-1] is False
