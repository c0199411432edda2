"""How numbers, money, phones and moments are written in the office, in the active language."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

NBSP = "\u00a0"
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸", "BYN": "Br"}


def money(value: Any, currency: str = "RUB") -> str:
    """`1 234,50 ₽`; kopecks only when there are any. Takes Money, Decimal, int or None (an em dash)."""
    if value is None or value == "":
        return "—"
    amount = getattr(value, "amount", value)
    currency = getattr(value, "currency", currency)
    amount = Decimal(str(amount))
    places = 0 if amount == amount.to_integral_value() else 2
    text = number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{text.replace(' ', NBSP)}{NBSP}{SIGNS.get(currency, currency)}"


def quantity(value: Any) -> str:
    """`12` or `1,5`: no trailing zeros. Takes Decimal, int or None (an em dash)."""
    if value is None or value == "":
        return "—"
    amount = Decimal(str(value)).normalize()
    places = max(0, -int(amount.as_tuple().exponent))
    return str(number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)).replace(" ", NBSP)


def phone(value: str | None) -> str:
    """`+7 916 123-45-67` from `+79161234567`; other text as it is."""
    if not value:
        return "—"
    if len(value) == 12 and value.startswith("+7") and value[1:].isdigit():
        return f"+7{NBSP}{value[2:5]}{NBSP}{value[5:8]}-{value[8:10]}-{value[10:]}"
    return value


def moment(value: datetime | None) -> str:
    """`today at 14:05`, `yesterday at 9:10`, else day and month, with the year when it is another one."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    today = timezone.localtime().date()
    clock = date_format(local, "G:i")
    if local.date() == today:
        return _("today at %(time)s") % {"time": clock}
    if local.date() == today - timedelta(days=1):
        return _("yesterday at %(time)s") % {"time": clock}
    if local.date() == today + timedelta(days=1):
        return _("tomorrow at %(time)s") % {"time": clock}
    return f"{date_format(local, 'j E' if local.year == today.year else 'j E Y')}, {clock}"


def until(value: datetime | None) -> str:
    """What stands after "until": `17:57 today`, `9:10 tomorrow`, else day and month with the hour."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    days = (local.date() - timezone.localtime().date()).days
    if days == 0:
        return _("%(time)s today") % {"time": date_format(local, "G:i")}
    if days == 1:
        return _("%(time)s tomorrow") % {"time": date_format(local, "G:i")}
    return moment(value)


def day(value: datetime | date | None) -> str:
    """`15 May`: a day that is promised."""
    if value is None:
        return "—"
    return date_format(timezone.localtime(value) if isinstance(value, datetime) else value, "j E")


def lasting(milliseconds: int | None) -> str:
    """`12 ms`, `3.4 s`, `2 min 5 s`."""
    if milliseconds is None:
        return "—"
    if milliseconds < 1000:
        return _("%(n)s ms") % {"n": milliseconds}
    seconds = milliseconds / 1000
    if seconds < 60:
        return _("%(n)s s") % {"n": number_format(round(seconds, 1))}
    return _("%(m)s min %(s)s s") % {"m": int(seconds // 60), "s": int(seconds % 60)}


def span(seconds: int | None) -> str:
    """A duration in one or two units: `40 s`, `12 min`, `3 h 20 min`, `2 days`; an em dash for none."""
    if seconds is None:
        return "—"
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    minutes = seconds // 60
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        said = _("%(n)s h") % {"n": hours}
        return f"{said} {_('%(n)s min') % {'n': minutes}}" if minutes else said
    return _("%(n)s days") % {"n": hours // 24}


def ago(value: datetime | None) -> str:
    """How long ago, in one unit: `5 s`, `12 min`, `3 h`, `4 days`; an em dash for never."""
    if value is None:
        return "—"
    seconds = max(0, int((timezone.now() - value).total_seconds()))
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 3600:
        return _("%(n)s min") % {"n": seconds // 60}
    if seconds < 86400:
        return _("%(n)s h") % {"n": seconds // 3600}
    return _("%(n)s days") % {"n": seconds // 86400}


def kilometres(value: float | None) -> str:
    """`650 m`, `2,4 km`, `18 km`: as exact as it is of use; an em dash for none."""
    if value is None:
        return "—"
    if value < 0.95:
        return _("%(n)s m") % {"n": max(50, round(value * 20) * 50)}
    return _("%(n)s km") % {"n": number_format(round(value, 1) if value < 9.95 else round(value))}


def filesize(value: int) -> str:
    """`340 KB`, `2,1 MB`."""
    if value < 1_000_000:
        return _("%(n)s KB") % {"n": max(1, round(value / 1000))}
    return _("%(n)s MB") % {"n": number_format(round(value / 1_000_000, 1))}
