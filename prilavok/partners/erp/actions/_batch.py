"""What the steps of an import share: the node, the file, what was noted and counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from prilavok.goods.pim.values import UpsertCounts
from prilavok.partners.erp.models import Node, PackageFile
from prilavok.partners.erp.notes import Notes


@dataclass
class Batch:
    """One batch of one file. `listed`: warehouses that the file itself declares."""

    node: Node
    file: PackageFile
    listed: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        """Whose identifiers these are."""
        return self.node.namespace

    @property
    def source(self) -> str:
        """What the history of prices and stocks names as the source."""
        return f"{self.node.code}:{self.file.package_id}"

    def count(self, lane: str, **numbers: int) -> None:
        """Add to the counts of a lane."""
        self.counts.setdefault(lane, Counter()).update({name: number for name, number in numbers.items() if number})

    def count_upsert(self, lane: str, done: UpsertCounts) -> None:
        """Add what a bulk write did; its sentences become notes."""
        self.count(lane, created=done.created, changed=done.changed, unchanged=done.unchanged, removed=done.removed)
        for sentence in done.warnings:
            self.notes.add("goods", sentence)
