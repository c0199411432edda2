"""Receipts of a picture beside ours: store by store, by their keys."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from prilavok.partners.erp.models import PictureDocument, PlainWaiting
from prilavok.partners.erp.reconciliation.causes import Verdict
from prilavok.partners.erp.reconciliation.ground import Ground
from prilavok.partners.erp.reconciliation.stocks import looked
from prilavok.partners.erp.reconciliation.values import (
    BOTH_CHANGED,
    LATE,
    MISSING_HERE,
    MISSING_THERE,
    RECEIPTS,
    TILL,
    UNEXPLAINED,
    UNMAPPED,
    Found,
)
from prilavok.trade.receipts.reckoning import api as tills
from prilavok.trade.receipts.reckoning.values import ReceiptBrief

ALL_TIME: Final = timedelta(days=3650)
Key = tuple[str, int, str]


def compare(ground: Ground) -> Iterator[list[Found]]:
    """What differs, a store at a time. Reads only."""
    told = PictureDocument.objects.filter(run_id=ground.run.pk, kind=RECEIPTS)
    since, until = ground.edge("since") or ground.as_of - ALL_TIME, ground.edge("until") or ground.as_of
    waiting = set(
        PlainWaiting.objects.filter(namespace=ground.node.namespace, kind="receipts").values_list(
            "record_key", flat=True
        )
    )
    for place in told.order_by("location_id").values_list("location_id", flat=True).distinct():
        if place is None:
            continue
        theirs: dict[Key, Mapping[str, Any]] = {}
        for row in told.filter(location_id=place).order_by("pk"):
            theirs[row.said["till"], row.said["shift"], row.said["number"]] = row.said
        ours = {
            (one.key.till, one.key.shift, one.key.number): one
            for one in tills.briefs(location_id=place, since=since, until=until)
        }
        yield list(_differing(ground, place, theirs, ours, waiting))


def _differing(
    ground: Ground,
    place: int,
    theirs: Mapping[Key, Mapping[str, Any]],
    ours: Mapping[Key, ReceiptBrief],
    waiting: set[str],
) -> Iterator[Found]:
    last = max((one.at for one in ours.values()), default=None)
    for key in sorted(theirs.keys() | ours.keys()):
        there, here = theirs.get(key), ours.get(key)
        if there is not None and here is not None and _is_same(there, here):
            continue
        cause = _cause(ground, there, here, last, waiting)
        yield _as_found(ground, place, key, (there, here), cause)


def _is_same(there: Mapping[str, Any], here: ReceiptBrief) -> bool:
    is_cancelled = bool(there["is_cancelled"])
    if is_cancelled and here.is_cancelled:
        return True
    return (Decimal(there["total"]), there["kind"], is_cancelled) == (here.total, here.kind, here.is_cancelled)


def _cause(
    ground: Ground,
    there: Mapping[str, Any] | None,
    here: ReceiptBrief | None,
    last: datetime | None,
    waiting: set[str],
) -> str:
    if there is None:
        return LATE if here is not None and here.came_at > ground.as_of else MISSING_THERE
    if here is None:
        if f"{there['store']} / {there['till']} / {there['shift']}-{there['number']}" in waiting:
            return UNMAPPED
        # Those after the last one that came are on their way; one left out in the middle is lost.
        at = datetime.fromisoformat(there["at"])
        is_coming = last is None or at > last or (ground.is_fresh and not ground.has_come_since)
        return TILL if is_coming else MISSING_HERE
    told = there["revision"]
    if told is None:
        return UNEXPLAINED
    if told == here.revision:
        return BOTH_CHANGED
    return LATE if told < here.revision or (ground.is_fresh and not ground.has_come_since) else UNEXPLAINED


def _as_found(
    ground: Ground,
    place: int,
    key: Key,
    sides: tuple[Mapping[str, Any] | None, ReceiptBrief | None],
    cause: str,
) -> Found:
    there, here = sides
    total_there = Decimal(there["total"]) if there else Decimal(0)
    total_here = here.total if here else Decimal(0)
    till, shift, number = key
    return Found(
        kind=RECEIPTS,
        cause=cause,
        key=f"{place}/{till}/{shift}/{number}",
        title=f"{shift}-{number}",
        place=ground.places.get(place, ""),
        location_id=place,
        theirs="" if there is None else _said(total_there, is_cancelled=there["is_cancelled"]),
        ours="" if here is None else _said(total_here, is_cancelled=here.is_cancelled),
        weight=abs(total_there - total_here) or max(total_there, total_here),
        facts={
            "receipt_id": int(here.receipt_id) if here else None,
            "theirs": dict(there) if there else None,
            "till": till,
            "shift": shift,
            "number": number,
            "revision": here.revision if here else None,
            "at": there["at"] if there else here.at.isoformat() if here else "",
            **looked(ground, Verdict(cause=cause)),
        },
    )


def _said(total: Decimal, *, is_cancelled: bool) -> str:
    return f"{total:.2f}{' ×' if is_cancelled else ''}"
