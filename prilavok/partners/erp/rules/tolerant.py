"""Numbers, flags and ids as real senders write them."""

import re
from collections.abc import Collection
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

NIL: Final = "00000000-0000-0000-0000-000000000000"
SENTINEL: Final = Decimal(-999999999)
_SPACES: Final = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\ufeff]+")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z")
_GUID: Final = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_TRUE: Final = frozenset({"true", "1", "да", "истина", "yes"})
_FALSE: Final = frozenset({"false", "0", "нет", "ложь", "no"})
# 18 was in force until 2018, 20 until 2025, 22 since 2026; 5 and 7 are of the simplified system since 2025.
VAT_RATES: Final = frozenset({"0", "5", "7", "10", "18", "20", "22"})
_NO_VAT: Final = frozenset({"без ндс", "без", "none", "без налога", "без налога (ндс)", "не облагается"})
CURRENCIES: Final = {
    "rub": "RUB",
    "rur": "RUB",
    "руб": "RUB",
    "р": "RUB",
    "643": "RUB",
    "810": "RUB",
    "₽": "RUB",
    "uah": "UAH",
    "грн": "UAH",
    "980": "UAH",
    "usd": "USD",
    "840": "USD",
    "долл": "USD",
    "$": "USD",
    "eur": "EUR",
    "978": "EUR",
    "евро": "EUR",
    "€": "EUR",
    "kzt": "KZT",
    "398": "KZT",
    "тнг": "KZT",
    "byn": "BYN",
    "933": "BYN",
    "бел.руб": "BYN",
    "cny": "CNY",
    "156": "CNY",
}


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """A decimal with a dot or a comma, spaces of any kind between digits; None when it is not a plain number."""
    plain = _SPACES.sub("", text).replace(",", ".")
    if not _NUMBER.match(plain) or len(plain) > 40:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def is_sentinel(text: str, more: Collection[str] = ()) -> bool:
    """True for "-999 999 999,9" and its kin, and for the texts given, which mean "no value"."""
    if more and text.strip().casefold() in {one.strip().casefold() for one in more}:
        return True
    value = number(text) if text.lstrip().startswith("-") else None
    return value is not None and value <= SENTINEL


def flag(text: str) -> bool | None:
    """A boolean in Russian or English; None when it is neither."""
    word = text.strip().casefold()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


@lru_cache(maxsize=4096)
def identity(text: str) -> str:
    """An external id: trimmed, GUIDs in lower case, anything else as it came; the nil GUID is no id."""
    plain = text.strip()
    if plain == NIL:
        return ""
    return _GUID.sub(lambda found: found.group().lower(), plain)[:255]


def split_variant(external_id: str) -> tuple[str, str]:
    """The product's id and the characteristic's id (empty when there is none) of a variant id."""
    product, _, characteristic = external_id.partition("#")
    if not product:
        return external_id, ""
    return product, "" if characteristic == NIL else characteristic


def variant_identity(text: str, characteristic: str = "") -> str:
    """The id of a variant: `goods` or `goods#characteristic`; a nil characteristic is none."""
    whole = identity(text)
    product, inside = split_variant(whole)
    extra = inside or identity(characteristic)
    return f"{product}#{extra}" if extra else product


def currency(text: str) -> str | None:
    """The ISO code of a currency in any usual spelling; None when it is not known."""
    word = text.strip().casefold().rstrip(".")
    return CURRENCIES.get(word)


def vat(text: str) -> str | None:
    """A VAT rate as "20" or "none"; None when it is none of those that were ever in force."""
    word = text.strip().casefold().removeprefix("ндс").strip().partition("/")[0].rstrip("% ")
    if word in _NO_VAT or text.strip().casefold() in _NO_VAT:
        return "none"
    value = number(word)
    rate = format(value.normalize(), "f") if value is not None else ""
    return rate if rate in VAT_RATES else None


_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z")
_DAY_RUSSIAN: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: .*)?\Z")


def day(text: str) -> date | None:
    """A day written as 2026-03-08, 2026-03-08T10:00:00 or 08.03.2026 10:00:00; 1C's empty date (year 1) is none."""
    plain = text.strip()[:40]
    if found := _DAY.match(plain):
        year, month, number_ = (int(part) for part in found.groups())
    elif found := _DAY_RUSSIAN.match(plain):
        number_, month, year = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, number_) if year > 1 else None
    except ValueError:
        return None


def moment(text: str, zone: tzinfo) -> datetime | None:
    """A moment written as 2026-03-08T10:00:00, in the zone given unless it names its own; a mere day is none."""
    plain = text.strip()[:40]
    if len(plain) < len("2026-03-08T10:00"):
        return None
    try:
        told = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=zone)


def status_key(text: str) -> str:
    """A status word for comparison: case, ё, brackets and runs of spaces do not matter."""
    return " ".join(text.casefold().replace("ё", "е").split())[:120]


def versions_2(version: str) -> bool:
    """True for the one-file dialects (up to 2.08), where an offers file tells prices and stocks whole."""
    if version.startswith("3"):
        return False
    value = number(version) if version.count(".") == 1 else None
    return value is None or value <= Decimal("2.08")
