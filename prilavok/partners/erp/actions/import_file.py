"""One file, batch after batch; and one picture."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from prilavok.base import live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import require_unit, unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions import apply_goods as goods_actions
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.actions.apply_documents import apply_documents
from prilavok.partners.erp.actions.apply_offers import apply_offers
from prilavok.partners.erp.ahead import ahead
from prilavok.partners.erp.dialects import classifier
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.reading import Record, records
from prilavok.partners.erp.dialects.understanding import understood
from prilavok.partners.erp.models import Package, PackageFile, PackageWarning, UnitName
from prilavok.partners.erp.notes import KEPT, Notes
from prilavok.partners.erp.profile import profile_of
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import versions_2
from prilavok.partners.erp.watch.notice import keep_things


class Moved(Exception):
    """Somebody else has moved the checkpoint: this import is not the only one, and stops."""


@dataclass
class _Gathered:
    """Records of one lane, read into values, waiting to be applied together."""

    lane: str = ""
    values: dict[str, list[Any]] = field(default_factory=dict)
    read: int = 0
    catalogue: str = ""
    listed: frozenset[str] = frozenset()
    notes: Notes = field(default_factory=Notes)


def import_records(file: PackageFile) -> None:
    """Apply the records from the checkpoint on. Raises XmlRefused, Moved."""
    context = _Reading(file)
    with spool.path_of(file).open("rb") as stream, ahead(context.batches(records(stream))) as batches:
        for batch in batches:
            _apply(file, context, batch)
            crashpoint("erp.import:after_batch")


class _Reading:
    """Turns records into values; remembers what later records of the file need."""

    def __init__(self, file: PackageFile) -> None:
        self.file = file
        self._listed: set[str] = set()
        self._skip = file.position
        node = file.package.node
        self.units: Mapping[str, str] = dict(
            UnitName.objects.filter(namespace=node.namespace).values_list("code", "title")
        )
        self._context = FileContext(
            is_full=bool(file.is_full),
            file_has_images=file.has_images,
            tells_whole_stock=versions_2(file.version),
            is_quick=file.kind == "quick",
            units=self.units,
            price_types=frozenset(pricing.external_ids(system=node.namespace)),
            profile=profile_of(node),
        )

    def batches(self, stream: Iterator[Record]) -> Iterator[_Gathered]:
        """Batches of one lane each, from the checkpoint on."""
        gathered = _Gathered()
        for number, record in enumerate(stream):
            self._look(record)
            if number < self._skip:
                continue
            full = gathered.read >= kinds.BATCH[record.lane] or record.frame.catalogue != gathered.catalogue
            if gathered.read and (record.lane != gathered.lane or full):
                yield gathered
                gathered = _Gathered()
            gathered.lane, gathered.catalogue = record.lane, record.frame.catalogue
            if len(gathered.listed) != len(self._listed):
                gathered.listed = frozenset(self._listed)
            gathered.read += 1
            for lane, value in understood(record, self._context, gathered.notes):
                gathered.values.setdefault(lane, []).append(value)
        if gathered.read:
            yield gathered

    def _look(self, record: Record) -> None:
        if record.lane == kinds.WAREHOUSE and record.frame.part == "offers":
            draft = classifier.warehouse(record.element)
            if draft is not None:
                self._listed.add(draft.external_id)
        elif record.lane == kinds.PRICE_TYPE:
            declared = classifier.price_type(record.element)
            if declared is not None and declared.external_id not in self._context.price_types:
                known = self._context.price_types | {declared.external_id}
                self._context = replace(self._context, price_types=known)


def _apply(file: PackageFile, context: _Reading, gathered: _Gathered) -> None:
    """One batch and its checkpoint, in one unit."""
    with unit():
        locked = PackageFile.objects.select_for_update().get(pk=file.pk)
        if locked.position != file.position or locked.state != PackageFile.State.RUNNING:
            raise Moved
        batch = Batch(
            node=file.package.node,
            file=file,
            listed=gathered.listed,
            units=context.units,
            notes=gathered.notes,
        )
        _apply_lane(batch, gathered)
        _keep(file, batch, gathered.read)
        crashpoint("erp.import:before_commit")
    file.position += gathered.read


def _apply_lane(batch: Batch, gathered: _Gathered) -> None:
    groups = len(gathered.values.get(kinds.GROUP, ()))
    batch.count(gathered.lane, read=groups if gathered.lane == kinds.GROUP else gathered.read)
    for lane in ORDER:
        values = gathered.values.get(lane, [])
        if not values:
            continue
        if lane == kinds.PRODUCT:
            goods_actions.apply_products(batch, values, gathered.catalogue)
        elif lane == kinds.PARTNER:
            batch.notes.add("partners_skipped", "", len(values))
        else:
            _APPLY[lane](batch, values)


ORDER: Final = (*kinds.LANES[: kinds.LANES.index(kinds.OFFER)], kinds.VARIANT, kinds.OFFER, *kinds.LANES[-2:])
_APPLY: dict[str, Callable[[Batch, Sequence[Any]], None]] = {
    kinds.UNIT: goods_actions.apply_units,
    kinds.PRICE_TYPE: goods_actions.apply_price_types,
    kinds.WAREHOUSE: goods_actions.apply_warehouses,
    kinds.PROPERTY: goods_actions.apply_properties,
    kinds.GROUP: goods_actions.apply_groups,
    kinds.VARIANT: apply_offers,
    kinds.OFFER: apply_offers,
    kinds.DOCUMENT: apply_documents,
}


def _keep(file: PackageFile, batch: Batch, read: int) -> None:
    """The checkpoint, the counts and the warnings."""
    require_unit()
    merged = {lane: Counter(numbers) for lane, numbers in file.counts.items()}
    for lane, numbers in batch.counts.items():
        merged.setdefault(lane, Counter()).update(numbers)
    file.counts = {lane: dict(numbers) for lane, numbers in merged.items()}
    warned = keep_notes(file, batch.notes)
    file.warnings_count += warned
    PackageFile.objects.filter(pk=file.pk).update(
        position=file.position + read, counts=file.counts, warnings_count=file.warnings_count
    )
    Package.objects.filter(pk=file.package_id).update(heartbeat_at=database_now())
    live.say("exchange")


def keep_notes(file: PackageFile, notes: Notes) -> int:
    """Add warnings to those of the file; returns how many."""
    require_unit()
    total = 0
    for code, count, things in notes:
        named = [thing for _, thing in things]
        row, _ = PackageWarning.objects.get_or_create(file=file, code=code)
        row.count += count
        row.things = [*row.things, *[one for one in named if one not in row.things]][:KEPT]
        row.save(update_fields=["count", "things"])
        keep_things(row, things)
        total += count
    return total


def import_images(files: Sequence[PackageFile]) -> None:
    """Hand pictures of one package to pim, announced at once; a bad one is a warning and never stops an import."""
    with unit():
        ids = [file.pk for file in files]
        locked = PackageFile.objects.select_for_update().filter(pk__in=ids, position=0).order_by("pk")
        waiting = {row.pk for row in locked}
        fresh = [file for file in files if file.pk in waiting]
        contents = [(file.name, spool.path_of(file).read_bytes()) for file in fresh]
        whole = Batch(node=files[0].package.node, file=files[0])
        warnings = pim.attach_images(system=whole.namespace, pictures=contents, source=whole.source)
        for file in fresh:
            batch = Batch(node=file.package.node, file=file)
            batch.count("image", read=1)
            if file.name in warnings:
                batch.notes.add("image_bad", f"{file.name}: {warnings[file.name]}")
            _keep(file, batch, 1)
    for file in files:
        file.position = 1
