"""One file, batch after batch; and one picture."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prilavok.base import live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import require_unit, unit
from prilavok.goods.pim import api as pim
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions import apply_goods as goods_actions
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.actions.apply_documents import apply_documents
from prilavok.partners.erp.actions.apply_offers import apply_offers
from prilavok.partners.erp.ahead import ahead
from prilavok.partners.erp.dialects import classifier, goods, offers, orders_in
from prilavok.partners.erp.dialects.reading import Record, records
from prilavok.partners.erp.models import Package, PackageFile, PackageWarning, UnitName
from prilavok.partners.erp.notes import KEPT, Notes
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import versions_2
from prilavok.partners.erp.watch.notice import keep_things


class Moved(Exception):
    """Somebody else has moved the checkpoint: this import is not the only one, and stops."""


@dataclass
class _Gathered:
    """Records of one lane, read into values, waiting to be applied together."""

    lane: str = ""
    values: list[Any] = field(default_factory=list)
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
        namespace = file.package.node.namespace
        self.units: Mapping[str, str] = dict(UnitName.objects.filter(namespace=namespace).values_list("code", "title"))
        self._card = goods.CardContext(is_full=bool(file.is_full), file_has_images=file.has_images, units=self.units)
        self._tells_whole_stock = versions_2(file.version) and file.kind != "quick"

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
            gathered.values.extend(self._values(record, gathered.notes))
        if gathered.read:
            yield gathered

    def _look(self, record: Record) -> None:
        if record.lane == kinds.WAREHOUSE and record.frame.part == "offers":
            draft = classifier.warehouse(record.element)
            if draft is not None:
                self._listed.add(draft.external_id)

    def _values(self, record: Record, notes: Notes) -> Iterator[Any]:
        with notes.about((record.element.findtext("Ид") or "").strip()):
            yield from self._read(record, notes)

    def _read(self, record: Record, notes: Notes) -> Iterator[Any]:
        element = record.element
        if record.lane == kinds.GROUP:
            yield from classifier.categories(element, notes)
            return
        made: Any = None
        if record.lane == kinds.OFFER:
            made = offers.offer(
                element, notes, tells_whole_stock=self._tells_whole_stock, is_full=bool(self.file.is_full)
            )
        elif record.lane == kinds.PRODUCT:
            made = goods.product(element, self._card, notes)
        elif record.lane == kinds.PROPERTY:
            made = classifier.attribute(element, notes)
        elif record.lane == kinds.DOCUMENT:
            made = orders_in.document(element, notes)
        elif record.lane in _PLAIN:
            made = _PLAIN[record.lane](element)
        if made is not None:
            yield made


_PLAIN: dict[str, Callable[[Any], Any]] = {
    kinds.PRICE_TYPE: classifier.price_type,
    kinds.WAREHOUSE: classifier.warehouse,
    kinds.UNIT: classifier.unit,
}


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
    batch.count(gathered.lane, read=len(gathered.values) if gathered.lane == kinds.GROUP else gathered.read)
    if gathered.lane == kinds.PRODUCT:
        goods_actions.apply_products(batch, gathered.values, gathered.catalogue)
    elif gathered.lane == kinds.PARTNER:
        batch.notes.add("partners_skipped", "", gathered.read)
    else:
        _APPLY[gathered.lane](batch, gathered.values)


_APPLY: dict[str, Callable[[Batch, Sequence[Any]], None]] = {
    kinds.UNIT: goods_actions.apply_units,
    kinds.PRICE_TYPE: goods_actions.apply_price_types,
    kinds.WAREHOUSE: goods_actions.apply_warehouses,
    kinds.PROPERTY: goods_actions.apply_properties,
    kinds.GROUP: goods_actions.apply_groups,
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
