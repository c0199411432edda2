"""The end of an import run: the state of the package, the line in the journal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext

from prilavok.base import live
from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.models import Package, PackageFile
from prilavok.partners.erp.reconciliation.comparing import package_came
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.formed import believed
from prilavok.partners.erp.rules.tolerant import versions_2
from prilavok.partners.erp.staging import rows
from prilavok.partners.erp.watch.notice import note_package

State = PackageFile.State
TELL_SOME = ("quick", "plain:stocks")


def finish_package(package_id: int, *, since: datetime, took_ms: int) -> None:
    """Close a run that began at the time given. Opens its own unit."""
    with unit():
        package = Package.objects.select_for_update(of=("self",)).select_related("node").get(pk=package_id)
        files = list(package.files.order_by("id"))
        if any(one.state in (State.RECEIVING, State.RUNNING) for one in files):
            package.state = Package.State.RECEIVING
            queue_import(package, database_now())
            return
        failed = [one for one in files if one.state == State.FAILED]
        package.state = Package.State.FAILED if failed else Package.State.DONE
        package.note = failed[0].error[:400] if failed else ""
        package.counts = merged(files)
        package.warnings_count = sum(one.warnings_count for one in files)
        package.finished_at = database_now()
        rows.keep_keys([one.pk for one in files if one.finished_at and one.finished_at >= since])
        package.save(update_fields=["state", "note", "counts", "warnings_count", "finished_at"])
        _note_stock(package, files)
        package_came(package)
        _journal(package, [one for one in files if one.finished_at and one.finished_at >= since], took_ms)
        live.say("exchange")


def merged(files: Sequence[PackageFile]) -> dict[str, dict[str, int]]:
    """The counts of several files together."""
    total: dict[str, Counter[str]] = {}
    for file in files:
        for lane, numbers in file.counts.items():
            total.setdefault(lane, Counter()).update(numbers)
    return {lane: dict(numbers) for lane, numbers in total.items()}


def _note_stock(package: Package, files: Sequence[PackageFile]) -> None:
    """The node has spoken of the stock of its places, be it that nothing has changed: it is not silent."""
    for one in files:
        tells_all = one.kind == "rests" or (one.kind == "offers" and versions_2(one.version))
        if one.state == State.DONE and (tells_all or one.kind in TELL_SOME):
            formed_at = believed(said=one.formed_at, came=package.started_at)
            is_full = tells_all and one.is_full is True
            stock.note_told(teller=package.node.code, formed_at=formed_at, is_full=is_full)


def _journal(package: Package, files: Sequence[PackageFile], took_ms: int) -> None:
    if files:
        warned = sum(one.warnings_count for one in files)
        note_package(package, files, took_ms=took_ms, summary=_summary(merged(files), warned))


def _summary(counts: Mapping[str, Mapping[str, int]], warned: int) -> str:
    titles = {
        kinds.GROUP: gettext("groups"),
        kinds.PRODUCT: gettext("products"),
        kinds.OFFER: gettext("offers"),
        "price": gettext("prices"),
        "stock": gettext("stocks"),
        kinds.DOCUMENT: gettext("documents"),
        "image": gettext("pictures"),
        "receipt": gettext("receipts"),
        "arrival": gettext("expected arrivals"),
        "rate": gettext("rates"),
        "customer": gettext("customers"),
        "stocks": gettext("stocks to compare"),
        "prices": gettext("prices to compare"),
        "orders": gettext("orders to compare"),
        "receipts": gettext("receipts to compare"),
    }
    parts = [f"{titles[lane]} {counts[lane].get('read', 0)}" for lane in titles if lane in counts]
    if warned:
        parts.append(gettext("warnings") + f" {warned}")
    return ", ".join(parts) or gettext("Nothing to import")
