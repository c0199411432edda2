"""Which term holds where: the store's own, else its region's, else the chain's, else the house's."""

from collections.abc import Mapping, Sequence
from typing import Final

from prilavok.base.bulk import one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.stock.errors import TermUnknown
from prilavok.goods.stock.models import Term
from prilavok.goods.stock.regions.directory import regions_of
from prilavok.goods.stock.values import LocationId, TermView

# Minutes; None: there is no such term unless people set one.
USUAL: Final[Mapping[str, int | None]] = {
    "pickup_shelf": None,
    "reminder": 24 * 60,
    "till_lag": 0,
    "trust": 7 * 24 * 60,
}


def minutes_of(name: str, location_ids: Sequence[int]) -> dict[int, int | None]:
    """The term in each place, in minutes; None where there is none. Two queries."""
    told = {(row.place, row.place_key): row.minutes for row in Term.objects.filter(name=name)}
    usual = told.get((Term.Place.CHAIN, ""), USUAL[name])
    if len(told) - ((Term.Place.CHAIN, "") in told) == 0:
        return dict.fromkeys(location_ids, usual)
    homes = regions_of(location_ids=location_ids)
    return {
        place: told.get(
            (Term.Place.STORE, str(place)),
            told.get((Term.Place.REGION, homes.get(LocationId(place), "")), usual),
        )
        for place in location_ids
    }


def term_s(name: str, *, location_id: int) -> int | None:
    """The term of a place in seconds: `pickup_shelf`, `reminder` ...; None where there is none."""
    minutes = minutes_of(name, [location_id])[location_id]
    return None if minutes is None else minutes * 60


def terms() -> tuple[TermView, ...]:
    """Everything that people have set."""
    rows = Term.objects.order_by("name", "place", "place_key")
    return tuple(TermView(name=row.name, place=row.place, place_key=row.place_key, minutes=row.minutes) for row in rows)


def keep_term(term: TermView) -> bool:
    """Set a term; True when something changed. Joins the unit. Raises TermUnknown."""
    require_unit()
    one_at_a_time("stock.terms")
    if term.name not in USUAL or term.place not in Term.Place.values:
        raise TermUnknown
    row, is_new = Term.objects.get_or_create(
        name=term.name, place=term.place, place_key=term.place_key, defaults={"minutes": term.minutes}
    )
    if is_new or row.minutes == term.minutes:
        return is_new
    row.minutes = term.minutes
    row.save(update_fields=["minutes"])
    return True


def drop_term(term: TermView) -> bool:
    """Let the more general term hold again; True when there was something to drop. Joins the unit."""
    require_unit()
    rows = Term.objects.filter(name=term.name, place=term.place, place_key=term.place_key)
    return bool(rows.delete()[0])
