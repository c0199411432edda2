"""Expected arrivals as an outside system tells them: once a line of a document, newer over older, whole lists close.

Whoever is told of a date may wait for it, so nothing old comes back: an arrival that a whole list left out is closed
under that list's number, and an older whole list that comes late is not applied at all.
"""

from collections.abc import Sequence

from prilavok.base.bulk import one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.once import digest
from prilavok.base.revisions import Outcome, judged
from prilavok.base.unit import require_unit
from prilavok.goods.stock.advances.following import follow_arrivals
from prilavok.goods.stock.events import StockChanged
from prilavok.goods.stock.models import Arrival, ArrivalSnapshot
from prilavok.goods.stock.values import ArrivalDraft

PIECE = 500
FIELDS = [
    "document", "variant_id", "location", "expected_on", "quantity", "state", "revision", "digest", "source",
    "changed_at",
]  # fmt: skip
Key = tuple[str, int, int | None]


def take_arrivals(
    *, system: str, source: str, drafts: Sequence[ArrivalDraft], snapshot: int | None = None
) -> tuple[Outcome, ...]:
    """What became of each draft, in their order; `snapshot` is the number of the whole list they are part of."""
    require_unit()
    one_at_a_time("stock.arrivals")
    if snapshot is not None and _is_old(system, snapshot):
        return tuple(Outcome.STALE for _ in drafts)
    # Locked in the order of promises, which are taken of them meanwhile.
    rows = (
        Arrival.objects.select_for_update()
        .order_by("pk")
        .filter(
            system=system,
            document__in={one.document for one in drafts},
            variant_id__in={one.variant_id for one in drafts},
        )
    )
    known: dict[Key, Arrival] = {(row.document, row.variant_id, row.location_id): row for row in rows}
    outcomes, told, promised = [], set[int](), set[int]()
    for one in drafts:
        key: Key = (one.document, one.variant_id, one.location_id)
        row, contents = known.get(key), _digest(one)
        done = judged(known=(row.revision, row.digest) if row else None, told=(one.revision, contents))
        outcomes.append(done)
        if done in (Outcome.CREATED, Outcome.CHANGED):
            known[key] = _write(row or Arrival(system=system), one, contents, source)
            told.add(one.variant_id)
            promised |= {known[key].pk} if known[key].promised else set()
        elif done == Outcome.UNCHANGED and row is not None and one.revision > row.revision:
            row.revision = one.revision
            Arrival.objects.filter(pk=row.pk).update(revision=one.revision)
    if promised:
        follow_arrivals(sorted(promised))
    _announce(told)
    return tuple(outcomes)


def close_absent(*, system: str, snapshot: int, source: str) -> int:
    """A whole list has ended: what it did not name is expected no more; returns how many. Joins the unit."""
    require_unit()
    one_at_a_time("stock.arrivals")
    if _is_old(system, snapshot):
        return 0
    absent = Arrival.objects.filter(system=system, state=Arrival.State.EXPECTED, revision__lt=snapshot)
    absent = absent.exclude(document="")
    told = set(absent.values_list("variant_id", flat=True))
    promised = list(absent.filter(promised__gt=0).values_list("pk", flat=True))
    closed = absent.update(
        state=Arrival.State.CLOSED, revision=snapshot, digest="", source=source[:200], changed_at=database_now()
    )
    if promised:
        follow_arrivals(promised)
    ArrivalSnapshot.objects.update_or_create(system=system, defaults={"sequence": snapshot})
    _announce(told)
    return closed


def _announce(variant_ids: set[int]) -> None:
    """What is expected changed: whoever shows goods looks again. No balance moved, so no place is named."""
    ids = sorted(variant_ids)
    for start in range(0, len(ids), PIECE):
        publish(StockChanged(variant_ids=tuple(ids[start : start + PIECE]), location_ids=()))


def _is_old(system: str, snapshot: int) -> bool:
    return ArrivalSnapshot.objects.filter(system=system, sequence__gt=snapshot).exists()


def _digest(one: ArrivalDraft) -> str:
    return digest(one.expected_on, one.quantity, one.state)


def _write(row: Arrival, one: ArrivalDraft, contents: str, source: str) -> Arrival:
    row.document, row.variant_id, row.location_id = one.document, one.variant_id, one.location_id
    row.expected_on, row.quantity, row.state = one.expected_on, one.quantity, one.state
    row.revision, row.digest, row.source = one.revision, contents, source[:200]
    row.changed_at = database_now()
    # What was promised of it is not the system's to tell.
    row.save(update_fields=None if row.pk is None else FIELDS)
    return row
