"""The parts of which order documents are made; long texts are cut here, on the way out, and never on the way in."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from prilavok.base.xml import Element, node
from prilavok.partners.erp.rules.sendable import (
    DiscountOut,
    LineOut,
    OrderOut,
    base_price,
    discounts,
    line_vat,
)

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
NAME, COMMENT, VALUE, ID = 255, 3000, 1000, 40


def customer(order: OrderOut) -> Element:
    """Контрагент: a natural person, never without a name, always under the same id."""
    name = cut(order.name or order.phone or order.email or order.number, NAME)
    contacts = [
        node("Контакт", node("Тип", kind), node("Значение", cut(value, VALUE)))
        for kind, value in (("Телефон мобильный", order.phone), ("Почта", order.email))
        if value
    ]
    return node(
        "Контрагент",
        node("Ид", cut(order.customer_key, ID)),
        node("Наименование", name),
        node("ПолноеНаименование", name),
        node("Контакты", *contacts) if contacts else None,
        node("Роль", "Покупатель"),
    )


def warehouses(order: OrderOut) -> Element | None:
    """Склады: the store of the order, when this node knows it."""
    if not order.warehouse_id:
        return None
    place = node("Склад", node("Ид", cut(order.warehouse_id, ID)), node("Наименование", cut(order.warehouse, NAME)))
    return node("Склады", place)


def line(said: LineOut, *, is_3: bool) -> Element:
    """Товар: the final price, the quantity, the sum, and what each rule took off it."""
    code, full, short = UNITS.get(said.unit.rstrip("."), UNITS["шт"])
    rate = "Без НДС" if said.vat == "none" else said.vat
    unit = {"Код": code, "НаименованиеПолное": full, "МеждународноеСокращение": short}
    reductions = discounts(said)
    return node(
        "Товар",
        node("Ид", said.external_id),
        node("Артикул", cut(said.article, NAME)) if said.article else None,
        node("Наименование", cut(said.title, NAME)),
        node("БазоваяЕдиница", said.unit or "шт", **unit) if not is_3 else node("БазоваяЕдиница", code),
        node("СтавкиНалогов", node("СтавкаНалога", node("Наименование", "НДС"), node("Ставка", rate)))
        if rate
        else None,
        node("ЗначенияРеквизитов", *[requisite(*pair) for pair in _line_requisites(said)]),
        node("ЦенаЗаЕдиницу", money(said.price)),
        node("Количество", quantity(said.quantity)),
        node("Сумма", money(said.total)),
        node("Налоги", tax(line_vat(said), rate)) if line_vat(said) else None,
        node("Скидки", *[_discount(one) for one in reductions]) if reductions else None,
    )


def _line_requisites(said: LineOut) -> Iterator[tuple[str, str]]:
    yield "ВидНоменклатуры", "Товар"
    yield "ТипНоменклатуры", "Товар"
    if base_price(said) != said.price:
        yield "Цена без скидки", money(base_price(said))
    if said.steps:
        yield "Вид цены", said.steps[0].title


def _discount(one: DiscountOut) -> Element:
    return node(
        "Скидка",
        node("Наименование", cut(one.title, NAME) or "Скидка"),
        node("Сумма", money(one.amount)),
        node("Процент", money(one.percent)) if one.percent else None,
        node("УчтеноВСумме", "true"),
    )


def tax(amount: Decimal, rate: str = "") -> Element:
    """Налог: the VAT within the sum."""
    return node(
        "Налог",
        node("Наименование", "НДС"),
        node("УчтеноВСумме", "true"),
        node("Сумма", money(amount)),
        node("Ставка", rate) if rate else None,
    )


def requisite(name: str, value: str) -> Element:
    """ЗначениеРеквизита."""
    return node("ЗначениеРеквизита", node("Наименование", cut(name, NAME)), node("Значение", cut(value, VALUE)))


def flag(value: bool) -> str:  # noqa: FBT001 - a flag is its only subject
    """true or false."""
    return "true" if value else "false"


def money(amount: Decimal) -> str:
    """Two decimals with a dot."""
    return f"{amount:.2f}"


def quantity(amount: Decimal) -> str:
    """Without needless zeros."""
    text = f"{amount:.3f}".rstrip("0").rstrip(".")
    return text or "0"


def cut(text: str, length: int) -> str:
    """The text as far as the schema allows, without loose spaces."""
    return " ".join(text.split())[:length].rstrip() if length <= NAME else text[:length].rstrip()
