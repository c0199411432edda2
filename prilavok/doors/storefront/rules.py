"""Pure decisions of the storefront: words about availability and time, keyboard layouts, distances, page numbers."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

FEW = 2
MANY = 10
NOTHING = Decimal(0)
# In the order by stars every good has so many reviews of so many stars beside its own. So one review of five stars does
# not stand above fifty of 4.8, and what nobody has judged stands above what is judged badly.
USUAL_REVIEWS = 5
USUAL_STARS = Decimal("3.5")

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_LATIN + _LATIN.upper(), _CYRILLIC + _CYRILLIC.upper())
_TO_LATIN = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper())
_HOURS = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–—]\s*(\d{1,2})[:.](\d{2})")
_NOT_CODE = re.compile(r"[^0-9a-zа-я]+")
_WORD = re.compile(r"[0-9a-zа-яё]+(?:[-/.][0-9a-zа-яё]+)*", re.IGNORECASE)


@dataclass(frozen=True)
class Reach:
    """Where a product is: in the visitor's store, in how many stores of the city, anywhere else; pieces in sight. Where
    nobody knows the number is neither there nor not there."""

    in_my_store: Decimal
    city_stores: int
    city_pieces: Decimal
    elsewhere: int
    is_unknown: bool = False


def reach(stock: dict[str, float | None], city_ids: Iterable[int], store_id: int | None) -> Reach:
    """Sum up a card's stock (location id -> pieces, None where they are not known) for a visitor; where the city has no
    stores, nobody's knowledge is missing only when that of all places is."""
    in_city, here, elsewhere, in_question = _named(tuple(city_ids)), [], 0, []
    for where, pieces in stock.items():
        if pieces is None:
            in_question.append(where)
        elif pieces and where in in_city:
            here.append(_pieces(pieces))
        elif pieces:
            elsewhere += 1
    return Reach(
        in_my_store=_pieces(stock.get(str(store_id)) or 0) if store_id else NOTHING,
        city_stores=len(here),
        city_pieces=sum(here, NOTHING),
        elsewhere=elsewhere,
        is_unknown=any(one in in_city for one in in_question) if in_city else bool(in_question) and not elsewhere,
    )


@lru_cache(maxsize=1024)
def _named(location_ids: tuple[int, ...]) -> frozenset[str]:
    return frozenset(map(str, location_ids))


@lru_cache(maxsize=4096)
def _pieces(said: float) -> Decimal:
    return Decimal(str(said))


def standing(mean: Decimal, reviews: int) -> Decimal:
    """What the order by stars goes by: the mean of published reviews, drawn to the usual while they are few."""
    return (mean * reviews + USUAL_STARS * USUAL_REVIEWS) / (reviews + USUAL_REVIEWS)


def amount_tone(available: Decimal) -> str:
    """none, few or ok."""
    if available <= 0:
        return "none"
    return "few" if available <= FEW else "ok"


def other_layout(text: str) -> str:
    """The text as it would be on the other keyboard layout: "kfvgf" -> "лампа", "ызудд" -> "spell"."""
    has_cyrillic = any("а" <= letter <= "я" or letter == "ё" for letter in text.lower())
    return text.translate(_TO_LATIN if has_cyrillic else _TO_CYRILLIC)


def plain(text: str) -> str:
    """Lower case, ё as е, spaces squeezed: how titles are compared and sorted."""
    return " ".join(text.lower().replace("ё", "е").split())


def search_words(text: str, limit: int = 8) -> list[str]:
    """The words of a query, plain, at most `limit`."""
    return [plain(word) for word in _WORD.findall(text)][:limit]


def code_of(text: str) -> str:
    """An article or barcode as it is compared: lower case, without spaces."""
    return "".join(text.lower().split())


def bare_code(text: str) -> str:
    """A code as the index compares it: only letters and digits, "AB-12 / 3" is "ab123"."""
    return _NOT_CODE.sub("", plain(text))


def kilometres(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> float:
    """The distance between two points (latitude, longitude) over the sphere."""
    lat1, lon1, lat2, lon2 = (math.radians(float(x)) for x in (*one, *other))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))


def day_kind(at: datetime, today: date) -> str:
    """today, tomorrow or later, of a local time."""
    days = (at.date() - today).days
    return "today" if days <= 0 else "tomorrow" if days == 1 else "later"


def quarter(minute: int, ready_in_minutes: int) -> int:
    """Which quarter of an hour `open_from` rounds to, counted like the minute: as long as it is the same, so are the
    words."""
    return -(-(minute + ready_in_minutes) // 15)


def open_from(ready: datetime, hours: str) -> datetime:
    """When a buyer can come: the ready time rounded up to a quarter, moved to the next opening if the store is closed.

    `hours` is a text for people; its first "10:00–21:00" counts, without one the store never closes.
    """
    ready = ready + timedelta(minutes=-ready.minute % 15, seconds=-ready.second, microseconds=-ready.microsecond)
    said = _HOURS.search(hours)
    if said is None:
        return ready
    opening, closing = ((int(said[at]) % 24) * 60 + int(said[at + 1]) for at in (1, 3))
    opens = ready.replace(hour=opening // 60, minute=opening % 60)
    minutes = ready.hour * 60 + ready.minute
    if minutes < opening:
        return opens
    return opens + timedelta(days=1) if opening < closing <= minutes else ready


def first_by(order: Sequence[int], ids: Iterable[int]) -> list[int]:
    """The ids in the order given; unknown ones fall out."""
    known = set(ids)
    return [one for one in order if one in known]
