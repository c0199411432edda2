"""The stores where orders are picked up together with what lies there of some goods: one question for both.

Whoever offers stores for a basket needs the cards of all of them and the balances of a few goods. Asked apart these are
two questions; as rows of stores with arrays of balances they are one, and no card is sent twice.
"""

from collections.abc import Sequence

from prilavok.base.bulk import fetch_often, numbers
from prilavok.goods.stock.queries import BALANCES, told_of
from prilavok.goods.stock.values import Available, LocationCard, LocationId, VariantId

PLACES = "l.is_active AND NOT l.is_removed AND l.is_pickup"
SHELVES = f"""
WITH balance (bundle_id, variant_id, location_id, on_hand, reserved, available, safety, unsynced, doubt) AS (
    {BALANCES.format(places=PLACES)}
), shelf AS (
    SELECT location_id, array_agg(bundle_id) AS bundle_ids, array_agg(variant_id) AS variant_ids,
        array_agg(on_hand) AS on_hand,
        array_agg(reserved) AS reserved, array_agg(available) AS available, array_agg(safety) AS safety,
        array_agg(unsynced) AS unsynced, array_agg(doubt) AS doubts
    FROM balance GROUP BY location_id
)
SELECT l.id, l.code, coalesce(nullif(l.title, ''), l.erp_title), l.kind, l.city,
    coalesce(nullif(l.address, ''), l.erp_address), l.hours, l.phone, l.latitude, l.longitude, l.ready_in_minutes,
    coalesce(own.code, (SELECT r.code FROM stock_regioncity c JOIN stock_region r ON r.id = c.region_id
        WHERE lower(c.city) = lower(l.city) LIMIT 1), ''), l.doubt,
    s.bundle_ids, s.variant_ids, s.on_hand, s.reserved, s.available, s.safety, s.unsynced, s.doubts
FROM stock_location l FULL JOIN shelf s ON s.location_id = l.id LEFT JOIN stock_region own ON own.id = l.region_id
WHERE l.id IS NULL OR {PLACES} ORDER BY l.city, l.title, l.erp_title, l.id
"""  # noqa: S608 - constants only
Balances = dict[VariantId, dict[LocationId, Available]]


def shelves(*, variant_ids: Sequence[int]) -> tuple[list[LocationCard], Balances]:
    """Open stores where orders are picked up, by city and title, and what lies there of these goods. One query."""
    rows = fetch_often(SHELVES, {"variants": numbers(variant_ids)})
    lying = [
        (bundle_id, variant_id, row[0], *figures)
        for row in rows
        for bundle_id, variant_id, *figures in zip(*(one or () for one in row[13:]), strict=True)
    ]
    return [_card(row) for row in rows if row[0] is not None], told_of(variant_ids, lying)


def _card(row: Sequence[object]) -> LocationCard:
    names = (
        "location_id", "code", "title", "kind", "city", "address", "hours", "phone", "latitude", "longitude",
        "ready_in_minutes", "region", "doubt",
    )  # fmt: skip
    return LocationCard(**dict(zip(names, row, strict=False)), is_pickup=True, is_active=True)  # type: ignore[arg-type]
