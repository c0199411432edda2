"""Which region a city or a place belongs to: its city's, unless people have put the place into another."""

from collections.abc import Sequence

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.stock.models import Region as RegionRow
from prilavok.goods.stock.values import LocationId, Region

OF_PLACES = """
SELECT l.id, coalesce(own.code, of_city.code, '') FROM stock_location l
LEFT JOIN stock_region own ON own.id = l.region_id
LEFT JOIN stock_regioncity c ON lower(c.city) = lower(l.city)
LEFT JOIN stock_region of_city ON of_city.id = c.region_id
WHERE %(ids)s::bigint[] IS NULL OR l.id = ANY(%(ids)s::bigint[])
"""
OF_CITY = """
SELECT r.code FROM stock_regioncity c JOIN stock_region r ON r.id = c.region_id WHERE lower(c.city) = lower(%s)
"""
HOMELESS = """
SELECT DISTINCT l.city FROM stock_location l
LEFT JOIN stock_regioncity c ON lower(c.city) = lower(l.city)
WHERE l.city <> '' AND c.city IS NULL AND NOT l.is_removed ORDER BY l.city
"""


def regions() -> tuple[Region, ...]:
    """All regions, by title, each with its cities and the single places put into it. Three queries."""
    rows = RegionRow.objects.order_by("title", "code").prefetch_related("cities", "places")
    return tuple(
        Region(
            code=row.code,
            title=row.title,
            cities=tuple(sorted(one.city for one in row.cities.all())),
            places=tuple(LocationId(one.pk) for one in row.places.all()),
        )
        for row in rows
    )


def regions_of(*, location_ids: Sequence[int] | None = None) -> dict[LocationId, str]:
    """The code of each place's region, "" where it has none; of all places when none are named. One query."""
    ids = None if location_ids is None else numbers(location_ids)
    return {LocationId(pk): code for pk, code in fetch(OF_PLACES, {"ids": ids})}


def region_of(*, location_id: int | None = None, city: str = "") -> str:
    """The code of the region of a place or, when none is named, of a city; "" when it belongs to none. One query."""
    if location_id is not None:
        return regions_of(location_ids=[location_id]).get(LocationId(location_id), "")
    rows = fetch(OF_CITY, [city.strip()]) if city.strip() else []
    return str(rows[0][0]) if rows else ""


def cities_without_region() -> list[str]:
    """Cities of places that no region has."""
    return [row[0] for row in fetch(HOMELESS)]
