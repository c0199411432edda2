"""What the requisites of an order document mean. Names are words of 1C's interface, so a node may translate them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prilavok.partners.erp.rules.tolerant import flag

STATUSES: Final = ("статус заказа", "статусзаказа", "статус")
KNOWN: Final = (
    "номер по 1с",
    "дата по 1с",
    "статус заказа",
    "отменен",
    "пометкаудаления",
    "проведен",
    "заказ оплачен",
    "номер оплаты по 1с",
    "дата оплаты по 1с",
    "отгружен",
    "номер отгрузки по 1с",
    "дата отгрузки по 1с",
)
_BRACKET: Final = re.compile(r"^\[[^\]]*\]\s*")
_MOMENT: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?")
_MOMENT_RUSSIAN: Final = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})(?: (\d{1,2}):(\d\d)(?::(\d\d))?)?")


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a document says of its order; empty texts mean "not said". Moments as the ERP wrote them, local, unread."""

    erp_number: str = ""
    erp_date: str = ""
    status: str = ""
    is_cancelled: bool = False
    is_paid: bool = False
    payment_number: str = ""
    payment_date: str = ""
    is_shipped: bool = False
    shipment_number: str = ""
    shipment_date: str = ""


def name_key(name: str) -> str:
    """A requisite's name for comparison: case, ё and runs of spaces do not matter."""
    return " ".join(name.casefold().replace("ё", "е").split())[:120]


def meaning(said: Mapping[str, str], names: Mapping[str, str]) -> Meaning:
    """The requisites (by `name_key`) understood; `names` translate the node's own names into those of KNOWN.

    "Проведен" = false is not read at all: an order that is not posted is no cancelled one.
    """
    told = {names.get(name, name): value for name, value in said.items()}
    return Meaning(
        erp_number=told.get("номер по 1с", "")[:60],
        erp_date=told.get("дата по 1с", "")[:40],
        status=_status(told),
        is_cancelled=flag(told.get("отменен", "")) is True or flag(told.get("пометкаудаления", "")) is True,
        is_paid=flag(told.get("заказ оплачен", "")) is True or bool(told.get("дата оплаты по 1с")),
        payment_number=told.get("номер оплаты по 1с", "")[:60],
        payment_date=told.get("дата оплаты по 1с", "")[:40],
        is_shipped=bool(told.get("дата отгрузки по 1с") or told.get("номер отгрузки по 1с"))
        or flag(told.get("отгружен", "")) is True,
        shipment_number=told.get("номер отгрузки по 1с", "")[:60],
        shipment_date=told.get("дата отгрузки по 1с", "")[:40],
    )


def moment(text: str) -> datetime | None:
    """A local moment without its zone: 2026-03-08T10:00:00, 08.03.2026 10:00, or a day alone; the year 1 is none."""
    plain = text.strip()
    if found := _MOMENT.match(plain):
        year, month, day, *clock = found.groups()
    elif found := _MOMENT_RUSSIAN.match(plain):
        day, month, year, *clock = found.groups()
    else:
        return None
    hour, minute, second = (int(part or 0) for part in clock)
    try:
        at = datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001 - the ERP names no zone
    except ValueError:
        return None
    return at if at.year > 1 else None


def _status(told: Mapping[str, str]) -> str:
    for name in STATUSES:
        if told.get(name):
            return _BRACKET.sub("", " ".join(told[name].split()))[:120]
    return ""
