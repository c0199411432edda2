"""Orders as CommerceML documents.

Family A gets documents right under the root, in the order of the 2.x schemas (checked against 2.07-2.10 in tests);
family B gets each in a container, in the order of 3.1 when it speaks 3.1. Long texts are cut here, on the way out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from prilavok.base.xml import Element, node, to_bytes
from prilavok.partners.erp.rules.sendable import LineOut, OrderOut, line_vat, vat_within

NAMESPACES: Final = {"2": "urn:1C.ru:commerceml_2", "3": "urn:1C.ru:commerceml_3"}
UNITS: Final = {
    "шт": ("796", "Штука", "PCE"),
    "кг": ("166", "Килограмм", "KGM"),
    "г": ("163", "Грамм", "GRM"),
    "л": ("112", "Литр", "LTR"),
    "м": ("006", "Метр", "MTR"),
    "м²": ("055", "Квадратный метр", "MTK"),
    "м³": ("113", "Кубический метр", "MTQ"),
    "упак": ("778", "Упаковка", "NMP"),
    "компл": ("839", "Комплект", "SET"),
    "набор": ("704", "Набор", "SET"),
    "пара": ("715", "Пара", "NPR"),
    "рул": ("736", "Рулон", "NPL"),
}
ORDER_2: Final = [
    "Ид",
    "Номер",
    "Дата",
    "ХозОперация",
    "Роль",
    "Валюта",
    "Курс",
    "Сумма",
    "Контрагенты",
    "Время",
    "Комментарий",
    "Налоги",
    "Склады",
    "Товары",
    "ЗначенияРеквизитов",
]
ORDER_3: Final = [
    "Ид",
    "НомерВерсии",
    "ПометкаУдаления",
    "Номер",
    "Дата",
    "Время",
    "ХозОперация",
    "Контрагенты",
    "Склады",
    "Валюта",
    "Курс",
    "Сумма",
    "Роль",
    "Комментарий",
    "Налоги",
    "ЗначенияРеквизитов",
    "Товары",
]


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a node wants its documents: schema version, namespace or none, container or none, encoding."""

    version: str
    with_namespace: bool
    in_container: bool
    encoding: str

    @property
    def is_3(self) -> bool:
        """True for the 3.1 order of elements."""
        return self.version.startswith("3")


def orders_document(orders: Sequence[OrderOut], form: Form, at: datetime) -> bytes:
    """The answer to `query`; without orders a valid empty root."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S")
    attributes = {"ВерсияСхемы": form.version, "ДатаФормирования": stamp}
    if form.with_namespace:
        attributes = {"xmlns": NAMESPACES["3" if form.is_3 else "2"], **attributes}
    documents = [_document(one, form) for one in orders]
    if form.in_container:
        documents = [node("Контейнер", one) for one in documents]
    return to_bytes(node("КоммерческаяИнформация", *documents, **attributes), form.encoding)


def dictionaries(statuses: Sequence[tuple[str, str]], at: datetime) -> bytes:
    """The answer to `info`: our statuses, ways of paying and of getting the goods."""
    book = node(
        "Справочник",
        node("Cтатусы", *[_entry(code, title) for code, title in statuses]),  # the Latin C is Bitrix's own
        node("ПлатежныеСистемы", _entry("1", "При получении")),
        node("СлужбыДоставки", _entry("1", "Самовывоз")),
    )
    attributes = {"ВерсияСхемы": "2.09", "ДатаФормирования": at.strftime("%Y-%m-%dT%H:%M:%S")}
    return to_bytes(node("КоммерческаяИнформация", book, **attributes))


def _entry(code: str, title: str) -> Element:
    return node("Элемент", node("Ид", code), node("Название", title))


def _document(order: OrderOut, form: Form) -> Element:
    parts = _parts(order, form)
    names = ORDER_3 if form.is_3 else ORDER_2
    return node("Документ", *[parts[name] for name in names if parts.get(name) is not None])


def _parts(order: OrderOut, form: Form) -> Mapping[str, Element | None]:
    vat = vat_within(order.lines)
    return {
        "Ид": node("Ид", order.number),
        "НомерВерсии": node("НомерВерсии", str(order.revision)),
        "ПометкаУдаления": node("ПометкаУдаления", "false"),
        "Номер": node("Номер", order.number),
        "Дата": node("Дата", order.at.strftime("%Y-%m-%d")),
        "ХозОперация": node("ХозОперация", "Заказ товара"),
        "Роль": node("Роль", "Продавец"),
        "Валюта": node("Валюта", order.currency),
        "Курс": node("Курс", "1"),
        "Сумма": node("Сумма", money(order.total)),
        "Контрагенты": node("Контрагенты", _customer(order)),
        "Время": node("Время", order.at.strftime("%H:%M:%S")),
        "Комментарий": node("Комментарий", order.comment[:3000]) if order.comment else None,
        "Налоги": node("Налоги", _tax(vat)) if vat else None,
        "Склады": _warehouse(order),
        "Товары": node("Товары", *[_line(line, form) for line in order.lines]),
        "ЗначенияРеквизитов": node("ЗначенияРеквизитов", *[_requisite(*pair) for pair in _requisites(order)]),
    }


def _customer(order: OrderOut) -> Element:
    name = (order.name or order.phone or order.email or order.number)[:255]
    contacts = [
        node("Контакт", node("Тип", kind), node("Значение", value[:1000]))
        for kind, value in (("Телефон мобильный", order.phone), ("Почта", order.email))
        if value
    ]
    return node(
        "Контрагент",
        node("Ид", order.customer_key[:40]),
        node("Наименование", name),
        node("ПолноеНаименование", name),
        node("Контакты", *contacts) if contacts else None,
        node("Роль", "Покупатель"),
    )


def _warehouse(order: OrderOut) -> Element | None:
    if not order.warehouse_id:
        return None
    place = node("Склад", node("Ид", order.warehouse_id[:40]), node("Наименование", order.warehouse[:255]))
    return node("Склады", place)


def _line(line: LineOut, form: Form) -> Element:
    code, full, short = UNITS.get(line.unit.rstrip("."), UNITS["шт"])
    kinds = (("ВидНоменклатуры", "Товар"), ("ТипНоменклатуры", "Товар"))
    rate = "Без НДС" if line.vat == "none" else line.vat
    unit = {"Код": code, "НаименованиеПолное": full, "МеждународноеСокращение": short}
    return node(
        "Товар",
        node("Ид", line.external_id),
        node("Артикул", line.article[:255]) if line.article else None,
        node("Наименование", line.title[:255]),
        node("БазоваяЕдиница", line.unit or "шт", **unit) if not form.is_3 else node("БазоваяЕдиница", code),
        node("СтавкиНалогов", node("СтавкаНалога", node("Наименование", "НДС"), node("Ставка", rate)))
        if rate
        else None,
        node("ЗначенияРеквизитов", *[_requisite(*pair) for pair in kinds]),
        node("ЦенаЗаЕдиницу", money(line.price)),
        node("Количество", quantity(line.quantity)),
        node("Сумма", money(line.total)),
        node("Налоги", _tax(line_vat(line), rate)) if line_vat(line) else None,
    )


def _tax(amount: Decimal, rate: str = "") -> Element:
    return node(
        "Налог",
        node("Наименование", "НДС"),
        node("УчтеноВСумме", "true"),
        node("Сумма", money(amount)),
        node("Ставка", rate) if rate else None,
    )


def _requisites(order: OrderOut) -> Iterator[tuple[str, str]]:
    yield "Статус заказа", order.status
    yield "Статуса заказа ИД", order.status_code
    yield "Дата изменения статуса", order.changed_at.strftime("%Y-%m-%d %H:%M:%S")
    yield "Заказ оплачен", _flag(order.is_paid)
    yield "Отменен", _flag(order.is_cancelled)
    yield "Финальный статус", _flag(order.is_cancelled or order.is_issued)
    yield "Способ доставки", "Самовывоз"
    yield "Метод оплаты", "При получении"
    if order.warehouse:
        yield "Пункт выдачи", order.warehouse


def _requisite(name: str, value: str) -> Element:
    return node("ЗначениеРеквизита", node("Наименование", name), node("Значение", value[:1000]))


def _flag(value: bool) -> str:  # noqa: FBT001 - a flag is its only subject
    return "true" if value else "false"


def money(amount: Decimal) -> str:
    """Two decimals with a dot."""
    return f"{amount:.2f}"


def quantity(amount: Decimal) -> str:
    """Without needless zeros."""
    text = f"{amount:.3f}".rstrip("0").rstrip(".")
    return text or "0"
