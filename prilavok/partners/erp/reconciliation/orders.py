"""Orders of a picture beside ours: number, lines, sum, what has become of them; and of what differs why.

Ours are the orders this node was told of (or that were born in it): another node's orders are none of its business.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from prilavok.base.bulk import pieces
from prilavok.partners.erp.models import Conflict, Export, IncomingDocument, Package, PictureDocument, StatusRule
from prilavok.partners.erp.reconciliation.causes import Verdict
from prilavok.partners.erp.reconciliation.ground import OPEN, Ground, plain
from prilavok.partners.erp.reconciliation.stocks import looked
from prilavok.partners.erp.reconciliation.values import (
    BOTH_CHANGED,
    CHANGED_HERE,
    LATE,
    MISSING_HERE,
    MISSING_THERE,
    ORDERS,
    UNCONFIRMED,
    UNEXPLAINED,
    UNMAPPED,
    Found,
)
from prilavok.partners.erp.rules.tolerant import status_key
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Fact, OrderId, OrderView

AT_ONCE: Final = 200
ZERO: Final = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One order on both sides; None where it is not. `differs`: lines, total, status, cancelled, paid."""

    number: str
    theirs: Mapping[str, Any] | None
    ours: OrderView | None
    export: Export | None
    differs: tuple[str, ...] = ()


def compare(ground: Ground) -> Iterator[list[Found]]:
    """What differs, in pieces. Reads only."""
    told = PictureDocument.objects.filter(run_id=ground.run.pk, kind=ORDERS).order_by("key", "pk")
    seen: set[int] = set()
    for rows in pieces(told.iterator(chunk_size=1000), AT_ONCE):
        pairs = _pairs(ground, {row.key: row.said for row in rows})
        seen |= {pair.export.order_id for pair in pairs if pair.export is not None}
        yield _found(ground, [pair for pair in pairs if pair.ours is None or pair.differs])
    since, until = ground.edge("since"), ground.edge("until") or ground.as_of
    ours = Export.objects.filter(node=ground.node).exclude(state__in=(Export.State.SKIPPED, Export.State.ADOPTED))
    for exports in pieces(ours.exclude(order_id__in=seen).order_by("pk").iterator(chunk_size=1000), AT_ONCE):
        views = oms.orders(order_ids=[one.order_id for one in exports])
        alone = [
            Pair(number=one.number, theirs=None, ours=view, export=one)
            for one in exports
            if (view := views.get(OrderId(one.order_id))) is not None and _is_within(view, since, until)
        ]
        yield _found(ground, alone)


def _is_within(view: OrderView, since: datetime | None, until: datetime) -> bool:
    """Placed in the time of the picture; one cancelled before it was ever sent need not be there."""
    return (since is None or view.placed_at >= since) and view.placed_at <= until and Fact.CANCELLED not in view.facts


def _pairs(ground: Ground, told: Mapping[str, Mapping[str, Any]]) -> list[Pair]:
    exports = {one.number: one for one in Export.objects.filter(node=ground.node, number__in=list(told))}
    born = [said["id"] for number, said in told.items() if number not in exports and said["id"]]
    adopted = {
        one.erp_id: one for one in Export.objects.filter(node=ground.node, erp_id__in=born, state=Export.State.ADOPTED)
    }
    rows = {number: exports.get(number) or adopted.get(said["id"]) for number, said in told.items()}
    views = oms.orders(order_ids=[one.order_id for one in rows.values() if one is not None])
    rules = _rules(ground)
    found = []
    for number, said in told.items():
        export = rows[number]
        view = views.get(OrderId(export.order_id)) if export is not None else oms.order_by_number(number)
        found.append(
            Pair(
                number=view.number if view else number,
                theirs=said,
                ours=view,
                export=export,
                differs=tuple(_differs(said, view, rules)) if view else (),
            )
        )
    return found


def _rules(ground: Ground) -> dict[str, str]:
    rows = StatusRule.objects.filter(node__namespace=ground.node.namespace)
    return {row.erp_status: row.target for row in rows}


def _differs(said: Mapping[str, Any], view: OrderView, rules: Mapping[str, str]) -> Iterator[str]:
    is_cancelled = Fact.CANCELLED in view.facts
    if said["is_cancelled"] != is_cancelled:
        yield "cancelled"
        return
    if is_cancelled:
        return
    if said["lines"] and _lines_there(said) != _lines_here(view):
        yield "lines"
    if Decimal(said["total"]) != view.total.amount:
        yield "total"
    if said["is_paid"] and Fact.PAID not in view.facts:
        yield "paid"
    if said["is_shipped"] and Fact.ISSUED not in view.facts:
        yield "shipped"
    if said["status"] and status_key(said["status"]) not in rules:
        yield "status"


def _lines_there(said: Mapping[str, Any]) -> dict[Any, tuple[Decimal, Decimal]]:
    found: dict[Any, tuple[Decimal, Decimal]] = {}
    for line in said["lines"]:
        key = line["variant_id"] or line["variant"]
        quantity, price = Decimal(line["quantity"]), Decimal(line["price"])
        found[key] = (found.get(key, (ZERO, ZERO))[0] + quantity, price)
    return found


def _lines_here(view: OrderView) -> dict[Any, tuple[Decimal, Decimal]]:
    found: dict[Any, tuple[Decimal, Decimal]] = {}
    for line in view.lines:
        key = int(line.variant_id)
        found[key] = (found.get(key, (ZERO, ZERO))[0] + line.quantity, line.unit_price.amount)
    return found


def _found(ground: Ground, pairs: Sequence[Pair]) -> list[Found]:
    if not pairs:
        return []
    numbers = [pair.number for pair in pairs]
    conflicts = {
        one.number: one.pk for one in Conflict.objects.filter(node=ground.node, number__in=numbers, state="open")
    }
    documents: dict[str, IncomingDocument] = {}
    came = IncomingDocument.objects.filter(node=ground.node, number__in=numbers).select_related("file")
    for one in came.order_by("pk"):
        documents[one.number] = one
    is_flying = Package.objects.filter(
        node__namespace=ground.node.namespace, type="sale", state__in=OPEN, files__isnull=False
    ).exists()
    found = []
    for pair in pairs:
        cause = _cause(ground, pair, conflicts, documents.get(pair.number), is_flying=is_flying)
        known = _heard(pair.export, documents.get(pair.number)) | looked(ground, Verdict(cause=cause))
        found.append(_as_found(pair, cause, known | {"conflict_id": conflicts.get(pair.number)}, ground))
    return found


def _cause(
    ground: Ground,
    pair: Pair,
    conflicts: Mapping[str, int],
    document: IncomingDocument | None,
    *,
    is_flying: bool,
) -> str:
    if pair.ours is None:
        return _cause_there(ground, pair, document, is_flying=is_flying)
    if pair.number in conflicts:
        return BOTH_CHANGED
    needs_mapping = document is not None and document.state == IncomingDocument.State.NEEDS_MAPPING
    if needs_mapping or "status" in pair.differs or _has_unknown_goods(pair):
        return UNMAPPED
    waiting = _cause_of_queue(ground, pair.export)
    if waiting:
        return waiting
    return MISSING_THERE if pair.theirs is None else _cause_of_change(ground, pair, is_flying=is_flying)


def _cause_there(ground: Ground, pair: Pair, document: IncomingDocument | None, *, is_flying: bool) -> str:
    if _has_unknown_goods(pair):
        return UNMAPPED
    if document is None and (is_flying or (ground.is_fresh and not ground.has_come_since)):
        return LATE
    return MISSING_HERE


def _has_unknown_goods(pair: Pair) -> bool:
    return pair.theirs is not None and any(line["variant_id"] is None for line in pair.theirs["lines"])


def _cause_of_queue(ground: Ground, export: Export | None) -> str:
    """Our news of the order: not given yet, given and not confirmed, confirmed after the picture was made."""
    if export is None:
        return ""
    if export.state == Export.State.WAITING:
        return UNCONFIRMED if export.sent_revision >= export.revision else LATE
    if export.confirmed_at is not None and export.confirmed_at > ground.as_of:
        return LATE
    return ""


def _cause_of_change(ground: Ground, pair: Pair, *, is_flying: bool) -> str:
    """Both told each other all: whoever has changed it since has not said so."""
    if pair.ours is None or pair.export is None:
        return UNEXPLAINED
    is_ours_new = 0 < pair.export.known_version < pair.ours.version
    if is_flying or (ground.is_fresh and not ground.has_come_since):
        return BOTH_CHANGED if is_ours_new else LATE
    return CHANGED_HERE if is_ours_new else UNEXPLAINED


def _heard(export: Export | None, document: IncomingDocument | None) -> dict[str, Any]:
    """When the node took the order last, and the last it said of it."""
    known: dict[str, Any] = {}
    if export is not None and export.confirmed_at is not None:
        known["confirmed_at"] = export.confirmed_at.isoformat()
    if document is not None:
        known["document"] = {
            "at": document.received_at.isoformat(),
            "state": document.state,
            "package": document.file.package_id if document.file else None,
        }
    return known


def _as_found(pair: Pair, cause: str, known: Mapping[str, Any], ground: Ground) -> Found:
    theirs, ours = pair.theirs, pair.ours
    there = Decimal(theirs["total"]) if theirs else ZERO
    here = ours.total.amount if ours else ZERO
    return Found(
        kind=ORDERS,
        cause=cause,
        key=pair.number,
        title=pair.number,
        place=ground.places.get(ours.location_id, "") if ours else "",
        location_id=ours.location_id if ours else None,
        theirs="" if theirs is None else _said(there, theirs["status"], is_cancelled=theirs["is_cancelled"]),
        ours=""
        if ours is None
        else _said(here, ours.status_title, is_cancelled=Fact.CANCELLED in ours.facts and not ours.status_title),
        weight=abs(there - here) or max(there, here),
        facts={
            "order_id": int(ours.order_id) if ours else None,
            "version": ours.version if ours else 0,
            "order_revision": ours.revision if ours else 0,
            "differs": list(pair.differs),
            "theirs": dict(theirs) if theirs else None,
            **known,
            "export_id": pair.export.pk if pair.export else None,
            "export_state": pair.export.state if pair.export else "",
            "reason": pair.export.reason if pair.export else "",
            "there": plain(there),
            "here": plain(here),
        },
    )


def _said(total: Decimal, status: str, *, is_cancelled: bool) -> str:
    word = "×" if is_cancelled else ""
    return " · ".join(part for part in (f"{total:.2f}", status[:60], word) if part)
