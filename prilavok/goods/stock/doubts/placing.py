"""Doubts of whole places. The numbers stay as they are; while there is a doubt nothing of the place is promised.

A place whose tellers have been silent longer than the term of trust is doubted by the clock of the database; the next
word of one of them ends it, whatever it says. That a place is being counted people say, and people end it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from prilavok.base.bulk import fetch, numbers
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import announce
from prilavok.goods.stock.errors import LocationUnknown
from prilavok.goods.stock.events import LocationsChanged
from prilavok.goods.stock.models import Location
from prilavok.goods.stock.terms.deciding import minutes_of

LYING = "SELECT DISTINCT variant_id FROM stock_balance WHERE location_id = ANY(%s::bigint[]) AND available > 0"
TOLD = """
UPDATE stock_telling SET told_at = statement_timestamp(), formed_at = greatest(formed_at, %(formed)s),
    full_at = CASE WHEN %(is_full)s THEN greatest(full_at, %(formed)s) ELSE full_at END
WHERE teller = %(teller)s RETURNING location_id
"""
BELIEVED = "UPDATE stock_location SET doubt = '' WHERE id = ANY(%s::bigint[]) AND doubt = 'silent' RETURNING id"
LAST_TOLD = """
SELECT l.id, extract(epoch FROM statement_timestamp() - max(t.told_at)) / 60 FROM stock_location l
JOIN stock_telling t ON t.location_id = l.id WHERE l.doubt = '' AND l.is_active GROUP BY l.id
"""
DOUBT = "UPDATE stock_location SET doubt = %s WHERE id = ANY(%s::bigint[]) AND doubt = %s RETURNING id"


def note_told(*, teller: str, formed_at: datetime | None = None, is_full: bool = False) -> None:
    """A teller has spoken of its places, changed or not; `is_full` when it told of all its goods. Joins the unit."""
    require_unit()
    params = {"teller": teller[:64], "formed": formed_at or database_now(), "is_full": is_full}
    places = [row[0] for row in fetch(TOLD, params)]
    if places:
        _tell(row[0] for row in fetch(BELIEVED, [numbers(places)]))


def doubt_silent() -> list[int]:
    """Doubt the places that nobody has told of for longer than people trust a number. Joins the unit."""
    require_unit()
    silent = {row[0]: row[1] for row in fetch(LAST_TOLD)}
    trust = minutes_of("trust", list(silent)) if silent else {}
    over = [place for place, minutes in silent.items() if (most := trust[place]) is not None and minutes > most]
    doubted = [row[0] for row in fetch(DOUBT, ["silent", numbers(over), ""])] if over else []
    _tell(doubted)
    return doubted


def doubt_place(*, location_id: int, is_counted: bool) -> bool:
    """People count the place, or have done so; True when something changed. Joins the unit. Raises LocationUnknown."""
    require_unit()
    if not Location.objects.filter(pk=location_id).exists():
        raise LocationUnknown
    told = ("counting", numbers([location_id]), "") if is_counted else ("", numbers([location_id]), "counting")
    changed = [row[0] for row in fetch(DOUBT, told)]
    _tell(changed)
    return bool(changed)


def _tell(places: Iterable[int]) -> None:
    changed: Sequence[int] = sorted(places)
    if changed:
        publish(LocationsChanged(location_ids=tuple(changed)))
        announce((row[0] for row in fetch(LYING, [numbers(changed)])), changed)
