"""What stock shows, always for many."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q
from django.utils.timezone import localdate

from prilavok.base import settled
from prilavok.base.bulk import fetch, fetch_often, numbers
from prilavok.goods.stock.bundles.rules import made_of
from prilavok.goods.stock.models import (
    Hold,
    HoldLine,
    LocationIdentity,
    Movement,
    Telling,
    TillSale,
)
from prilavok.goods.stock.values import (
    ArrivalView,
    Available,
    BrokenBalance,
    Explanation,
    HoldLineView,
    LocationCard,
    LocationDraft,
    LocationId,
    MovementView,
    TillSaleView,
    VariantId,
)

# Without a balance there is none of a good that is told of; of a good or a place that is not, nobody knows. A bundle
# lies nowhere: its parts are asked for instead, and rows without a place say of what it is made.
BALANCES = """
WITH made AS MATERIALIZED (
    SELECT bundle_id, part_id, quantity FROM stock_bundlepart WHERE bundle_id = ANY(%(variants)s::bigint[])
), meant AS MATERIALIZED (
    SELECT ARRAY(
        SELECT v FROM unnest(%(variants)s::bigint[]) v WHERE v NOT IN (SELECT bundle_id FROM made)
        UNION SELECT part_id FROM made
    ) AS ids
)
SELECT NULL::bigint, b.variant_id, b.location_id, b.on_hand, b.reserved,
    CASE WHEN l.doubt IN ('', 'untold') THEN b.available ELSE 0 END, b.safety, b.unsynced,
    CASE WHEN l.doubt IN ('', 'untold') THEN b.doubt ELSE l.doubt END
FROM stock_balance b JOIN stock_location l ON l.id = b.location_id AND {places}
WHERE b.variant_id = ANY((SELECT ids FROM meant)::bigint[])
UNION ALL
SELECT NULL, v.id, l.id, 0, 0, 0, 0, 0, 'untold'
FROM unnest((SELECT ids FROM meant)::bigint[]) v (id) LEFT JOIN stock_told d ON d.variant_id = v.id
JOIN stock_location l ON {places} AND (d.variant_id IS NULL OR l.doubt = 'untold')
WHERE NOT EXISTS (SELECT FROM stock_balance b WHERE b.variant_id = v.id AND b.location_id = l.id)
UNION ALL SELECT bundle_id, part_id, NULL, quantity, 0, 0, 0, 0, '' FROM made
"""
EVERYWHERE = BALANCES.format(places="l.is_active AND NOT l.is_removed")
SOMEWHERE = BALANCES.format(places="l.id = ANY(%(locations)s::bigint[])")
# Of what may be promised, a listing needs only where there is some, and where nobody knows.
PROMISED = f"""
SELECT bundle_id, variant_id, location_id, free FROM ({EVERYWHERE})
    AS one (bundle_id, variant_id, location_id, on_hand, reserved, free, safety, unsynced, doubt)
WHERE free > 0 OR doubt <> '' OR bundle_id IS NOT NULL
"""  # noqa: S608 - constants only
BROKEN = """
WITH ledger AS (
    SELECT variant_id, location_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved,
        sum(unsynced_delta) AS unsynced
    FROM stock_movement GROUP BY variant_id, location_id
), holds AS (
    SELECT l.variant_id, h.location_id, sum(l.quantity) AS held
    FROM stock_hold h JOIN stock_holdline l ON l.hold_id = h.id
    WHERE h.state = 'held' GROUP BY l.variant_id, h.location_id
), sold AS (
    SELECT variant_id, location_id, sum(quantity) AS quantity FROM stock_tillsale WHERE state = 'open'
    GROUP BY variant_id, location_id
)
SELECT b.variant_id, b.location_id, b.on_hand, coalesce(m.on_hand, 0), b.reserved, coalesce(h.held, 0),
    b.unsynced, coalesce(s.quantity, 0)
FROM stock_balance b
LEFT JOIN ledger m ON m.variant_id = b.variant_id AND m.location_id = b.location_id
LEFT JOIN holds h ON h.variant_id = b.variant_id AND h.location_id = b.location_id
LEFT JOIN sold s ON s.variant_id = b.variant_id AND s.location_id = b.location_id
WHERE b.on_hand <> coalesce(m.on_hand, 0) OR b.reserved <> coalesce(h.held, 0)
    OR b.reserved <> coalesce(m.reserved, 0)
    OR b.unsynced <> coalesce(s.quantity, 0) OR b.unsynced <> coalesce(m.unsynced, 0)
ORDER BY b.variant_id, b.location_id LIMIT %s
"""
ZERO = Decimal(0)
NOTHING = Available(on_hand=ZERO, reserved=ZERO, available=ZERO)
# A place is in the region that people put it into, else in that of its city.
LOCATIONS = """
SELECT l.id, l.code, coalesce(nullif(l.title, ''), l.erp_title), l.kind, l.city,
    coalesce(nullif(l.address, ''), l.erp_address), l.hours, l.phone, l.latitude, l.longitude, l.is_pickup,
    l.is_active AND NOT l.is_removed, l.ready_in_minutes, coalesce(o.code, r.code, ''), l.doubt
FROM stock_location l LEFT JOIN stock_region o ON o.id = l.region_id
LEFT JOIN stock_regioncity c ON lower(c.city) = lower(l.city) LEFT JOIN stock_region r ON r.id = c.region_id
"""
PLACES = "stock.places"  # the topic of all that makes a card
EVERY_LOCATION = f"{LOCATIONS} ORDER BY l.city, l.title, l.erp_title, l.id"
SOME_LOCATIONS = f"{LOCATIONS} WHERE l.id = ANY(%s::bigint[]) ORDER BY l.city, l.title, l.erp_title, l.id"


def location_ids(*, system: str, external_ids: Sequence[str]) -> dict[str, LocationId]:
    """Our ids by the ids as given; unknown ones are absent. Letter case does not matter."""
    wanted = {one.lower(): one for one in external_ids}
    rows = LocationIdentity.objects.filter(system=system, external_id__in=wanted)
    return {wanted[external]: LocationId(pk) for external, pk in rows.values_list("external_id", "location_id")}


def told_locations(*, system: str, external_ids: Sequence[str]) -> dict[str, LocationDraft]:
    """What a system has told of its warehouses, by its ids; unknown ones are absent."""
    wanted = {one.lower(): one for one in external_ids}
    rows = LocationIdentity.objects.select_related("location").filter(system=system, external_id__in=wanted)
    return {
        wanted[row.external_id]: LocationDraft(
            external_id=wanted[row.external_id],
            title=row.location.erp_title,
            address=row.location.erp_address,
            is_removed=row.location.is_removed,
        )
        for row in rows
    }


def external_location_ids(*, system: str, location_ids: Sequence[int]) -> dict[LocationId, str]:
    """The outside system's ids (lower case) of our locations; those it does not know are absent."""
    rows = LocationIdentity.objects.filter(system=system, location_id__in=location_ids).order_by("external_id")
    return {LocationId(pk): external for pk, external in rows.values_list("location_id", "external_id")}


def locations(*, location_ids: Sequence[int] | None = None) -> dict[LocationId, LocationCard]:
    """Cards of the locations asked for, or of all, ordered by city and title. One query, none while stamps are at
    hand."""
    if settled.is_at_hand():
        every = settled.kept(PLACES, _every_location)
        wanted = every if location_ids is None else set(location_ids)
        return {key: card for key, card in every.items() if key in wanted}
    if location_ids is None:
        return _every_location()
    return {LocationId(row[0]): _card(row) for row in fetch_often(SOME_LOCATIONS, [numbers(location_ids)])}


def _every_location() -> dict[LocationId, LocationCard]:
    return {LocationId(row[0]): _card(row) for row in fetch_often(EVERY_LOCATION)}


def _card(row: Sequence[Any]) -> LocationCard:
    return LocationCard(
        location_id=LocationId(row[0]),
        code=row[1],
        title=row[2],
        kind=row[3],
        city=row[4],
        address=row[5],
        hours=row[6],
        phone=row[7],
        latitude=row[8],
        longitude=row[9],
        is_pickup=row[10],
        is_active=row[11],
        ready_in_minutes=row[12],
        region=row[13],
        doubt=row[14],
    )


def availability(
    *, variant_ids: Sequence[int], location_ids: Sequence[int] | None = None
) -> dict[VariantId, dict[LocationId, Available]]:
    """Balances in active locations, or in those named; every variant asked for is a key. One query.

    A place that is absent has none; where nobody knows the number, the balance says so (`is_known`). Of a bundle there
    are as many as its parts make.
    """
    wanted = {"variants": numbers(variant_ids), "locations": numbers(location_ids or ())}
    return told_of(variant_ids, fetch_often(EVERYWHERE if location_ids is None else SOMEWHERE, wanted))


def promised(*, variant_ids: Sequence[int]) -> dict[VariantId, dict[LocationId, Decimal | None]]:
    """What may be promised of each good in active locations, None where nobody knows; where there is none, the place
    is absent. As `availability` says it, of which it is a fraction: one query, two where one of them is a bundle."""
    rows = fetch_often(PROMISED, {"variants": numbers(variant_ids)})
    if any(bundle_id is not None for bundle_id, *_ in rows):
        known = availability(variant_ids=variant_ids)
        rows = [
            (None, key, at, one.available)
            for key, places in known.items()
            for at, one in places.items()
            if one.available > 0 or not one.is_known
        ]
    found: dict[VariantId, dict[LocationId, Decimal | None]] = {VariantId(pk): {} for pk in variant_ids}
    for _, variant_id, location_id, free in rows:
        found[variant_id][location_id] = free if free > 0 else None
    return found


def told_of(variant_ids: Sequence[int], rows: Iterable[Sequence[Any]]) -> dict[VariantId, dict[LocationId, Available]]:
    """Balances of these goods out of rows of BALANCES."""
    lying: dict[VariantId, dict[LocationId, Available]] = {VariantId(pk): {} for pk in variant_ids}
    bundles: dict[VariantId, list[tuple[VariantId, Decimal]]] = {}
    for bundle_id, variant_id, location_id, *figures in rows:
        if bundle_id is not None:
            bundles.setdefault(bundle_id, []).append((variant_id, figures[0]))
        else:
            lying.setdefault(variant_id, {})[location_id] = _available(*figures)
    result = {VariantId(pk): lying[VariantId(pk)] for pk in variant_ids}
    return result | {bundle_id: made_of(parts, lying) for bundle_id, parts in bundles.items()}


def _available(
    on_hand: Decimal, reserved: Decimal, free: Decimal, safety: Decimal, unsynced: Decimal, doubt: str
) -> Available:
    return Available(on_hand=on_hand, reserved=reserved, available=free, safety=safety, unsynced=unsynced, doubt=doubt)


def explain(*, variant_id: int, location_id: int, before: int | None = None, limit: int = 200) -> Explanation:
    """Why the balance is what it is: the ledger, newest first, the open holds, the till sales that no figure counts.

    So many movements, those older than the one named `before` if it is named.
    """
    balance = availability(variant_ids=[variant_id], location_ids=[location_id])[VariantId(variant_id)].get(
        LocationId(location_id)
    )
    place = {"variant_id": variant_id, "location_id": location_id}
    rows = Movement.objects.filter(**place, **({} if before is None else {"id__lt": before})).order_by("-id")
    movements = list(rows[:limit])
    orders = {row.order_id for row in movements if row.order_id}
    said = dict(Hold.objects.filter(order_id__in=orders).values_list("order_id", "number"))
    lines = (
        HoldLine.objects.select_related("hold")
        .filter(variant_id=variant_id, hold__location_id=location_id)
        .filter(Q(hold__state="held") | Q(hold__state="issued", hold__is_issue_known=False))
        .order_by("hold__order_id")
    )
    return Explanation(
        variant_id=VariantId(variant_id),
        location_id=LocationId(location_id),
        balance=balance or NOTHING,
        movements=tuple(_movement(row, said.get(row.order_id or 0, "")) for row in movements),
        holds=tuple(_line(line) for line in lines),
        till_sales=tuple(_till_sale(row) for row in TillSale.objects.filter(state="open", **place).order_by("sold_at")),
        told_at=Telling.objects.filter(location_id=location_id).aggregate(at=Max("told_at"))["at"],
        more=rows.count() - len(movements) if len(movements) == limit else 0,
    )


def _till_sale(row: TillSale) -> TillSaleView:
    return TillSaleView(
        receipt_id=row.receipt_id,
        number=row.number,
        quantity=row.quantity,
        sold_at=row.sold_at,
        counts_from=row.counts_from,
    )


EXPECTED = """
SELECT variant_id, location_id, expected_on, quantity, document, system FROM stock_arrival
WHERE variant_id = ANY(%(variants)s::bigint[]) AND state = 'expected' AND quantity IS DISTINCT FROM 0
    AND (%(since)s::date IS NULL OR expected_on >= %(since)s::date)
ORDER BY expected_on, id
"""


def expected(*, variant_ids: Sequence[int], since: date | None = None) -> dict[VariantId, tuple[ArrivalView, ...]]:
    """Expected arrivals, soonest first; late ones are left out when `since` (today) is given."""
    rows = fetch_often(EXPECTED, {"variants": numbers(variant_ids), "since": since})
    places = locations(location_ids=sorted({row[1] for row in rows if row[1] is not None})) if rows else {}
    today = localdate()
    views: dict[VariantId, list[ArrivalView]] = {}
    for variant_id, location_id, expected_on, quantity, document, system in rows:
        views.setdefault(VariantId(variant_id), []).append(
            ArrivalView(
                variant_id=VariantId(variant_id),
                location=places.get(LocationId(location_id or 0)),
                expected_on=expected_on,
                quantity=quantity,
                document=document,
                system=system,
                is_late=expected_on < today,
            )
        )
    return {variant_id: tuple(of_one) for variant_id, of_one in views.items()}


def broken_balances(*, limit: int = 100) -> list[BrokenBalance]:
    """Balances that are not the sum of their ledger or of their open holds: none, or there is a defect."""
    return [
        BrokenBalance(
            variant_id=VariantId(row[0]),
            location_id=LocationId(row[1]),
            on_hand=row[2],
            ledger_on_hand=row[3],
            reserved=row[4],
            held=row[5],
            unsynced=row[6],
            sold=row[7],
        )
        for row in fetch(BROKEN, [limit])
    ]


def _movement(row: Movement, order_number: str) -> MovementView:
    return MovementView(
        movement_id=row.id,
        at=row.at,
        kind=row.kind,
        on_hand_delta=row.on_hand_delta,
        reserved_delta=row.reserved_delta,
        on_hand_after=row.on_hand_after,
        reserved_after=row.reserved_after,
        said=row.said,
        known_held=row.known_held or ZERO,
        unknown_issued=row.unknown_issued or ZERO,
        unknown_moved=row.unknown_moved or ZERO,
        unsynced_delta=row.unsynced_delta,
        source=row.source,
        order_id=row.order_id,
        order_number=order_number,
    )


def _line(line: HoldLine) -> HoldLineView:
    return HoldLineView(
        order_id=line.hold.order_id,
        order_number=line.hold.number,
        quantity=line.quantity - line.returned,
        state=line.hold.state,
        expires_at=line.hold.expires_at,
        is_known=line.known == line.quantity,
    )
