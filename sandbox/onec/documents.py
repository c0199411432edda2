"""Documents of a base that go back to the site: orders as its people left them, payments, shipments.

Stock 1C puts orders under the root with all facts in requisites; the Bitrix module sends an order, its payment and its
shipment as three documents in a Контейнер; a cloud keeps the site's own id and says one free status.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from sandbox.chain.assembly import guid_of
from sandbox.onec.client import BITRIX, CLOUD
from sandbox.onec.pieces import document, requisite
from sandbox.pages import local
from sandbox.state import Row, Store, now

UNIT: Final = '<БазоваяЕдиница Код="796" НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'


def order_files(store: Store, numbers: Sequence[str], family: str, version: str, at: float = 0) -> dict[str, bytes]:
    """The documents file that goes back to the site; `at` is the time of the base's clock."""
    parts = []
    for number in numbers:
        order = store.row("SELECT * FROM site_order WHERE number = ?", (number,))
        if order is not None:
            lines = store.rows("SELECT * FROM order_line WHERE number = ? ORDER BY line", (number,))
            parts.append(_documents(order, lines, family, at or now()))
    mark = guid_of("orders", str(now()))
    name = {BITRIX: f"documents_1_1_{mark}.xml", CLOUD: "orders.xml"}.get(family, f"orders-{mark}_1.xml")
    return {name: document(version, parts, at)}


def _documents(order: Row, lines: Sequence[Row], family: str, at: float) -> str:
    main = _order(order, lines, family, at)
    if family != BITRIX:
        return main
    parts = [main]
    if order["paid_at"]:
        parts.append(_attached(order, "Выплата наличных денег", "payment", at))
    if order["shipped_at"] and not order["is_cancelled"]:
        goods = f"<Товары>{''.join(_line(line) for line in lines)}</Товары>"
        parts.append(_attached(order, "Отпуск товара", "shipment", at, goods))
    return f"<Контейнер>{''.join(parts)}</Контейнер>\n"


def _order(order: Row, lines: Sequence[Row], family: str, at: float) -> str:
    date, _, time = order["placed_on"].partition(" ")
    number, buyer = escape(order["number"]), escape(order["buyer"])
    own_id = number if family == CLOUD else order["guid"]
    named = f"<Номер1С>{order['erp_number']}</Номер1С>" if family == BITRIX else ""
    return (
        f"<Документ><Ид>{own_id}</Ид><Номер>{number}</Номер>{named}<Дата>{date}</Дата>"
        f"<ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>{order['currency']}</Валюта>"
        f"<Курс>1</Курс><Сумма>{Decimal(order['total']):.2f}</Сумма>"
        f"<Контрагенты><Контрагент><Ид>{guid_of('buyer', order['buyer'])}</Ид><Наименование>{buyer}</Наименование>"
        f"<ПолноеНаименование>{buyer}</ПолноеНаименование><Роль>Покупатель</Роль></Контрагент></Контрагенты>"
        f"<Время>{time}</Время><Товары>{''.join(_line(line) for line in lines)}</Товары>"
        f"<ЗначенияРеквизитов>{_requisites(order, family, at)}</ЗначенияРеквизитов></Документ>\n"
    )


def _attached(order: Row, operation: str, kind: str, at: float, goods: str = "") -> str:
    """A payment or a shipment, which stands on the site's order."""
    made = local(at)
    return (
        f"<Документ><Ид>{guid_of(kind, order['number'])}</Ид><Номер>{escape(order['erp_number'])}</Номер>"
        f"<Дата>{made:%Y-%m-%d}</Дата><ХозОперация>{operation}</ХозОперация><Роль>Продавец</Роль>"
        f"<Валюта>{order['currency']}</Валюта><Курс>1</Курс><Сумма>{Decimal(order['total']):.2f}</Сумма>"
        f"<Основание>{escape(order['number'])}</Основание><Время>{made:%H:%M:%S}</Время>{goods}</Документ>\n"
    )


def _line(line: Row) -> str:
    price, quantity = Decimal(line["price"]), Decimal(line["quantity"])
    kind = "Услуга" if line["is_service"] else "Товар"
    return (
        f"<Товар><Ид>{escape(line['offer_id'])}</Ид><Артикул>{escape(line['article'])}</Артикул>"
        f"<Наименование>{escape(line['title'])}</Наименование>{UNIT}"
        f"<ЦенаЗаЕдиницу>{price:.2f}</ЦенаЗаЕдиницу><Количество>{quantity}</Количество>"
        f"<Сумма>{price * quantity:.2f}</Сумма><Единица>шт</Единица><Коэффициент>1</Коэффициент>"
        f"<ЗначенияРеквизитов>{requisite('ТипНоменклатуры', kind)}</ЗначенияРеквизитов></Товар>"
    )


def _requisites(order: Row, family: str, at: float) -> str:
    behind = now() - at
    made = local(order["received_at"] - behind).strftime("%Y-%m-%dT%H:%M:%S")
    pairs = [
        ("Номер по 1С", order["erp_number"]),
        ("Дата по 1С", made),
        ("ПометкаУдаления", "false"),
        ("Проведен", "true" if order["is_posted"] else "false"),
        ("Статус заказа", order["status"]),
    ]
    if family != BITRIX and order["is_posted"] and order["paid_at"]:
        pairs += [("Номер оплаты по 1С", order["erp_number"]), ("Дата оплаты по 1С", f"{local(at):%Y-%m-%d}")]
    if family != BITRIX and order["shipped_at"] and not order["is_cancelled"]:
        pairs += [("Номер отгрузки по 1С", order["erp_number"]), ("Дата отгрузки по 1С", order["shipped_at"])]
    if order["is_cancelled"]:
        pairs.append(("Отменен", "true"))
    return "".join(requisite(name, value) for name, value in pairs)
