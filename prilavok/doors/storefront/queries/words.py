"""How availability and time are said to a buyer, in the active language."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prilavok.design.formats import quantity
from prilavok.doors.storefront import rules
from prilavok.doors.storefront.queries.own_prices import with_own
from prilavok.doors.storefront.values import AvailLine, Card, Seen

_TONES = {"none": "none", "few": "few", "ok": "here"}


def avail_line(
    stock: dict[str, float | None], city_ids: Sequence[int], store_id: int | None, arrives_on: date | None = None
) -> AvailLine:
    """The one line of a card: is it in my store, in how many stores of the city, only elsewhere, or on its way; where
    the stock is not known, it says so instead of none."""
    seen = rules.reach(stock, city_ids, store_id)
    if seen.in_my_store > rules.FEW:
        return AvailLine("here", _("Today in your store"))
    if seen.in_my_store > 0:
        return AvailLine("few", _("Few left in your store"))
    if seen.city_stores == 1 and seen.city_pieces <= rules.FEW:
        return AvailLine("few", _("Few left, in one store"))
    if seen.city_stores:
        text = ngettext("Today in %(count)s store", "Today in %(count)s stores", seen.city_stores)
        return AvailLine("here", text % {"count": seen.city_stores})
    return _away(seen, arrives_on)


def _away(seen: rules.Reach, arrives_on: date | None) -> AvailLine:
    if seen.is_unknown and arrives_on is None:
        return AvailLine("away", _("The stock is being found out"))
    if seen.elsewhere:
        return AvailLine("away", _("Only in other cities"))
    if arrives_on is None:
        return AvailLine("none", _("Sold out for now"))
    return AvailLine("away", _("Expected on %(day)s") % {"day": date_format(arrives_on, "j E")})


def with_lines(cards: list[Card], seen: Seen) -> list[Card]:
    """Each card with its availability line, and at the visitor's own price where they have one."""
    for card in cards:
        card.avail = avail_line(card.stock, seen.city_ids, seen.store_id, card.arrives_on)
    return cards if seen.own is None else with_own(cards, seen.own)


def amount(available: Decimal, unit: str = "") -> tuple[str, str]:
    """A quantity in words and figures, and its tone: none, few or ok."""
    return amount_words(available, unit), rules.amount_tone(available)


def amount_words(available: Decimal, unit: str) -> str:
    """`plenty · 24 pcs`, `few · 2 pcs`, `none`: the quantity in words and in figures."""
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


def ready_words(at: datetime | None, hours: str = "") -> str:
    """`today from 14:00`, `tomorrow from 10:00`, `24 November from 10:00`."""
    if at is None:
        return ""
    local = rules.open_from(timezone.localtime(at), hours)
    clock = {"time": date_format(local, "H:i")}
    kind = rules.day_kind(local, timezone.localtime())
    if kind == "today":
        return _("today from %(time)s") % clock
    if kind == "tomorrow":
        return _("tomorrow from %(time)s") % clock
    return _("%(day)s from %(time)s") % {"day": date_format(local, "j E"), **clock}
