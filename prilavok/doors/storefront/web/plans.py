"""Plans of stores for the screens: a city's stores, all cities."""

from collections.abc import Iterable, Mapping

from prilavok.design.jinja import within
from prilavok.design.plans import Plan, Spot, plan_of
from prilavok.goods.stock.values import LocationCard


def plan_of_stores(
    stores: Iterable[LocationCard], mine: int | None = None, tones: Mapping[int, str] | None = None
) -> Plan | None:
    """Stores on a plan, numbered as they are listed; those without coordinates are left out. None for none."""
    spots = [
        Spot(
            key=str(one.location_id),
            title=within(one.title, one.city),
            latitude=float(one.latitude),
            longitude=float(one.longitude),
            tone="mine" if one.location_id == mine else (tones or {}).get(one.location_id, ""),
            mark=str(number),
        )
        for number, one in enumerate(stores, 1)
        if one.latitude is not None and one.longitude is not None
    ]
    return plan_of(spots)


def plan_of_cities(stores: Iterable[LocationCard], chosen: str, slugs: Mapping[str, str]) -> Plan | None:
    """Cities on a plan, each at the middle of its stores, marked with how many it has. None for none."""
    of_city: dict[str, list[LocationCard]] = {}
    for one in stores:
        if one.city and one.latitude is not None and one.longitude is not None:
            of_city.setdefault(one.city, []).append(one)
    spots = [
        Spot(
            key=slugs.get(city, city),
            title=city,
            latitude=sum(float(one.latitude or 0) for one in found) / len(found),
            longitude=sum(float(one.longitude or 0) for one in found) / len(found),
            tone="mine" if city == chosen else "",
            mark=str(len(found)),
        )
        for city, found in of_city.items()
    ]
    return plan_of(spots)
