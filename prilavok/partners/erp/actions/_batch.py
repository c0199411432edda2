"""What the steps of an import share: the node, the file, what was noted and counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prilavok.base import live
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.pim.values import UpsertCounts
from prilavok.partners.erp.models import Node, Package, PackageFile, PackageWarning
from prilavok.partners.erp.notes import KEPT, Notes
from prilavok.partners.erp.rules.formed import believed
from prilavok.partners.erp.watch.notice import keep_things


class Moved(Exception):
    """Somebody else has moved the checkpoint: this import is not the only one, and stops."""


@dataclass
class Batch:
    """One batch of one file. `listed`: warehouses that the file itself declares; `waiting`: keys of offers some facts
    of which wait for something, so that they are not settled yet. `is_dry`: it is only looked at."""

    node: Node
    file: PackageFile
    listed: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    is_dry: bool = False

    @property
    def namespace(self) -> str:
        """Whose identifiers these are."""
        return self.node.namespace

    @property
    def source(self) -> str:
        """What the history of prices and stocks names as the source."""
        return f"{self.node.code}:{self.file.package_id}"

    @property
    def formed_at(self) -> datetime:
        """When the figures of the file were formed, as far as it can be believed."""
        return believed(said=self.file.formed_at, came=self.file.package.started_at)

    def count(self, lane: str, **numbers: int) -> None:
        """Add to the counts of a lane."""
        self.counts.setdefault(lane, Counter()).update({name: number for name, number in numbers.items() if number})

    def count_upsert(self, lane: str, done: UpsertCounts) -> None:
        """Add what a bulk write did; its sentences become notes."""
        self.count(lane, created=done.created, changed=done.changed, unchanged=done.unchanged, removed=done.removed)
        for sentence in done.warnings:
            self.notes.add("goods", sentence)


def keep(file: PackageFile, batch: Batch, read: int) -> None:
    """Counts and warnings of the batch, and its records as done. Joins the unit."""
    require_unit()
    merged = {lane: Counter(numbers) for lane, numbers in file.counts.items()}
    for lane, numbers in batch.counts.items():
        merged.setdefault(lane, Counter()).update(numbers)
    file.counts = {lane: dict(numbers) for lane, numbers in merged.items()}
    file.warnings_count += keep_notes(file, batch.notes)
    file.position += read
    file.save(update_fields=["position", "counts", "warnings_count", "lane", "number"])
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
