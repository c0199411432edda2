"""The queue as people see it: who waits for a good at a place, in turn, what lies there for them, what is expected."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.stock.advances.turns import turn_of
from prilavok.goods.stock.advances.values import ComingLine, Promised, Queue, QueueLine
from prilavok.goods.stock.models import Advance, Arrival, Balance
from prilavok.goods.stock.uncovered import uncovered
from prilavok.goods.stock.values import LocationId, VariantId

NOTHING: Final = Decimal(0)
MOST: Final = 60
WAITED: Final = """
SELECT variant_id, place_id, min(expected_on) FROM stock_advance
WHERE state = 'waiting' AND (%(places)s::bigint[] IS NULL OR place_id = ANY (%(places)s::bigint[]))
GROUP BY variant_id, place_id ORDER BY 3, 1, 2 LIMIT %(most)s
"""
HELD: Final = f"""
SELECT l.variant_id, h.location_id, h.id, coalesce(h.order_id, t.order_id),
    CASE WHEN h.transfer_id IS NULL THEN h.number ELSE coalesce(t.order_number, '') END,
    l.quantity, h.created_at, h.transfer_id IS NOT NULL
FROM stock_hold h JOIN stock_holdline l ON l.hold_id = h.id LEFT JOIN stock_transfer t ON t.id = h.transfer_id
JOIN unnest(%s::bigint[], %s::bigint[]) AS pair (variant_id, location_id)
    ON pair.variant_id = l.variant_id AND pair.location_id = h.location_id
WHERE h.state = 'held' ORDER BY {turn_of("h")}, h.id
"""  # noqa: S608 - constants only
Pair = tuple[int, int]


def queues(*, location_ids: Sequence[int] | None = None) -> list[Queue]:
    """Goods that somebody waits for, at these places or everywhere: those in doubt first, then the soonest. Five
    queries."""
    pairs = _pairs(location_ids)
    if not pairs:
        return []
    held = fetch(HELD, [numbers(one for one, _ in pairs), numbers(place for _, place in pairs)])
    promised = _promised([row[2] for row in held])
    variant_ids, places = [one for one, _ in pairs], [place for _, place in pairs]
    lying = {
        (row.variant_id, row.location_id): max(row.on_hand - row.unsynced, NOTHING)
        for row in Balance.objects.filter(variant_id__in=variant_ids, location_id__in=places, doubt="")
    }
    coming: dict[Pair, list[ComingLine]] = {}
    arrivals = Arrival.objects.filter(variant_id__in=variant_ids, location_id__in=places, state=Arrival.State.EXPECTED)
    for one in arrivals.order_by("expected_on", "pk"):
        line = ComingLine(
            document=one.document, expected_on=one.expected_on, quantity=one.quantity, promised=one.promised
        )
        coming.setdefault((one.variant_id, one.location_id or 0), []).append(line)
    return [
        Queue(
            variant_id=VariantId(pair[0]),
            location_id=LocationId(pair[1]),
            lying=lying.get(pair, NOTHING),
            coming=tuple(coming.get(pair, ())),
            lines=_lines([row for row in held if (row[0], row[1]) == pair], lying.get(pair, NOTHING), promised),
        )
        for pair in pairs
    ]


def _pairs(location_ids: Sequence[int] | None) -> list[Pair]:
    """Goods and places where somebody lacks something, then those where somebody waits for an arrival."""
    short = [(int(one.variant_id), int(one.location_id)) for one in uncovered(location_ids=location_ids, limit=MOST)]
    asked = {"places": None if location_ids is None else numbers(location_ids), "most": MOST}
    return list(dict.fromkeys([*short, *((row[0], row[1]) for row in fetch(WAITED, asked))]))[:MOST]


def _promised(hold_ids: Sequence[int]) -> Mapping[Pair, tuple[Promised, ...]]:
    """What is assigned, by hold and good."""
    found: dict[Pair, tuple[Promised, ...]] = {}
    rows = Advance.objects.filter(hold_id__in=hold_ids, state=Advance.State.WAITING).select_related("arrival")
    for row in rows.order_by("expected_on", "pk"):
        key = row.hold_id, row.variant_id
        one = Promised(
            document=row.arrival.document, expected_on=row.expected_on, quantity=row.quantity, doubt=row.doubt
        )
        found[key] = (*found.get(key, ()), one)
    return found


def _lines(
    rows: Sequence[Sequence[Any]], lying: Decimal, promised: Mapping[Pair, tuple[Promised, ...]]
) -> tuple[QueueLine, ...]:
    left, found = lying, []
    for variant_id, _, hold_id, order_id, number, quantity, since, is_transfer in rows:
        covered = min(left, quantity)
        left -= covered
        line = QueueLine(
            number=number,
            order_id=order_id,
            quantity=quantity,
            covered=covered,
            since=since,
            promised=promised.get((hold_id, variant_id), ()),
            is_transfer=is_transfer,
        )
        found.append(line)
    return tuple(found)
