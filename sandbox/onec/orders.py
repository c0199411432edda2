"""Orders of the site in the central base: read from `query`, worked on by its people, sent back by `file` and `import`.

As УТ 11 does: one document of another kind or without a currency refuses the whole answer; an order is matched by its
number; goods by the id, and what is unknown is taken as it came. Documents go back under the GUID of 1C.
"""

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sandbox.chain.assembly import guid_of
from sandbox.onec import books
from sandbox.onec.bases import CENTRAL
from sandbox.pages import local
from sandbox.state import Row, Store, now

ACCEPTED, PICKED, SHIPPED, CANCELLED = "Принят", "Собран", "Отгружен", "Отменён"
TRUE: Final = {"true", "да", "1", "истина"}
ORDER, SHIPMENT = "Заказ товара", "Отпуск товара"
PAYMENTS: Final = frozenset({"Выплата наличных денег", "Выплата безналичных денег", "Эквайринговая операция"})


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

    site_id: str
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
    attached: frozenset[str] = frozenset()

    @property
    def is_cancelled(self) -> bool:
        return self.requisites.get("Отменен", "").lower() in TRUE

    @property
    def shipped_at(self) -> str:
        """When the goods were given to the buyer: said outright, or a final status that is no cancellation."""
        is_final = self.requisites.get("Финальный статус", "").lower() in TRUE and not self.is_cancelled
        said = self.requisites.get("Дата отгрузки", "")
        is_shipped = is_final or SHIPMENT in self.attached
        return said or (self.requisites.get("Дата изменения статуса") or self.placed_on if is_shipped else "")

    @property
    def paid_at(self) -> str:
        paid = self.requisites.get("Заказ оплачен", "").lower() in TRUE or bool(PAYMENTS & self.attached)
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
    contained = root.findall("{*}Контейнер/{*}Документ")
    attached: dict[str, set[str]] = {}
    for one in contained:
        attached.setdefault(_text(one, "Основание"), set()).add(_text(one, "ХозОперация"))
    for one in root.findall("{*}Документ"):
        if (kind := _text(one, "ХозОперация")) != ORDER:
            raise DocumentRefused(f"хозяйственная операция «{kind}»")
    orders = [one for one in root.iterfind(".//{*}Документ") if _text(one, "ХозОперация") == ORDER]
    return [_read(one, attached) for one in orders]


def _read(one: ET.Element, attached: dict[str, set[str]]) -> Document:
    number, currency = _text(one, "Номер"), _text(one, "Валюта")
    if not number or len(number) > 11 or not currency or len(currency) > 3:
        raise DocumentRefused(f"заказ «{number}»: номер до 11 знаков, валюта до 3: «{currency}»")
    party = one.find("{*}Контрагенты/{*}Контрагент")
    contacts = {} if party is None else {_text(c, "Тип"): _text(c, "Значение") for c in party.iterfind(".//{*}Контакт")}
    found = one.iterfind("{*}ЗначенияРеквизитов/{*}ЗначениеРеквизита")
    site_id = _text(one, "Ид")
    return Document(
        site_id=site_id,
        attached=frozenset(attached.get(site_id, ())),
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
            db.execute(
                "INSERT INTO site_document (at, site_id, number) VALUES (?, ?, ?)", (now(), order.site_id, order.number)
            )
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


def pick(store: Store, number: str, base: str = CENTRAL.code) -> None:
    """Status «Собран»; `base` is the one whose people do it and which tells the site."""
    _change(store, number, "status = ?, is_posted = 1", (PICKED,), base)


def ship(store: Store, number: str, base: str = CENTRAL.code) -> None:
    """Post and ship: the goods leave the store's stock."""
    _change(store, number, "status = ?, is_posted = 1, shipped_at = ?", (SHIPPED, _now_text()), base)
    move_stock(store)


def cancel(store: Store, number: str, base: str = CENTRAL.code) -> None:
    """Status «Отменён»."""
    _change(store, number, "status = ?, is_cancelled = 1", (CANCELLED,), base)


def change_quantity(store: Store, number: str, line: int, quantity: Decimal, base: str = CENTRAL.code) -> None:
    """Another quantity in a line; the total follows."""
    with store.writing() as db:
        db.execute("UPDATE order_line SET quantity = ? WHERE number = ? AND line = ?", (str(quantity), number, line))
        rows = db.execute("SELECT price, quantity FROM order_line WHERE number = ?", (number,)).fetchall()
        total = sum((Decimal(row["price"]) * Decimal(row["quantity"]) for row in rows), Decimal(0))
        db.execute("UPDATE site_order SET total = ?, changed_at = ? WHERE number = ?", (str(total), now(), number))
        books.register(db, base, books.ORDER, number)


def set_status(store: Store, number: str, status: str, base: str = CENTRAL.code) -> None:
    """Any status text: a base may have its own, which the site must map."""
    _change(store, number, "status = ?", (status,), base)


def _change(store: Store, number: str, assignments: str, params: tuple[Any, ...], base: str) -> None:
    sql = f"UPDATE site_order SET {assignments}, changed_at = ? WHERE number = ? AND is_cancelled = 0"  # noqa: S608
    with store.writing() as db:
        if db.execute(sql, (*params, now(), number)).rowcount:
            books.register(db, base, books.ORDER, number)


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
