"""When goods are expected, as a card or an offer tells: "Планируемая дата поступления" of UT and its kin."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from prilavok.base.xml import Element, text_of
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.tolerant import day, variant_identity

NAMES: Final = frozenset({"планируемая дата поступления", "ожидаемая дата поступления", "дата поступления"})


@dataclass(frozen=True, kw_only=True)
class ArrivalFact:
    """A variant (a whole product when its id has no characteristic) is expected on a day; None: no more expected."""

    external_id: str
    expected_on: date | None


def arrival(element: Element, notes: Notes) -> ArrivalFact | None:
    """The fact of a Товар or a Предложение; None when it says nothing of an arrival."""
    told = None
    for one in element.iterfind("ЗначенияРеквизитов/ЗначениеРеквизита"):
        if " ".join(text_of(one, "Наименование").split()).casefold() in NAMES:
            told = text_of(one, "Значение")
    external_id = variant_identity(text_of(element, "Ид"), text_of(element, "ИдХарактеристики"))
    if told is None or not external_id:
        return None
    expected_on = day(told)
    if expected_on is None and told and not told.startswith("0001"):
        notes.add("date_not_understood", f"{external_id}: {told[:40]}")
        return None
    return ArrivalFact(external_id=external_id, expected_on=expected_on)
