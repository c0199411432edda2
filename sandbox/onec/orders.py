"""Orders of the site in the central base: read from `query`, worked on by its people, sent back by `file` and `import`.

As УТ 11 does: one document of another kind or without a currency refuses the whole answer; an order is matched by its
number; goods by the id, and what is unknown is taken as it came. Documents go back under the GUID of 1C.
"""

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from xml.sax.saxutils import escape

from sandbox.chain.assembly import guid_of
from sandbox.onec import books
from sandbox.onec.bases import CENTRAL
from sandbox.onec.writing import document, requisite
from sandbox.pages import local
from sandbox.state import Row, Store, now

ACCEPTED, PICKED, SHIPPED, CANCELLED = "Принят", "Собран", "Отгружен", "Отменён"
TRUE: Final = {"true", "да", "1", "истина"}


class DocumentRefused(Exception):
    """The answer to `query` is refused whole, so `success` is never said."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the site's order."""

    offer_id: str
    article: str
    title: str
    price: Decimal
    quantity: Decimal
    is_service: bool


@dataclass(frozen=True, kw_only=True)
class Document:
    """A site's order as read."""

    number: str
    placed_on: str
    buyer: str
    phone: str
    warehouse_id: str
    warehouse_title: str
    total: str
    currency: str
    comment: str
    lines: tuple[Line, ...]
    requisites: dict[str, str] = field(default_factory=dict)

    @property
    def is_cancelled(self) -> bool:
        return self.requisites.get("Отменен", "").lower() in TRUE

    @property
    def shipped_at(self) -> str:
        """When the goods were given to the buyer: said outright, or a final status that is no cancellation."""
        is_final = self.requisites.get("Финальный статус", "").lower() in TRUE and not self.is_cancelled
        said = self.requisites.get("Дата отгрузки", "")
        return said or (self.requisites.get("Дата изменения статуса") or self.placed_on if is_final else "")

    @property
    def paid_at(self) -> str:
        paid = self.requisites.get("Заказ оплачен", "").lower() in TRUE
        return self.requisites.get("Дата оплаты", "") or ("да" if paid else "")

    @property
    def site_status(self) -> str:
        return self.requisites.get("Статус заказа", "")


def _text(element: ET.Element, path: str) -> str:
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return (found.text or "").strip() if found is not None else ""


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace("\xa0", "").replace(" ", "").replace(",", ".") or "0")
    except InvalidOperation as error:
        raise DocumentRefused(f"не число: {text}") from error


def read_orders(body: bytes) -> list[Document]:
    """Every document of the answer to `query`. Raises DocumentRefused."""
    try:
        root = ET.fromstring(body)  # noqa: S314 - the simulator reads only the site it is pointed at
    except ET.ParseError as error:
        raise DocumentRefused(f"XML: {error}") from error
    if root.tag.rpartition("}")[2] != "КоммерческаяИнформация":
        raise DocumentRefused(f"корень {root.tag}")
    orders = []
    for one in root.iterfind(".//{*}Документ"):
        kind = _text(one, "ХозОперация")
        in_container = one in root.findall("{*}Контейнер/{*}Документ")
        if kind != "Заказ товара":
            if in_container:
                continue
            raise DocumentRefused(f"хозяйственная операция «{kind}»")
        orders.append(_read(one))
    return orders


def _read(one: ET.Element) -> Document:
    number, currency = _text(one, "Номер"), _text(one, "Валюта")
    if not number or len(number) > 11 or not currency or len(currency) > 3:
        raise DocumentRefused(f"заказ «{number}»: номер до 11 знаков, валюта до 3: «{currency}»")
    party = one.find("{*}Контрагенты/{*}Контрагент")
    contacts = {} if party is None else {_text(c, "Тип"): _text(c, "Значение") for c in party.iterfind(".//{*}Контакт")}
    found = one.iterfind("{*}ЗначенияРеквизитов/{*}ЗначениеРеквизита")
    return Document(
        number=number,
        placed_on=f"{_text(one, 'Дата')} {_text(one, 'Время')}".strip(),
        buyer="" if party is None else _text(party, "Наименование"),
        phone=next((value for name, value in contacts.items() if name.startswith("Телефон")), ""),
        warehouse_id=_text(one, "Склады/Склад/Ид"),
        warehouse_title=_text(one, "Склады/Склад/Наименование"),
        total=str(_number(_text(one, "Сумма"))),
        currency=currency,
        comment=_text(one, "Комментарий"),
        lines=tuple(_line(line) for line in one.iterfind("{*}Товары/{*}Товар")),
        requisites={_text(pair, "Наименование"): _text(pair, "Значение") for pair in found},
    )


def _line(line: ET.Element) -> Line:
    pairs = line.iterfind("{*}ЗначенияРеквизитов/{*}ЗначениеРеквизита")
    kinds = {_text(pair, "Наименование"): _text(pair, "Значение") for pair in pairs}
    return Line(
        offer_id=_text(line, "Ид"),
        article=_text(line, "Артикул"),
        title=_text(line, "Наименование"),
        price=_number(_text(line, "ЦенаЗаЕдиницу")),
        quantity=_number(_text(line, "Количество")),
        is_service=kinds.get("ТипНоменклатуры", "") == "Услуга" or _text(line, "Ид") == "ORDER_DELIVERY",
    )


def keep(store: Store, body: bytes) -> int:
    """Store every order of the answer in one transaction; returns how many documents there were."""
    orders = read_orders(body)
    with store.writing() as db:
        for order in orders:
            known = db.execute("SELECT * FROM site_order WHERE number = ?", (order.number,)).fetchone()
            if known is None:
                _add(db, order)
            else:
                _renew(db, known, order)
    return len(orders)


def _add(db: Any, order: Document) -> None:
    count = db.execute("SELECT COUNT(*) FROM site_order").fetchone()[0]
    db.execute(
        """INSERT INTO site_order (number, base, guid, erp_number, placed_on, received_at, changed_at, buyer, phone,
             warehouse_id, warehouse_title, total, currency, site_status, status, comment)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            *(order.number, CENTRAL.code, guid_of("order", order.number), f"СД00-{count + 1:06d}", order.placed_on),
            *(now(), now(), order.buyer, order.phone, order.warehouse_id, order.warehouse_title, order.total),
            *(order.currency, order.site_status, ACCEPTED, order.comment),
        ),
    )
    _lines(db, order)
    _facts(db, order)


def _renew(db: Any, known: Row, order: Document) -> None:
    """A later revision of the site: its lines and facts; what our people did stays."""
    db.execute(
        """UPDATE site_order SET times_received = times_received + 1, total = ?, site_status = ?, buyer = ?, phone = ?,
             comment = ?, warehouse_id = ?, warehouse_title = ? WHERE number = ?""",
        (
            *(order.total, order.site_status, order.buyer, order.phone, order.comment),
            *(order.warehouse_id, order.warehouse_title, order.number),
        ),
    )
    if not known["shipped_at"]:
        db.execute("DELETE FROM order_line WHERE number = ?", (order.number,))
        _lines(db, order)
    _facts(db, order)


def _lines(db: Any, order: Document) -> None:
    db.executemany(
        "INSERT INTO order_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(order.number, at, line.offer_id, line.article, line.title),
                *(str(line.price), str(line.quantity), str(line.quantity), int(line.is_service)),
            )
            for at, line in enumerate(order.lines, 1)
        ],
    )


def _facts(db: Any, order: Document) -> None:
    """What the site says has happened: cancelled, paid, given to the buyer. Facts only go forward."""
    requisites = json.dumps(order.requisites, ensure_ascii=False)
    db.execute("UPDATE site_order SET requisites = ? WHERE number = ?", (requisites, order.number))
    if order.paid_at:
        db.execute("UPDATE site_order SET paid_at = ? WHERE number = ?", (order.paid_at, order.number))
    if order.is_cancelled:
        db.execute(
            "UPDATE site_order SET is_cancelled = 1, status = ? WHERE number = ? AND shipped_at = ''",
            (CANCELLED, order.number),
        )
    elif order.shipped_at:
        db.execute(
            "UPDATE site_order SET is_posted = 1, shipped_at = ?, status = ? WHERE number = ? AND shipped_at = ''",
            (order.shipped_at, SHIPPED, order.number),
        )


def move_stock(store: Store) -> int:
    """Write shipped orders off the stock of their store, each once; returns how many. Called after `success`."""
    waiting = store.rows("SELECT * FROM site_order WHERE shipped_at <> '' AND moved_stock = 0 AND is_cancelled = 0")
    for order in waiting:
        with store.writing() as db:
            _write_off(db, order)
    return len(waiting)


def _write_off(db: Any, order: Row) -> None:
    if not db.execute(
        "UPDATE site_order SET moved_stock = 1 WHERE number = ? AND moved_stock = 0", (order["number"],)
    ).rowcount:
        return
    lines = db.execute("SELECT * FROM order_line WHERE number = ? AND is_service = 0", (order["number"],)).fetchall()
    for line in lines:
        books.take(
            db, line["offer_id"], order["warehouse_id"], int(Decimal(line["quantity"])), f"Заказ {order['number']}"
        )


def _now_text() -> str:
    return local(now()).strftime("%Y-%m-%dT%H:%M:%S")


def pick(store: Store, number: str) -> None:
    """Status «Собран»."""
    _change(store, number, "status = ?, is_posted = 1", (PICKED,))


def ship(store: Store, number: str) -> None:
    """Post and ship: the goods leave the store's stock."""
    _change(store, number, "status = ?, is_posted = 1, shipped_at = ?", (SHIPPED, _now_text()))
    move_stock(store)


def cancel(store: Store, number: str) -> None:
    """Status «Отменён»."""
    _change(store, number, "status = ?, is_cancelled = 1", (CANCELLED,))


def change_quantity(store: Store, number: str, line: int, quantity: Decimal) -> None:
    """Another quantity in a line; the total follows."""
    with store.writing() as db:
        db.execute("UPDATE order_line SET quantity = ? WHERE number = ? AND line = ?", (str(quantity), number, line))
        rows = db.execute("SELECT price, quantity FROM order_line WHERE number = ?", (number,)).fetchall()
        total = sum((Decimal(row["price"]) * Decimal(row["quantity"]) for row in rows), Decimal(0))
        db.execute("UPDATE site_order SET total = ?, changed_at = ? WHERE number = ?", (str(total), now(), number))
        books.register(db, CENTRAL.code, books.ORDER, number)


def set_status(store: Store, number: str, status: str) -> None:
    """Any status text: a base may have its own, which the site must map."""
    _change(store, number, "status = ?", (status,))


def _change(store: Store, number: str, assignments: str, params: tuple[Any, ...]) -> None:
    sql = f"UPDATE site_order SET {assignments}, changed_at = ? WHERE number = ? AND is_cancelled = 0"  # noqa: S608
    with store.writing() as db:
        if db.execute(sql, (*params, now(), number)).rowcount:
            books.register(db, CENTRAL.code, books.ORDER, number)


def orders(store: Store, limit: int = 100) -> list[dict[str, Any]]:
    """Orders, the latest first, with their lines."""
    found = store.rows("SELECT * FROM site_order ORDER BY received_at DESC, number DESC LIMIT ?", (limit,))
    lines = store.rows("SELECT * FROM order_line ORDER BY number, line")
    by_number: dict[str, list[Row]] = {}
    for line in lines:
        by_number.setdefault(line["number"], []).append(line)
    waiting = {row["ref"] for row in store.rows("SELECT ref FROM change WHERE kind = ?", (books.ORDER,))}
    return [
        {**dict(one), "lines": by_number.get(one["number"], []), "is_waiting": one["number"] in waiting}
        for one in found
    ]


def order_files(store: Store, numbers: list[str], version: str) -> dict[str, bytes]:
    """The documents file that goes back to the site."""
    documents = [_document(store, number) for number in numbers]
    name = f"orders-{guid_of('orders', str(now()))}_1.xml"
    return {name: document(version, [one for one in documents if one])}


def _document(store: Store, number: str) -> str:
    order = store.row("SELECT * FROM site_order WHERE number = ?", (number,))
    if order is None:
        return ""
    lines = store.rows("SELECT * FROM order_line WHERE number = ? ORDER BY line", (number,))
    date, _, time = order["placed_on"].partition(" ")
    buyer = escape(order["buyer"])
    return (
        f"<Документ><Ид>{order['guid']}</Ид><Номер>{escape(number)}</Номер><Дата>{date}</Дата>"
        f"<ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>{order['currency']}</Валюта>"
        f"<Курс>1</Курс><Сумма>{Decimal(order['total']):.2f}</Сумма>"
        f"<Контрагенты><Контрагент><Ид>{guid_of('buyer', order['buyer'])}</Ид><Наименование>{buyer}</Наименование>"
        f"<ПолноеНаименование>{buyer}</ПолноеНаименование><Роль>Покупатель</Роль></Контрагент></Контрагенты>"
        f"<Время>{time}</Время><Товары>{''.join(_document_line(line) for line in lines)}</Товары>"
        f"<ЗначенияРеквизитов>{_document_requisites(order)}</ЗначенияРеквизитов></Документ>\n"
    )


def _document_line(line: Row) -> str:
    price, quantity = Decimal(line["price"]), Decimal(line["quantity"])
    kind = "Услуга" if line["is_service"] else "Товар"
    return (
        f"<Товар><Ид>{escape(line['offer_id'])}</Ид><Артикул>{escape(line['article'])}</Артикул>"
        f"<Наименование>{escape(line['title'])}</Наименование>"
        '<БазоваяЕдиница Код="796" НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'
        f"<ЦенаЗаЕдиницу>{price:.2f}</ЦенаЗаЕдиницу><Количество>{quantity}</Количество>"
        f"<Сумма>{price * quantity:.2f}</Сумма><Единица>шт</Единица><Коэффициент>1</Коэффициент>"
        f"<ЗначенияРеквизитов>{requisite('ТипНоменклатуры', kind)}</ЗначенияРеквизитов></Товар>"
    )


def _document_requisites(order: Row) -> str:
    made = local(order["received_at"]).strftime("%Y-%m-%dT%H:%M:%S")
    pairs = [
        ("Номер по 1С", order["erp_number"]),
        ("Дата по 1С", made),
        ("ПометкаУдаления", "false"),
        ("Проведен", "true" if order["is_posted"] else "false"),
        ("Статус заказа", order["status"]),
    ]
    if order["is_posted"] and order["paid_at"]:
        pairs += [("Номер оплаты по 1С", order["erp_number"]), ("Дата оплаты по 1С", _now_text()[:10])]
    if order["shipped_at"] and not order["is_cancelled"]:
        pairs += [("Номер отгрузки по 1С", order["erp_number"]), ("Дата отгрузки по 1С", order["shipped_at"])]
    if order["is_cancelled"]:
        pairs.append(("Отменен", "true"))
    return "".join(requisite(name, value) for name, value in pairs)
