"""A package is taken back: piece by piece, one thing only when nobody has changed it since.

The rooms know what a source did and put it back (`pim.undo`, `pricing.undo`, `stock.undo`); here is the act as a whole:
who and why, how far it is, what the exchange itself remembers of the package. Each piece is one unit with its place, so
an undo that is killed goes on where it was. It waits in the line of imports of its node, so the two never mix. What was
taken back is no longer taken for known: the same package, sent or imported once more, does its work again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from prilavok.base import jobs, journal, live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit, unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft, UndoCounts, UndoTotals, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.errors import NothingToUndo
from prilavok.partners.erp.models import CatalogueItem, Package, PackageUndo, Pending
from prilavok.partners.erp.review import names
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.staging.door import forget

TASK: Final = "prilavok.partners.erp.jobs.undo_package"
# What buyers see first goes back first.
LANES: Final = ("price", "stock", "variant", "product", "category", "attribute", "picture", *names.KINDS)
APPLIED: Final = (Package.State.DONE, Package.State.FAILED, Package.State.HELD)
KEPT: Final = timedelta(days=30)
PIECE: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What taking a package back would do, by lane; `later` are the sources that changed the rest since."""

    lanes: dict[str, UndoTotals]

    @property
    def can(self) -> int:
        """How many things go back."""
        return sum(one.can for one in self.lanes.values())

    @property
    def cannot(self) -> int:
        """How many things stay as they are."""
        return sum(one.cannot for one in self.lanes.values())

    @property
    def later(self) -> tuple[str, ...]:
        """Who changed these since."""
        return tuple(sorted({source for one in self.lanes.values() for source in one.later}))


def source_of(package: Package) -> str:
    """What the history of goods, prices and stocks calls the package."""
    return f"{package.node.code}:{package.pk}"


def may_be_undone(package: Package) -> bool:
    """True for an applied package of goods while what it overwrote is still kept; the offer tells the rest."""
    return package.type == "catalog" and package.state in APPLIED and not is_too_old(package)


def is_too_old(package: Package) -> bool:
    """True when what the package overwrote is not kept any more."""
    return is_forgotten(package.started_at)


def is_forgotten(started_at: datetime) -> bool:
    """The same by when the package began."""
    return started_at <= database_now() - KEPT


def offer(package: Package) -> Offer:
    """What of the package can be taken back now. Eight queries, two more for each kind of names."""
    source = source_of(package)
    found = pim.undoable(source=source)
    found |= {"price": pricing.undoable(source=source), "stock": stock.undoable(source=source)}
    found |= names.undoable(package)
    return Offer(
        lanes={lane: found[lane] for lane in LANES if lane in found and (found[lane].can or found[lane].cannot)}
    )


def start(package_id: int, *, by: str, reason: str) -> PackageUndo:
    """Take a package back as soon as its node's imports are through. Raises NotFound, NothingToUndo."""
    require_unit()
    package = Package.objects.select_for_update(of=("self",)).select_related("node").filter(pk=package_id).first()
    if package is None:
        raise NotFound
    if not may_be_undone(package) or PackageUndo.objects.filter(package=package, finished_at=None).exists():
        raise NothingToUndo
    if not offer(package).can:
        raise NothingToUndo
    told = {"by": by[:150], "reason": reason[:300], "started_at": database_now(), "finished_at": None}
    undo, _ = PackageUndo.objects.update_or_create(
        package=package, defaults=told | {"step": 0, "after": None, "counts": {}}
    )
    lock = f"erp.import:{package.node_id}:{package.type}"
    jobs.defer_many([jobs.Wanted(task=TASK, queue="erp", lock=lock, kwargs={"undo_id": undo.pk})])
    live.say("exchange")
    return undo


def run(undo_id: int) -> None:
    """Take back piece after piece. Opens units of its own; safe to repeat and to kill."""
    with translation.override("ru"):
        while _piece(undo_id):
            crashpoint("erp.undo:after_piece")


def _piece(undo_id: int) -> bool:
    with unit():
        undo = PackageUndo.objects.select_for_update(of=("self",)).select_related("package__node").get(pk=undo_id)
        if undo.finished_at is not None:
            return False
        if undo.step == len(LANES):
            _finish(undo)
            return False
        lane, source = LANES[undo.step], source_of(undo.package)
        products = _products(undo, source) if lane == "product" else []
        _forget(undo, lane, source, products)
        done = _take_back(undo, lane, source)
        _settle_catalogue(undo.package.node.namespace, products)
        if done.restored or done.left:
            before = undo.counts.get(lane, {})
            now = {"restored": done.restored, "left": done.left, "short": done.short}
            undo.counts[lane] = {name: before.get(name, 0) + number for name, number in now.items()}
        undo.after = done.last
        undo.step += done.last is None
        undo.save(update_fields=["step", "after", "counts"])
        live.say("exchange")
    return True


def _take_back(undo: PackageUndo, lane: str, source: str) -> UndoCounts:
    after = undo.after or 0
    if lane == "price":
        return pricing.undo(source=source, after=after, limit=PIECE)
    if lane == "stock":
        return stock.undo(source=source, after=after, limit=PIECE)
    if lane in names.KINDS:
        return names.undo(undo.package, lane, after=after, limit=PIECE)
    return pim.undo(source=source, kind=lane, after=undo.after, limit=PIECE)


def _forget(undo: PackageUndo, lane: str, source: str, products: Sequence[str]) -> None:
    """What the next piece touches is no longer known: told once more, in any words, it is applied."""
    namespace = undo.package.node.namespace
    if lane == "product":
        forget(namespace=namespace, lane=kinds.PRODUCT, keys=products)
        return
    if lane == "price":
        prices = pricing.undo_rows(source=source, after=undo.after or 0, limit=PIECE)
        variant_ids = [row.variant_id for row in prices]
    elif lane == "stock":
        balances = stock.undo_rows(source=source, after=undo.after or 0, limit=PIECE)
        variant_ids = [row.variant_id for row in balances]
    elif lane == "variant":
        things = pim.undo_rows(source=source, kind=lane, after=undo.after, limit=PIECE)
        variant_ids = [VariantId(row.object_id) for row in things]
    else:
        return
    told = pim.external_ids(system=namespace, variant_ids=sorted(set(variant_ids)))
    forget(namespace=namespace, lane=kinds.OFFER, keys=list(told.values()))


def _products(undo: PackageUndo, source: str) -> list[str]:
    """The products of the piece, as the ERP calls them."""
    rows = pim.undo_rows(source=source, kind="product", after=undo.after, limit=PIECE)
    told = pim.identities(kind="product", object_ids=[row.object_id for row in rows])
    return [one.external_id for one in told if one.system == undo.package.node.namespace]


def _settle_catalogue(namespace: str, external_ids: Sequence[str]) -> None:
    """Products that were put away are no part of a catalogue any more, those that came back are: by this the next full
    export is judged."""
    if not external_ids:
        return
    drafts = [ProductDraft(external_id=one, is_removed=True) for one in external_ids]
    shown = {one.external_id for one in pim.compare_products(system=namespace, drafts=drafts) if one.is_gone}
    items = CatalogueItem.objects.filter(namespace=namespace, external_id__in=external_ids)
    items.filter(is_removed=True, external_id__in=shown).update(is_removed=False)
    items.filter(is_removed=False).exclude(external_id__in=shown).update(is_removed=True)


def _finish(undo: PackageUndo) -> None:
    """The package is undone: nothing of it waits any more, the journal says by whom and why."""
    package = undo.package
    Pending.objects.filter(package=package).delete()
    restored = sum(one["restored"] for one in undo.counts.values())
    left = sum(one["left"] for one in undo.counts.values())
    package.state = Package.State.UNDONE
    package.note = gettext("{name} took the package back: {reason}").format(name=undo.by, reason=undo.reason)[:400]
    package.save(update_fields=["state", "note"])
    undo.finished_at = database_now()
    undo.save(update_fields=["finished_at"])
    journal.record(
        flow=f"{package.node.code}.catalog",
        summary=gettext("Package {number} was taken back: {restored} restored, {left} left").format(
            number=package.pk, restored=restored, left=left
        ),
        outcome=journal.WARNING,
        subject=f"package:{package.pk}",
        detail={"by": undo.by, "reason": undo.reason, "counts": undo.counts},
    )
    live.say("exchange")
