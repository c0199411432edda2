"""The door of stock: locations, balances, reservations, and why a balance is what it is.

Writes join the caller's unit. `reserve`, `change_hold`, `release`, `issue` and `take_back` take the scarce rows: call
them as the last thing of the unit.
"""

from collections.abc import Sequence
from datetime import date, datetime

from prilavok.goods.stock import queries, stirring, undoing
from prilavok.goods.stock.actions import apply_snapshot as _snapshot
from prilavok.goods.stock.actions import change_hold as _change
from prilavok.goods.stock.actions import describe_location as _describe
from prilavok.goods.stock.actions import issue_goods as _issue
from prilavok.goods.stock.actions import prolong_hold as _prolong
from prilavok.goods.stock.actions import release_hold as _release
from prilavok.goods.stock.actions import reserve_goods as _reserve
from prilavok.goods.stock.actions import take_arrivals as _arrivals
from prilavok.goods.stock.actions import tell_known as _tell
from prilavok.goods.stock.actions import undo_snapshot as _undo
from prilavok.goods.stock.actions import upsert_locations as _locations
from prilavok.goods.stock.values import (
    ArrivalDraft,
    ArrivalView,
    Available,
    BrokenBalance,
    Explanation,
    LocationCard,
    LocationDraft,
    LocationEdit,
    LocationId,
    Outcome,
    SnapshotRow,
    StockDifference,
    StockUndo,
    UndoCounts,
    UndoTotals,
    UpsertCounts,
    VariantId,
    Want,
)


def upsert_locations(*, system: str, drafts: Sequence[LocationDraft]) -> UpsertCounts:
    """Add new locations and take over the ERP's titles and addresses; what people wrote stays."""
    return _locations.upsert_locations(system=system, drafts=drafts)


def location_ids(*, system: str, external_ids: Sequence[str]) -> dict[str, LocationId]:
    """Our ids by the ids as given; unknown ones are absent. Letter case does not matter."""
    return queries.location_ids(system=system, external_ids=external_ids)


def external_location_ids(*, system: str, location_ids: Sequence[int]) -> dict[LocationId, str]:
    """The outside system's ids (lower case) of our locations; those it does not know are absent."""
    return queries.external_location_ids(system=system, location_ids=location_ids)


def describe_location(edit: LocationEdit) -> bool:
    """Write what people know of a location; True when something changed. Raises LocationUnknown, CodeTaken."""
    return _describe.describe_location(edit)


def locations(*, location_ids: Sequence[int] | None = None) -> dict[LocationId, LocationCard]:
    """Cards of the locations asked for, or of all, ordered by city and title."""
    return queries.locations(location_ids=location_ids)


def apply_snapshot(*, source: str, rows: Sequence[SnapshotRow], meaning: str) -> UpsertCounts:
    """Set balances from figures of an outside system; `meaning` is "physical" or "free". Same figures write nothing."""
    return _snapshot.apply_snapshot(source=source, rows=rows, meaning=meaning)


def compare(*, rows: Sequence[SnapshotRow], meaning: str) -> list[StockDifference]:
    """What these figures would change, old and new; writes nothing. One query."""
    return _snapshot.compare(rows, meaning)


def undo(*, source: str, after: int = 0, limit: int | None = None) -> UndoCounts:
    """Take back what a source's figures did to balances; what others changed later stays. A second call does nothing.

    With a limit, so many variants after the one named: `last` of the result is the next `after`, None at the end.
    """
    return _undo.undo(source=source, after=after, limit=limit)


def undoable(*, source: str) -> UndoTotals:
    """How many balances could be taken back, how many not. One query."""
    return undoing.undoable(source=source)


def undo_rows(*, source: str, after: int = 0, limit: int = 100) -> list[StockUndo]:
    """What taking back would do to the balances of so many variants, in the order of their ids. One query."""
    return undoing.undo_rows(source=source, after=after, limit=limit)


def stirred(*, variant_ids: Sequence[int]) -> dict[VariantId, datetime | None]:
    """When orders or people last moved these, None for held right now; variants that only snapshots moved are absent.

    For whoever wants to leave out figures told before: they are only right for a variant that nothing else has moved.
    """
    return stirring.stirred(variant_ids=variant_ids)


def availability(
    *, variant_ids: Sequence[int], location_ids: Sequence[int] | None = None
) -> dict[VariantId, dict[LocationId, Available]]:
    """Balances in active locations, or in those named; every variant asked for is a key. One query."""
    return queries.availability(variant_ids=variant_ids, location_ids=location_ids)


def reserve(
    *, order_id: int, location_id: int, wants: Sequence[Want], hold_for_s: int | None, number: str = ""
) -> None:
    """Take goods off sale for so many seconds (None = until released), whole or not at all.

    `number` is the order's number as people say it, shown where a balance explains itself.
    Raises NotEnough with what is short, AlreadyHeld.
    """
    order = _reserve.ForOrder(order_id=order_id, number=number, location_id=location_id, hold_for_s=hold_for_s)
    _reserve.reserve(order, wants)


def change_hold(*, order_id: int, wants: Sequence[Want]) -> None:
    """Hold exactly these quantities for the order from now on. Raises NothingHeld, NotEnough."""
    _change.change_hold(order_id=order_id, wants=wants)


def prolong(*, order_id: int, hold_for_s: int) -> None:
    """Hold the order's goods for so many seconds from now on. Raises NothingHeld."""
    _prolong.prolong(order_id=order_id, hold_for_s=hold_for_s)


def release(*, order_id: int, reason: str) -> None:
    """Put the order's goods on sale again; nothing held is no error."""
    _release.release(order_id=order_id, reason=reason)


def issue(*, order_id: int) -> None:
    """The held goods leave the store; twice is once. Raises NothingHeld."""
    _issue.issue(order_id=order_id)


def take_back(*, order_id: int, wants: Sequence[Want]) -> None:
    """Issued goods lie in the store again. Raises NothingHeld, BackMoreThanIssued."""
    _issue.take_back(order_id=order_id, wants=wants)


def tell_known(*, order_ids: Sequence[int], what: str) -> None:
    """The ERP has confirmed our orders: "reserved" (it holds the present quantities) or "issued" (written off)."""
    _tell.tell_known(order_ids=order_ids, what=what)


def explain(*, variant_id: int, location_id: int) -> Explanation:
    """Why the balance is what it is: the ledger, newest first, and the open holds."""
    return queries.explain(variant_id=variant_id, location_id=location_id)


def broken_balances(*, limit: int = 100) -> list[BrokenBalance]:
    """Balances that are not the sum of their ledger or of their open holds: none, or there is a defect."""
    return queries.broken_balances(limit=limit)


def take_arrivals(
    *, system: str, source: str, drafts: Sequence[ArrivalDraft], snapshot: int | None = None
) -> tuple[Outcome, ...]:
    """Write expected arrivals down; what became of each, in their order. The same again writes nothing."""
    return _arrivals.take_arrivals(system=system, source=source, drafts=drafts, snapshot=snapshot)


def close_absent_arrivals(*, system: str, snapshot: int, source: str) -> int:
    """A whole list of arrivals has ended: what it did not name is expected no more; returns how many."""
    return _arrivals.close_absent(system=system, snapshot=snapshot, source=source)


def expected(*, variant_ids: Sequence[int], since: date | None = None) -> dict[VariantId, tuple[ArrivalView, ...]]:
    """Expected arrivals of variants, soonest first; late ones are left out when `since` (today) is given."""
    return queries.expected(variant_ids=variant_ids, since=since)


def expire_due() -> list[int]:
    """End the holds whose time is over by the database's clock, a batch at most; returns their orders."""
    return _release.expire_due()
