"""What stock shows, always for many."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.timezone import localdate

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.stock.models import (
    Arrival,
    Balance,
    Hold,
    HoldLine,
    Location,
    LocationIdentity,
    Movement,
    RegionCity,
)
from prilavok.goods.stock.values import (
    ArrivalView,
    Available,
    BrokenBalance,
    Explanation,
    HoldLineView,
    LocationCard,
    LocationId,
    MovementView,
    VariantId,
)

EVERYWHERE = """
SELECT b.variant_id, b.location_id, b.on_hand, b.reserved, b.available
FROM stock_balance b JOIN stock_location l ON l.id = b.location_id AND l.is_active AND NOT l.is_removed
WHERE b.variant_id = ANY(%s::bigint[])
"""
SOMEWHERE = """
SELECT b.variant_id, b.location_id, b.on_hand, b.reserved, b.available
FROM stock_balance b WHERE b.variant_id = ANY(%s::bigint[]) AND b.location_id = ANY(%s::bigint[])
"""
BROKEN = """
WITH ledger AS (
    SELECT variant_id, location_id, sum(on_hand_delta) AS on_hand FROM stock_movement GROUP BY variant_id, location_id
), holds AS (
    SELECT l.variant_id, h.location_id, sum(l.quantity) AS held
    FROM stock_hold h JOIN stock_holdline l ON l.hold_id = h.id
    WHERE h.state = 'held' GROUP BY l.variant_id, h.location_id
)
SELECT b.variant_id, b.location_id, b.on_hand, coalesce(m.on_hand, 0), b.reserved, coalesce(h.held, 0)
FROM stock_balance b
LEFT JOIN ledger m ON m.variant_id = b.variant_id AND m.location_id = b.location_id
LEFT JOIN holds h ON h.variant_id = b.variant_id AND h.location_id = b.location_id
WHERE b.on_hand <> coalesce(m.on_hand, 0) OR b.reserved <> coalesce(h.held, 0)
ORDER BY b.variant_id, b.location_id LIMIT %s
"""
ZERO = Decimal(0)
OF_CITY = RegionCity.objects.annotate(name=Lower("city")).filter(name=Lower(OuterRef("city"))).values("region__code")
REGION = Coalesce("region__code", Subquery(OF_CITY), Value(""))


def location_ids(*, system: str, external_ids: Sequence[str]) -> dict[str, LocationId]:
    """Our ids by the ids as given; unknown ones are absent. Letter case does not matter."""
    wanted = {one.lower(): one for one in external_ids}
    rows = LocationIdentity.objects.filter(system=system, external_id__in=wanted)
    return {wanted[external]: LocationId(pk) for external, pk in rows.values_list("external_id", "location_id")}


def external_location_ids(*, system: str, location_ids: Sequence[int]) -> dict[LocationId, str]:
    """The outside system's ids (lower case) of our locations; those it does not know are absent."""
    rows = LocationIdentity.objects.filter(system=system, location_id__in=location_ids).order_by("external_id")
    return {LocationId(pk): external for pk, external in rows.values_list("location_id", "external_id")}


def locations(*, location_ids: Sequence[int] | None = None) -> dict[LocationId, LocationCard]:
    """Cards of the locations asked for, or of all, ordered by city and title. One query."""
    rows = Location.objects.annotate(region_code=REGION).order_by("city", "title", "erp_title", "pk")
    if location_ids is not None:
        rows = rows.filter(pk__in=list(location_ids))
    return {LocationId(row.pk): _card(row) for row in rows}


def _card(row: Any) -> LocationCard:
    return LocationCard(
        location_id=LocationId(row.pk),
        code=row.code,
        title=row.title or row.erp_title,
        kind=row.kind,
        city=row.city,
        address=row.address or row.erp_address,
        hours=row.hours,
        phone=row.phone,
        latitude=row.latitude,
        longitude=row.longitude,
        is_pickup=row.is_pickup,
        is_active=row.is_active and not row.is_removed,
        ready_in_minutes=row.ready_in_minutes,
        region=row.region_code,
    )


def availability(
    *, variant_ids: Sequence[int], location_ids: Sequence[int] | None = None
) -> dict[VariantId, dict[LocationId, Available]]:
    """Balances in active locations, or in those named; every variant asked for is a key. One query."""
    if location_ids is None:
        rows = fetch(EVERYWHERE, [numbers(variant_ids)])
    else:
        rows = fetch(SOMEWHERE, [numbers(variant_ids), numbers(location_ids)])
    result: dict[VariantId, dict[LocationId, Available]] = {VariantId(pk): {} for pk in variant_ids}
    for variant_id, location_id, on_hand, reserved, available in rows:
        result[variant_id][location_id] = Available(on_hand=on_hand, reserved=reserved, available=available)
    return result


def explain(*, variant_id: int, location_id: int, limit: int = 200) -> Explanation:
    """Why the balance is what it is: the ledger, newest first, and the open holds."""
    balance = Balance.objects.filter(variant_id=variant_id, location_id=location_id).first()
    movements = list(Movement.objects.filter(variant_id=variant_id, location_id=location_id).order_by("-id")[:limit])
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
        balance=Available(
            on_hand=balance.on_hand if balance else ZERO,
            reserved=balance.reserved if balance else ZERO,
            available=balance.available if balance else ZERO,
        ),
        movements=tuple(_movement(row, said.get(row.order_id or 0, "")) for row in movements),
        holds=tuple(_line(line) for line in lines),
    )


def expected(*, variant_ids: Sequence[int], since: date | None = None) -> dict[VariantId, tuple[ArrivalView, ...]]:
    """Expected arrivals, soonest first; late ones are left out when `since` (today) is given."""
    rows = Arrival.objects.filter(variant_id__in=list(variant_ids), state=Arrival.State.EXPECTED)
    rows = rows.exclude(quantity=0).order_by("expected_on", "pk")
    if since is not None:
        rows = rows.filter(expected_on__gte=since)
    found = list(rows)
    places = locations(location_ids=sorted({row.location_id for row in found if row.location_id is not None}))
    today = localdate()
    views: dict[VariantId, list[ArrivalView]] = {}
    for row in found:
        views.setdefault(VariantId(row.variant_id), []).append(
            ArrivalView(
                variant_id=VariantId(row.variant_id),
                location=places.get(LocationId(row.location_id or 0)),
                expected_on=row.expected_on,
                quantity=row.quantity,
                document=row.document,
                system=row.system,
                is_late=row.expected_on < today,
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
