"""Orders as CommerceML documents.

Family A gets documents right under the root, "Заказ товара" and nothing else, in the order of the 2.x schemas (checked
against 2.07-2.10 in tests): a single foreign document makes stock 1C refuse them all. Family B gets each order in a
container with its payment, its shipment and money given back as documents of their own, which name the order as their
ground.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from prilavok.base.xml import Element, node, to_bytes
from prilavok.partners.erp.dialects import order_parts as parts
from prilavok.partners.erp.rules.order_form import Form
from prilavok.partners.erp.rules.sendable import OrderOut, PaymentOut, RefundOut, ShipmentOut, vat_within

NAMESPACES: Final = {"2": "urn:1C.ru:commerceml_2", "3": "urn:1C.ru:commerceml_3"}
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
    "Основание",
    "Роль",
    "Комментарий",
    "Налоги",
    "ЗначенияРеквизитов",
    "Товары",
]
METHODS: Final = {
    "at_pickup": "При получении",
    "cash": "Наличными в магазине",
    "card": "Картой в магазине",
    "erp_till": "На кассе учётной системы",
}
PICKUP: Final = ("pickup", "Самовывоз")


@dataclass(frozen=True, kw_only=True)
class Dictionaries:
    """What `info` tells: pairs of code and title; `methods` are ways of paying, `deliveries` of getting the goods."""

    statuses: Sequence[tuple[str, str]]
    methods: Sequence[tuple[str, str]] = tuple(METHODS.items())
    deliveries: Sequence[tuple[str, str]] = (PICKUP,)


def orders_document(orders: Sequence[OrderOut], form: Form, at: datetime) -> bytes:
    """The answer to `query`; without orders a valid empty root."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S")
    attributes = {"ВерсияСхемы": form.version, "ДатаФормирования": stamp}
    if form.with_namespace:
        attributes = {"xmlns": NAMESPACES["3" if form.is_3 else "2"], **attributes}
    inside = [_container(one, form) if form.in_container else _order(one, form) for one in orders]
    return to_bytes(node("КоммерческаяИнформация", *inside, **attributes), form.encoding)


def dictionaries(said: Dictionaries, form: Form, at: datetime) -> bytes:
    """The answer to `info`: our statuses, ways of paying and of getting the goods."""
    book = node(
        "Справочник",
        node("Cтатусы", *[_entry(*pair) for pair in said.statuses]),  # the Latin C is Bitrix's own
        node("ПлатежныеСистемы", *[_entry(code, title, _kind_of_payment(code)) for code, title in said.methods]),
        node("СлужбыДоставки", *[_entry(*pair) for pair in said.deliveries]),
    )
    attributes = {"ВерсияСхемы": form.version, "ДатаФормирования": at.strftime("%Y-%m-%dT%H:%M:%S")}
    return to_bytes(node("КоммерческаяИнформация", book, **attributes))


def _entry(code: str, title: str, kind: str = "") -> Element:
    return node("Элемент", node("Ид", code), node("Название", title), node("ТипОплаты", kind) if kind else None)


def _kind_of_payment(method: str) -> str:
    return "Эквайринговая" if method == "card" else "Наличная"


def _container(order: OrderOut, form: Form) -> Element:
    payment = _payment(order, order.payment, form) if order.payment else None
    shipment = _shipment(order, order.shipment, form) if order.shipment else None
    refunds = [_refund(order, one, form) for one in order.refunds]
    return node("Контейнер", _order(order, form), payment, shipment, *refunds)


def _order(order: OrderOut, form: Form) -> Element:
    said = {
        **_head(order, order.number, form),
        "ХозОперация": node("ХозОперация", "Заказ товара"),
        "Сумма": node("Сумма", parts.money(order.total)),
        "Комментарий": node("Комментарий", parts.cut(order.comment, parts.COMMENT)) if order.comment else None,
        "Налоги": node("Налоги", parts.tax(vat_within(order.lines))),
        "Склады": parts.warehouses(order),
        "Товары": node("Товары", *[parts.line(line, is_3=form.is_3) for line in order.lines]),
        "ЗначенияРеквизитов": _requisites(_order_requisites(order)),
    }
    return _document(said, form)


def _payment(order: OrderOut, payment: PaymentOut, form: Form) -> Element:
    said = {
        **_head(order, payment.number, form),
        "ХозОперация": node("ХозОперация", _operation(payment, form)),
        "Дата": node("Дата", (payment.paid_at or order.at).strftime("%Y-%m-%d")),
        "Время": node("Время", (payment.paid_at or order.at).strftime("%H:%M:%S")),
        "Сумма": node("Сумма", parts.money(payment.amount)),
        "Основание": node("Основание", order.number),
        "ЗначенияРеквизитов": _requisites(_payment_requisites(payment)),
    }
    return _document(said, form)


def _refund(order: OrderOut, refund: RefundOut, form: Form) -> Element:
    said = {
        **_head(order, refund.number, form),
        "ХозОперация": node("ХозОперация", f"Возврат {'без' * (refund.method == 'card')}наличных денег"),
        "Дата": node("Дата", refund.paid_at.strftime("%Y-%m-%d")),
        "Время": node("Время", refund.paid_at.strftime("%H:%M:%S")),
        "Сумма": node("Сумма", parts.money(refund.amount)),
        "Основание": node("Основание", order.number),
        "Комментарий": node("Комментарий", parts.cut(refund.reason, parts.COMMENT)) if refund.reason else None,
        "ЗначенияРеквизитов": _requisites(_refund_requisites(refund)),
    }
    return _document(said, form)


def _shipment(order: OrderOut, shipment: ShipmentOut, form: Form) -> Element:
    said = {
        **_head(order, shipment.number, form),
        "ХозОперация": node("ХозОперация", "Отпуск товара"),
        "Сумма": node("Сумма", parts.money(order.total)),
        "Основание": node("Основание", order.number),
        "Налоги": node("Налоги", parts.tax(vat_within(order.lines))),
        "Склады": parts.warehouses(order),
        "Товары": node("Товары", *[parts.line(line, is_3=form.is_3) for line in order.lines]),
        "ЗначенияРеквизитов": _requisites(_shipment_requisites(shipment)),
    }
    return _document(said, form)


def _head(order: OrderOut, number: str, form: Form) -> dict[str, Element | None]:
    return {
        "Ид": node("Ид", parts.cut(number, parts.ID)),
        "НомерВерсии": node("НомерВерсии", str(order.revision)),
        "ПометкаУдаления": node("ПометкаУдаления", "false"),
        "Номер": node("Номер", number),
        "Дата": node("Дата", order.at.strftime("%Y-%m-%d")),
        "Роль": node("Роль", "Продавец"),
        "Валюта": node("Валюта", order.currency),
        "Курс": node("Курс", "1"),
        "Контрагенты": node("Контрагенты", parts.customer(order)),
        "Время": node("Время", order.at.strftime("%H:%M:%S")),
    }


def _document(said: Mapping[str, Element | None], form: Form) -> Element:
    names = ORDER_3 if form.in_container else ORDER_2
    return node("Документ", *[said[name] for name in names if said.get(name) is not None])


def _operation(payment: PaymentOut, form: Form) -> str:
    if payment.method == "card":
        return "Эквайринговая операция" if form.is_3 else "Выплата безналичных денег"
    return "Выплата наличных денег"


def _requisites(pairs: Iterator[tuple[str, str]]) -> Element:
    return node("ЗначенияРеквизитов", *[parts.requisite(*pair) for pair in pairs if pair[1]])


def _order_requisites(order: OrderOut) -> Iterator[tuple[str, str]]:
    payment, shipment = order.payment, order.shipment
    method = payment.method if payment else "at_pickup"
    yield "Статус заказа", order.status
    yield "Статуса заказа ИД", order.status_code
    yield "Дата изменения статуса", _moment(order.changed_at)
    yield "Заказ оплачен", parts.flag(order.is_paid)
    yield "Дата оплаты", _moment(payment.paid_at if payment else None)
    yield "Номер платежного документа", payment.number if payment and payment.paid_at else ""
    if order.refunds:
        yield "Возвращено покупателю", parts.money(sum((one.amount for one in order.refunds), Decimal(0)))
        yield "Дата возврата", _moment(order.refunds[-1].paid_at)
    yield "Отменен", parts.flag(order.is_cancelled)
    yield "Финальный статус", parts.flag(order.is_cancelled or order.is_issued)
    yield "Дата отгрузки", _moment(shipment.shipped_at if shipment else None)
    yield "Способ доставки", PICKUP[1]
    yield "Метод доставки ИД", PICKUP[0]
    yield "Метод оплаты", METHODS.get(method, method)
    yield "Метод оплаты ИД", method
    yield "Пункт выдачи", order.warehouse
    yield from order.extra


def _payment_requisites(payment: PaymentOut) -> Iterator[tuple[str, str]]:
    yield "Оплачено", parts.flag(payment.paid_at is not None)
    yield "Дата оплаты", _moment(payment.paid_at)
    yield "Метод оплаты", METHODS.get(payment.method, payment.method)
    yield "Метод оплаты ИД", payment.method
    yield "Отменена", parts.flag(payment.is_cancelled)


def _refund_requisites(refund: RefundOut) -> Iterator[tuple[str, str]]:
    yield "Дата возврата", _moment(refund.paid_at)
    yield "Метод оплаты", METHODS.get(refund.method, refund.method)
    yield "Метод оплаты ИД", refund.method


def _shipment_requisites(shipment: ShipmentOut) -> Iterator[tuple[str, str]]:
    yield "Отгружен", parts.flag(shipment.shipped_at is not None)
    yield "Дата отгрузки", _moment(shipment.shipped_at)
    yield "Способ доставки", PICKUP[1]
    yield "Метод доставки ИД", PICKUP[0]
    yield "Отменен", parts.flag(shipment.is_cancelled)


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else ""
