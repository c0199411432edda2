"""What a comparison stands on: the node and its relatives, the moment of the picture, what is under way, names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from django.db.models import QuerySet

from prilavok.base.bulk import fetch, texts
from prilavok.base.clock import database_now
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.models import Node, Package, PackageFile, Reconciliation, ReconciliationCare
from prilavok.partners.erp.reconciliation.values import ORDERS, PRICES, RECEIPTS, STOCKS
from prilavok.partners.erp.rules.formed import believed
from prilavok.partners.erp.staging.facets import PRICES as PRICE_BIT
from prilavok.partners.erp.staging.facets import STOCKS as STOCK_BIT

PATIENCE: Final = timedelta(minutes=60)
OPEN: Final = (
    Package.State.RECEIVING,
    Package.State.QUEUED,
    Package.State.RUNNING,
    Package.State.HELD,
    Package.State.REVIEW,
)
CARRIERS: Final[Mapping[str, tuple[str, ...]]] = {
    STOCKS: ("offers", "rests", "quick", "plain:stocks"),
    PRICES: ("offers", "prices", "quick", "plain:prices"),
    ORDERS: ("documents",),
    RECEIPTS: ("plain:receipts",),
}
BITS: Final = {STOCKS: STOCK_BIT, PRICES: PRICE_BIT}
IN_FLIGHT: Final = """
SELECT s.key, array_agg(DISTINCT f.package_id) FROM erp_package p JOIN erp_packagefile f ON f.package_id = p.id
JOIN erp_node n ON n.id = p.node_id JOIN erp_staged s ON s.file_id = f.id AND s.lane = 'offer'
WHERE n.namespace = %s AND p.state = ANY(%s) AND f.state IN ('receiving', 'running') AND s.payload IS NOT NULL
    AND s.mask & %s <> 0 AND s.key = ANY(%s::text[]) GROUP BY s.key
"""
NOT_APPLIED: Final = """
SELECT DISTINCT ON (s.key) s.key, p.id, p.started_at FROM erp_package p
JOIN erp_packagefile f ON f.package_id = p.id JOIN erp_node n ON n.id = p.node_id
JOIN erp_staged s ON s.file_id = f.id AND s.lane = 'offer'
WHERE n.namespace = %s AND p.state = ANY(%s) AND p.started_at > %s AND s.payload IS NOT NULL AND s.mask & %s <> 0
    AND s.key = ANY(%s::text[]) ORDER BY s.key, p.id DESC
"""
REFUSED: Final = (Package.State.DISCARDED, Package.State.FAILED)
KEPT: Final = timedelta(days=14)


@dataclass(frozen=True)
class Ground:
    """One kind of one run."""

    run: Reconciliation
    kind: str

    @cached_property
    def node(self) -> Node:
        """Whose picture it is."""
        return self.run.node

    @cached_property
    def as_of(self) -> datetime:
        """When the picture was made."""
        return datetime.fromisoformat(self.run.windows[self.kind]["as_of"])

    @cached_property
    def now(self) -> datetime:
        """When it is compared."""
        return database_now()

    def edge(self, name: str) -> datetime | None:
        """`since` or `until` of the picture."""
        said = self.run.windows[self.kind].get(name)
        return datetime.fromisoformat(said) if said else None

    @cached_property
    def systems(self) -> list[str]:
        """Whose word in ledgers and histories is the accounting system's: nodes of one namespace."""
        return list(Node.objects.filter(namespace=self.node.namespace).values_list("code", flat=True))

    @cached_property
    def own(self) -> frozenset[int]:
        """The packages that are the picture."""
        return frozenset(self.run.windows[self.kind].get("packages", ()))

    @cached_property
    def come(self) -> tuple[int, ...]:
        """Packages of this kind, of the node's system, begun since the picture was made and applied, oldest first."""
        found = self._carriers.filter(package__started_at__gt=self.as_of, state=PackageFile.State.DONE)
        found = found.filter(package__state=Package.State.DONE).exclude(package__in=self.own)
        return tuple(found.order_by("package").values_list("package", flat=True).distinct())

    @property
    def has_come_since(self) -> bool:
        """True when something of this kind has come from the node's system since the picture was made."""
        return bool(self.come)

    @property
    def _carriers(self) -> QuerySet[PackageFile]:
        return PackageFile.objects.filter(
            package__node__namespace=self.node.namespace, kind__in=CARRIERS[self.kind]
        ).exclude(package__type="reconciliation")

    def is_newer(self, source: str, at: datetime | None) -> bool:
        """True for a word that the node formed after the picture; of one without a package, that came after it."""
        number = source.partition(":")[2]
        if not number.isdecimal():
            return at is not None and at > self.as_of
        if int(number) in self.own:
            return False
        if number not in self._formed:
            files = PackageFile.objects.filter(package=int(number), kind__in=CARRIERS[self.kind])
            said = files.values_list("formed_at", "package__started_at")
            self._formed[number] = max((believed(said=one, came=came) for one, came in said), default=at)
        formed = self._formed[number]
        return formed is not None and formed > self.as_of

    @cached_property
    def _formed(self) -> dict[str, datetime | None]:
        return {}

    @cached_property
    def is_fresh(self) -> bool:
        """True while a change there may still be under way."""
        care = ReconciliationCare.objects.filter(node=self.node).first()
        patience = timedelta(minutes=care.patience_min) if care else PATIENCE
        return self.now - self.as_of < patience

    @cached_property
    def places(self) -> dict[int, str]:
        """Titles of places."""
        return {int(key): card.title for key, card in stock.locations().items()}

    def in_flight(self, external_ids: Collection[str]) -> dict[str, tuple[int, ...]]:
        """Packages that are not applied yet and tell something of these goods."""
        if not external_ids or not self._may_be_in_flight:
            return {}
        found = fetch(IN_FLIGHT, [self.node.namespace, list(OPEN), BITS[self.kind], texts(list(external_ids))])
        return {key: tuple(packages) for key, packages in found}

    def not_applied(self, external_ids: Collection[str]) -> dict[str, tuple[int, datetime]]:
        """The newest package of the last fortnight that told something of these goods and was refused or failed."""
        if not external_ids or not self._may_be_refused:
            return {}
        asked = [self.node.namespace, list(REFUSED), self.as_of - KEPT, BITS[self.kind], texts(list(external_ids))]
        return {key: (package, began) for key, package, began in fetch(NOT_APPLIED, asked)}

    @cached_property
    def _may_be_refused(self) -> bool:
        refused = Package.objects.filter(node__namespace=self.node.namespace, state__in=REFUSED, type="catalog")
        return refused.filter(started_at__gt=self.as_of - KEPT).exists()

    @cached_property
    def _may_be_in_flight(self) -> bool:
        return Package.objects.filter(node__namespace=self.node.namespace, state__in=OPEN, type="catalog").exists()

    def external_ids(self, variant_ids: Collection[int]) -> dict[int, str]:
        """How the node's system calls our variants; those it does not know are absent."""
        found = pim.external_ids(system=self.node.namespace, variant_ids=[VariantId(one) for one in variant_ids])
        return {int(key): value for key, value in found.items()}


def titles(variant_ids: Sequence[int]) -> dict[int, str]:
    """Variants as people call them."""
    cards = pim.variants(variant_ids=[VariantId(one) for one in set(variant_ids)])
    return {int(key): f"{card.title} · {card.article}" if card.article else card.title for key, card in cards.items()}


def plain(value: Decimal | None) -> str:
    """A number as short as it can be; nothing where there is none."""
    if value is None:
        return ""
    text = f"{value.normalize():f}"
    return "0" if text in ("-0", "") else text
