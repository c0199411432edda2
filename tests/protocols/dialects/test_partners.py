"""Counterparties and arrivals as plain values; what is personal shows nowhere."""

from datetime import date
from io import BytesIO

import pytest

from prilavok.base.xml import elements
from prilavok.partners.erp.dialects.arrivals import ArrivalFact, arrival
from prilavok.partners.erp.dialects.partners import PartnerFacts, partner
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.tolerant import day

PERSON = """<Контрагент><Ид>0D9B2E7A-0000-4000-8000-000000000001</Ид><НомерВерсии>AAAAAAA=</НомерВерсии>
<ПометкаУдаления>false</ПометкаУдаления><Наименование>Петрова Анна</Наименование>
<ПолноеНаименование>Петрова Анна Ильинична</ПолноеНаименование><Фамилия>Петрова</Фамилия><Имя>Анна</Имя>
<Отчество>Ильинична</Отчество><ДатаРождения>1990-03-08T00:00:00</ДатаРождения><Роль>Покупатель</Роль><ИНН>500100732259</ИНН>
<РасчетныеСчета><РасчетныйСчет><НомерСчета>40817810099910004312</НомерСчета></РасчетныйСчет></РасчетныеСчета>
<Адрес><Представление>Тверь,  Садовая ул., 1</Представление></Адрес>
<Контакты><Контакт><Тип>Телефон мобильный</Тип><Значение>8 (916) 123-45-67</Значение></Контакт>
<Контакт><Тип>Почта</Тип><Значение>Anna@Example.RU</Значение></Контакт>
<Контакт><Тип>Факс</Тип><Значение>8 916 000 00 00</Значение></Контакт>
<Контакт><Тип>Телефон рабочий</Тип><Значение>спросить Олю</Значение></Контакт></Контакты></Контрагент>"""
COMPANY = """<Контрагент><Ид>c2</Ид><ПометкаУдаления>true</ПометкаУдаления><Наименование>Ромашка</Наименование>
<ОфициальноеНаименование>ООО «Ромашка»</ОфициальноеНаименование><ИНН>7707083893</ИНН>
<КПП>7707010011</КПП></Контрагент>"""


def read(inside: str) -> tuple[PartnerFacts | None, Notes]:
    """The facts of one counterparty out of a whole file."""
    notes = Notes()
    text = f"<КоммерческаяИнформация><Контрагенты>{inside}</Контрагенты></КоммерческаяИнформация>"
    found = [partner(one, notes) for one in elements(BytesIO(text.encode()), {"Контрагент"})]
    return found[0], notes


def test_a_person_is_read_without_what_a_shop_has_no_need_of() -> None:
    facts, notes = read(PERSON)

    assert facts == PartnerFacts(
        external_id="0d9b2e7a-0000-4000-8000-000000000001",
        roles=("покупатель",),
        name="Петрова Анна",
        full_name="Петрова Анна Ильинична",
        last_name="Петрова",
        first_name="Анна",
        middle_name="Ильинична",
        birthday=date(1990, 3, 8),
        tax_id="500100732259",
        phones=("+79161234567",),
        emails=("anna@example.ru",),
        address="Тверь, Садовая ул., 1",
    )
    assert facts.shown_name == "Петрова Анна Ильинична"
    assert [thing for _, thing in notes.things["partner_phone_odd"]] == ["0d9b2e7a-0000-4000-8000-000000000001"]


def test_what_is_personal_is_not_in_a_repr() -> None:
    facts, _ = read(PERSON)

    for secret in ("Петрова", "9161234567", "example", "500100732259", "Тверь", "1990"):
        assert secret not in repr(facts)


def test_a_company_is_one_by_its_number_and_a_wrong_kpp_is_none() -> None:
    facts, _ = read(COMPANY)

    assert facts is not None
    assert (facts.is_company, facts.is_removed, facts.tax_id, facts.tax_reason) == (True, True, "7707083893", "")
    assert facts.shown_name == "Ромашка"


def test_a_counterparty_without_an_id_is_no_counterparty() -> None:
    facts, notes = read("<Контрагент><Наименование>Никто</Наименование></Контрагент>")

    assert facts is None
    assert notes.counts == {"partner_without_id": 1}
    assert not notes.things["partner_without_id"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-03-08", date(2026, 3, 8)),
        ("2026-03-08T10:20:30", date(2026, 3, 8)),
        ("08.03.2026 0:00:00", date(2026, 3, 8)),
        ("0001-01-01T00:00:00", None),
        ("31.02.2026", None),
        ("скоро", None),
        ("", None),
    ],
)
def test_days_in_the_ways_1c_writes_them(text: str, wanted: date | None) -> None:
    assert day(text) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("08.03.2026 0:00:00", ArrivalFact(external_id="g1#c1", expected_on=date(2026, 3, 8))),
        ("0001-01-01T00:00:00", ArrivalFact(external_id="g1#c1", expected_on=None)),
        ("", ArrivalFact(external_id="g1#c1", expected_on=None)),
        ("скоро", None),
    ],
)
def test_an_expected_arrival_is_a_fact(value: str, wanted: ArrivalFact | None) -> None:
    text = (
        "<Каталог><Товар><Ид>g1#c1</Ид><ЗначенияРеквизитов><ЗначениеРеквизита>"
        "<Наименование>Планируемая дата  поступления"
        f"</Наименование><Значение>{value}</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Товар></Каталог>"
    )
    notes = Notes()

    found = [arrival(one, notes) for one in elements(BytesIO(text.encode()), {"Товар"})]

    assert found == [wanted]
    assert bool(notes) is (wanted is None)
