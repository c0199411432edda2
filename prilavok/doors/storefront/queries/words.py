"""How availability and time are said to a buyer, in the active language."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from prilavok.base.clock import now
from prilavok.design.formats import quantity
from prilavok.doors.storefront import memory, rules
from prilavok.doors.storefront.queries import shelf
from prilavok.doors.storefront.queries.own_prices import with_own
from prilavok.doors.storefront.values import AvailLine, Card, Seen

_TONES = {
    "mine": "here", "few mine": "few", "few": "few", "city": "here", "unknown": "away", "away": "away",
    "none": "none", "expected": "away",
}  # fmt: skip


def avail_line(
    stock: dict[str, float | None], city_ids: Sequence[int], store_id: int | None, arrives_on: date | None = None
) -> AvailLine:
    """The one line of a card: is it in my store, in how many stores of the city, only elsewhere, or on its way; where
    the stock is not known, it says so instead of none."""
    return _line(get_language(), rules.reach(stock, city_ids, store_id), arrives_on)


def _line(language: str | None, seen: rules.Reach, arrives_on: date | None) -> AvailLine:
    where = _where(seen, is_expected=arrives_on is not None)
    return _said(
        language, where, seen.city_stores if where == "city" else 0, arrives_on if where == "expected" else None
    )


def _where(seen: rules.Reach, *, is_expected: bool) -> str:
    if seen.in_my_store > 0:
        return "mine" if seen.in_my_store > rules.FEW else "few mine"
    if seen.city_stores:
        return "few" if seen.city_stores == 1 and seen.city_pieces <= rules.FEW else "city"
    if seen.is_unknown and not is_expected:
        return "unknown"
    if seen.elsewhere:
        return "away"
    return "expected" if is_expected else "none"


@lru_cache(maxsize=4096)
def _said(language: str | None, where: str, stores: int, day: date | None) -> AvailLine:
    """The words for it; the language is the active one, named so that each has its own."""
    if where == "city":
        text = ngettext("Today in %(count)s store", "Today in %(count)s stores", stores) % {"count": stores}
    elif day is not None:
        text = _("Expected on %(day)s") % {"day": date_format(day, "j E")}
    else:
        text = {
            "mine": _("Today in your store"),
            "few mine": _("Few left in your store"),
            "few": _("Few left, in one store"),
            "unknown": _("The stock is being found out"),
            "away": _("Only in other cities"),
            "none": _("Sold out for now"),
        }[where]
    return AvailLine(_TONES[where], text)


def with_lines(cards: list[Card], seen: Seen) -> list[Card]:
    """Each card with its availability line, and at the visitor's own price where they have one."""
    language = get_language()
    for card in cards:
        card.avail = _line(language, rules.reach(card.stock, seen.city_ids, seen.store_id), card.arrives_on)
    return cards if seen.own is None else with_own(cards, seen.own)


def amount(available: Decimal, unit: str = "") -> tuple[str, str]:
    """A quantity in words and figures, and its tone: none, few or ok."""
    return amount_words(available, unit), rules.amount_tone(available)


def amount_words(available: Decimal, unit: str) -> str:
    """`plenty · 24 pcs`, `few · 2 pcs`, `none`: the quantity in words and in figures."""
    return _amount_words(available, unit, get_language())


@lru_cache(maxsize=4096)  # every store of every page says one of a few
def _amount_words(available: Decimal, unit: str, _language: str | None) -> str:
    unit = unit or _("pcs")
    figure = f"{quantity(available)} {unit}"
    if available <= 0:
        return _("none")
    if available <= rules.FEW:
        return _("few · %(figure)s") % {"figure": figure}
    if available >= rules.MANY:
        return _("plenty · %(figure)s") % {"figure": figure}
    return figure


def unknown() -> str:
    """Nobody knows how many there are: never said as none."""
    return _("being found out")


def later_words(at: datetime | None, *, is_ahead: bool) -> str:
    """`we bring it by 25 November`, `to order ahead: from 6 December`; "" for never."""
    if at is None:
        return ""
    day = {"day": date_format(timezone.localtime(at), "j E")}
    return _("ordered ahead: from %(day)s") % day if is_ahead else _("we bring it by %(day)s") % day


def hour() -> tuple[object, ...]:
    """All that `ready_words` and days say by the clock, of goods that lie in any store."""

    def readiness() -> tuple[int, ...]:
        return tuple(sorted({one.ready_in_minutes for one in shelf.stores().values()}))

    minute = int(now().timestamp() // 60)
    ready = memory.kept("readiness", memory.STORES_S, readiness)
    return timezone.localdate(), tuple(rules.quarter(minute, one) for one in ready)


def ready_words(at: datetime | None, hours: str = "") -> str:
    """`today from 9:00`, `tomorrow from 10:00`, `24 November from 10:00`."""
    if at is None:
        return ""
    return _ready_words(at.replace(second=0, microsecond=0), hours, timezone.localdate(), get_language())


@lru_cache(maxsize=1024)
def _ready_words(at: datetime, hours: str, today: date, _language: str | None) -> str:
    local = rules.open_from(timezone.localtime(at), hours)
    clock = {"time": date_format(local, "G:i")}
    kind = rules.day_kind(local, today)
    if kind == "today":
        return _("today from %(time)s") % clock
    if kind == "tomorrow":
        return _("tomorrow from %(time)s") % clock
    return _("%(day)s from %(time)s") % {"day": date_format(local, "j E"), **clock}
