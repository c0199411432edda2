"""When a comparison begins: by a picture that came, by a full export that is kept, at night, at a person's wish."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from prilavok.base import jobs
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp import spool
from prilavok.partners.erp.errors import NothingToCompare
from prilavok.partners.erp.models import Node, Package, PackageFile, Reconciliation, ReconciliationCare
from prilavok.partners.erp.reconciliation import asking, comparing
from prilavok.partners.erp.reconciliation.offers_file import is_later_portion, load_offers

TASK: Final = "prilavok.partners.erp.jobs.reconcile_kept"
OFFERS: Final = ("offers", "rests", "prices", "quick")
NIGHT: Final = timedelta(hours=20)
GAP: Final = timedelta(minutes=15)
State = Reconciliation.State


def again(run_id: int) -> None:
    """Compare the same picture once more. Joins the unit. Raises NotFound, NothingToCompare."""
    require_unit()
    run = Reconciliation.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    newest = Reconciliation.objects.filter(node_id=run.node_id, state=State.DONE).order_by("-pk").first()
    if run.state != State.DONE or newest is None or newest.pk != run.pk:
        raise NothingToCompare
    comparing.queue(run)


def kept_export(node: Node) -> Package | None:
    """The newest package with a full export of offers whose files are still here."""
    found = Package.objects.filter(
        node=node, type="catalog", state=Package.State.DONE, files__kind__in=OFFERS, files__is_full=True
    ).exclude(directory="")
    return found.order_by("-pk").first()


def queue_kept(node_id: int, *, by: str) -> None:
    """Compare with the last full export soon. Joins the unit. Raises NothingToCompare."""
    require_unit()
    node = Node.objects.filter(pk=node_id).first()
    if node is None or kept_export(node) is None:
        raise NothingToCompare
    wanted = jobs.Wanted(
        task=TASK, queue="erp", lock=f"erp.reconcile:{node_id}", kwargs={"node_id": node_id, "by": by[:150]}
    )
    jobs.defer_many([wanted])


def with_kept(node_id: int, *, by: str) -> int:
    """Compare with the last full export, as if it were a picture. Opens units of its own. Raises NothingToCompare."""
    node = Node.objects.filter(pk=node_id).first()
    package = kept_export(node) if node else None
    if node is None or package is None:
        raise NothingToCompare
    files = _files(portions_of(package))
    with unit():
        run = Reconciliation.objects.create(node=node, origin="kept", asked_by=by[:150], as_of=package.started_at)
        run.windows = {}
        run.save(update_fields=["windows"])
    for file in files:
        load_offers(file, run)
    with unit():
        run = Reconciliation.objects.select_for_update().get(pk=run.pk)
        if not run.windows:
            run.state, run.finished_at = State.FAILED, database_now()
            run.save(update_fields=["state", "finished_at"])
            raise NothingToCompare
        comparing.queue(run)
    return run.pk


def nightly() -> int:
    """For every node: a picture came this night, or its full export is taken, or it is asked for one; returns how many
    comparisons began. Opens units of its own."""
    began = 0
    quiet = set(ReconciliationCare.objects.filter(nightly=False).values_list("node_id", flat=True))
    for node in Node.objects.filter(is_active=True).exclude(pk__in=quiet):
        since = database_now() - NIGHT
        if Reconciliation.objects.filter(node=node, begun_at__gt=since).exists():
            continue
        package = kept_export(node)
        if package is not None and package.started_at > since:
            with_kept(node.pk, by="")
            began += 1
        with unit():
            asking.ask_picture(node.pk, by="")
    return began


def portions_of(package: Package) -> list[Package]:
    """The packages of the same export, oldest first: a large one comes in portions, each a package of its own, and the
    later ones of stock 1C call themselves changes. What lies farther apart is another export."""
    kept = Package.objects.filter(node=package.node_id, type="catalog", state=Package.State.DONE).exclude(directory="")
    found = [package]
    for one in kept.filter(pk__gt=package.pk).order_by("pk").prefetch_related("files"):
        if one.started_at - found[-1].started_at > GAP or not _is_portion(one):
            break
        found.append(one)
    for one in kept.filter(pk__lt=package.pk).order_by("-pk").prefetch_related("files"):
        if found[0].started_at - one.started_at > GAP or not _is_portion(one):
            break
        found.insert(0, one)
    return found


def _is_portion(package: Package) -> bool:
    """True for a part of a full export: it says so, or its number says that it goes on with one."""
    return any(file.kind in OFFERS and (file.is_full or is_later_portion(file.name)) for file in package.files.all())


def _files(packages: Sequence[Package]) -> Sequence[PackageFile]:
    found = PackageFile.objects.select_related("package__node").filter(package__in=packages, kind__in=OFFERS)
    whole = [one for one in found.order_by("pk") if one.is_full or is_later_portion(one.name)]
    return [one for one in whole if spool.path_of(one).exists()]
