"""How the watch learns what happened: a flow went, a package ended, an ERP named a warehouse, a warning has goods."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from prilavok.base import journal
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit
from prilavok.partners.erp.models import (
    FlowPlan,
    Mentioned,
    Node,
    NodeCare,
    Package,
    PackageFile,
    PackageWarning,
    WarnedThing,
)
from prilavok.partners.erp.rules.kinds import is_plain
from prilavok.partners.erp.watch.flows import CATALOG, ORDERS_IN, carried, guessed, in_order, promises

MOST_THINGS: Final = 5000


def note_flow(*, node: Node, flow: str, is_good: bool, took_ms: int = 0, text: str = "") -> None:
    """A flow of the node went well or badly just now."""
    require_unit()
    ensure_plan(node, flow)
    at = database_now()
    said = {"last_at": at, "is_last_good": is_good, "last_text": text[:400]}
    if is_good:
        said |= {"last_good_at": at, "last_took_ms": took_ms}
    FlowPlan.objects.filter(node=node, flow=flow).update(**said)


def ensure_plan(node: Node, flow: str) -> None:
    """The plan of a flow, with the promise a node of this kind makes; what people set stays."""
    require_unit()
    promise_s = promises(node.kind, takes_orders=node.orders_out).get(flow)
    FlowPlan.objects.bulk_create([FlowPlan(node=node, flow=flow, promise_s=promise_s)], ignore_conflicts=True)


def note_package(package: Package, files: Sequence[PackageFile], *, took_ms: int, summary: str) -> None:
    """The end of a run: one line in the journal of every flow that the files carried."""
    require_unit()
    told: dict[str, list[PackageFile]] = {}
    for file in files:
        for flow in _flows_of(package, file):
            told.setdefault(flow, []).append(file)
    if any(flow != CATALOG for flow in told):
        # Pictures, archives and attachments alone do not make a catalogue.
        told = {
            flow: of_flow
            for flow, of_flow in told.items()
            if flow != CATALOG or any(one.kind not in ("archive", "other", "image", "empty") for one in of_flow)
        }
    for flow in in_order(told):
        _note_files(package, flow, told[flow], took_ms=took_ms, summary=summary)


def _flows_of(package: Package, file: PackageFile) -> tuple[str, ...]:
    if package.type == "sale" and not is_plain(file.kind):
        return (ORDERS_IN,)
    return carried(file.kind or guessed(file.name), file.counts, is_good=file.state == PackageFile.State.DONE)


def _note_files(package: Package, flow: str, files: Sequence[PackageFile], *, took_ms: int, summary: str) -> None:
    failed = next((one for one in files if one.state == PackageFile.State.FAILED), None)
    warned = sum(one.warnings_count for one in files)
    text = failed.error if failed else summary
    journal.record(
        flow=f"{package.node.code}.{flow}",
        summary=text,
        outcome=journal.FAILED if failed else journal.WARNING if warned else journal.OK,
        subject=f"package:{package.pk}",
        took_ms=took_ms,
        detail={"counts": _merged(files), "files": [one.name for one in files][:100]},
    )
    note_flow(node=package.node, flow=flow, is_good=failed is None, took_ms=took_ms, text=text)


def _merged(files: Sequence[PackageFile]) -> dict[str, dict[str, int]]:
    total: dict[str, Counter[str]] = {}
    for file in files:
        for lane, numbers in file.counts.items():
            total.setdefault(lane, Counter()).update(numbers)
    return {lane: dict(numbers) for lane, numbers in total.items()}


def keep_things(warning: PackageWarning, things: Mapping[tuple[str, str], None]) -> None:
    """Remember the things behind a warning as (identifier, name), five thousand at most; the same ones once."""
    require_unit()
    if warning.count > MOST_THINGS * 4 or not things:
        return
    WarnedThing.objects.bulk_create(
        [WarnedThing(warning=warning, key=key[:255], thing=thing[:200]) for key, thing in things],
        ignore_conflicts=True,
        batch_size=1000,
    )


def note_names(node: Node, what: str, named: Mapping[str, str]) -> None:
    """An ERP named price types or warehouses. A new warehouse waits for a decision when the node is told to ask."""
    require_unit()
    known = {
        row.external_id: row
        for row in Mentioned.objects.filter(namespace=node.namespace, what=what, external_id__in=named)
    }
    fresh = {external_id: title for external_id, title in named.items() if external_id not in known}
    asks = bool(fresh) and what == Mentioned.What.WAREHOUSE and _asks(node)
    Mentioned.objects.bulk_create(
        [
            Mentioned(
                namespace=node.namespace,
                what=what,
                external_id=external_id[:255],
                title=title[:200],
                decision=Mentioned.Decision.NEW if asks else Mentioned.Decision.USED,
            )
            for external_id, title in fresh.items()
        ],
        ignore_conflicts=True,
    )
    for external_id, row in known.items():
        if row.title != named[external_id][:200]:
            row.title = named[external_id][:200]
            row.save(update_fields=["title"])
    if asks:
        places = stock.location_ids(system=node.namespace, external_ids=list(fresh))
        for place in places.values():
            stock.describe_location(LocationEdit(location_id=place, is_active=False))


def _asks(node: Node) -> bool:
    return NodeCare.objects.filter(node=node, new_warehouses=NodeCare.NewWarehouses.ASK).exists()
