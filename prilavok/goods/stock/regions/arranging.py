"""Regions are added, renamed and taken away; cities and single places move between them. Writes join the unit."""

from prilavok.base.bulk import one_at_a_time
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.errors import LocationUnknown, RegionInUse, RegionUnknown
from prilavok.goods.stock.events import LocationsChanged
from prilavok.goods.stock.models import Location, RegionCity
from prilavok.goods.stock.models import Region as RegionRow
from prilavok.goods.stock.regions.directory import regions_of
from prilavok.goods.stock.values import LocationId


def keep_region(*, code: str, title: str) -> bool:
    """Add a region or rename it; True when something changed. Joins the unit."""
    _take_turns()
    row, is_new = RegionRow.objects.get_or_create(code=code, defaults={"title": title.strip()[:100]})
    if is_new or row.title == title.strip()[:100]:
        return is_new
    row.title = title.strip()[:100]
    row.save(update_fields=["title"])
    return True


def drop_region(*, code: str) -> None:
    """Take away a region that has neither cities nor places. Joins the unit. Raises RegionUnknown, RegionInUse."""
    _take_turns()
    row = _row(code)
    if row is None:
        raise RegionUnknown
    if row.cities.exists() or row.places.exists():
        raise RegionInUse(title=row.title)
    row.delete()


def move_city(*, city: str, region: str) -> bool:
    """Put a city into a region, or out of any with ""; True when it moved. Joins the unit. Raises RegionUnknown."""
    _take_turns()
    name, row = city.strip()[:100], _row(region)
    before = regions_of()
    known = RegionCity.objects.filter(city__iexact=name)
    if row is None:
        moved = bool(known.delete()[0])
    else:
        moved = not known.filter(region=row).exists()
        if moved and not known.update(region=row):
            RegionCity.objects.create(city=name, region=row)
    _tell(before)
    return moved


def move_place(*, location_id: int, region: str) -> bool:
    """Put one place into a region whatever its city, or back to its city's with ""; True when something changed.

    Joins the unit. Raises RegionUnknown, LocationUnknown.
    """
    _take_turns()
    row, place = _row(region), Location.objects.select_for_update().filter(pk=location_id).first()
    if place is None:
        raise LocationUnknown
    if place.region_id == (row.pk if row else None):
        return False
    before = regions_of()
    place.region = row
    place.save(update_fields=["region"])
    _tell(before)
    return True


def _take_turns() -> None:
    require_unit()
    one_at_a_time("stock.regions")


def _row(code: str) -> RegionRow | None:
    """The region, None for no region. Raises RegionUnknown."""
    if not code:
        return None
    row = RegionRow.objects.filter(code=code).first()
    if row is None:
        raise RegionUnknown
    return row


def _tell(before: dict[LocationId, str]) -> None:
    after = regions_of()
    moved = tuple(sorted(pk for pk, code in after.items() if before.get(pk) != code))
    if moved:
        publish(LocationsChanged(location_ids=moved))
