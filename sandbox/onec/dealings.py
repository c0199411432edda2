"""What a chain does besides selling on the site: receipts of its tills, expected arrivals, rates, customers' cards.

Receipts belong to the retail base, the rest to the central one. Every change is registered for the next exchange, as
with goods; `sandbox.onec.plain` writes them as lines of JSON.
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from sandbox.chain.assembly import guid_of
from sandbox.chain.people import NAMES, card_of, email_of, phone_of
from sandbox.onec import books
from sandbox.onec.bases import CENTRAL, RETAIL
from sandbox.pages import local
from sandbox.state import Row, Store, now

RECEIPT, ARRIVAL, RATE, CUSTOMER = "receipt", "arrival", "rate", "customer"
SEED: Final = 20_261_122
RECEIPTS: Final = 200
DAYS: Final = 60
DAY_S: Final = 86_400
REGULAR_SHARE: Final = 0.6
TOGETHER_SHARE: Final = 0.8
COUPLES: Final = 2
TOGETHER: Final = (
    *(("Сковорода", "Лопатка"), ("Кастрюля", "Половник"), ("Чайник", "Чашка"), ("Нож", "Доска")),
    *(("Краска", "Валик"), ("Горшок", "Грунт"), ("Семена", "Лейка"), ("Секатор", "Перчатки")),
    *(("Дрель", "Рулетка"), ("Стол", "Стул"), ("Ведро", "Швабра"), ("Полотенце", "Коврик")),
)
IN_DOCUMENT: Final = 8
RATES: Final = (("USD", "92.5000", 1), ("EUR", "99.8000", 1), ("CNY", "128.4000", 10))
EXPECTED, ARRIVED = "expected", "arrived"


class ReceiptRefused(Exception):
    """A receipt cannot be made; the text says why."""


def seed(store: Store) -> bool:
    """Two months of receipts, the arrivals that goods wait for, rates, regular buyers; once."""
    if store.value("SELECT COUNT(*) FROM customer"):
        return False
    dice = random.Random(SEED)
    offers = store.rows("SELECT * FROM offer ORDER BY id")
    prices = {
        row["offer_id"]: row["amount"]
        for row in store.rows("SELECT * FROM price")
        if row["type_id"] == books.RETAIL_TYPE
    }
    stores = store.rows("SELECT * FROM warehouse WHERE kind = 'store' ORDER BY code")
    couples = _couples(offers)
    with store.writing() as db:
        for number, name in enumerate(NAMES):
            guid = guid_of("customer", str(number))
            row = (guid, name, phone_of(number), email_of(number), card_of(number), now())
            db.execute(
                "INSERT INTO customer (guid, name, phone, email, card, changed_at) VALUES (?, ?, ?, ?, ?, ?)", row
            )
            books.register(db, CENTRAL.code, CUSTOMER, guid)
        for currency, rate, per in RATES:
            db.execute("INSERT INTO rate VALUES (?, ?, ?, ?)", (currency, f"{local(now()).date()}", rate, per))
            books.register(db, CENTRAL.code, RATE, currency)
        moments = sorted(_in_hours(dice, now() - dice.uniform(1, DAYS) * DAY_S) for _ in range(RECEIPTS))
        for at in moments:
            goods = dice.sample(offers, dice.randint(1, 3))
            if dice.random() < TOGETHER_SHARE and couples:
                goods = [*dice.choice(couples), *goods[2:]]
            _past_receipt(db, dice, at, dice.choice(stores), [(one, prices[one["id"]]) for one in goods])
        _arrivals(db, dice)
    return True


def _couples(offers: Sequence[Row]) -> list[list[Row]]:
    """Goods that people buy at once: of each pair of kinds the first few offers."""
    kinds: dict[str, list[Row]] = {}
    for one in offers:
        kinds.setdefault(one["title"].split()[0].rstrip(":"), []).append(one)
    pairs = (zip(kinds.get(one, ()), kinds.get(other, ()), strict=False) for one, other in TOGETHER)
    return [list(couple) for pair in pairs for couple in islice(pair, COUPLES)]


def _in_hours(dice: random.Random, at: float) -> float:
    """The same day between ten and nine, when stores are open."""
    return local(at).replace(hour=dice.randrange(10, 21), minute=dice.randrange(60)).timestamp()


def _past_receipt(db: Any, dice: random.Random, at: float, place: Row, goods: Sequence[tuple[Row, str]]) -> None:
    """A receipt of the past: the stock of today knows of it already."""
    number = dice.choice((0, dice.randrange(len(NAMES)), dice.randrange(len(NAMES))))
    is_regular = dice.random() < REGULAR_SHARE
    lines = [(offer, price, dice.choice((1, 1, 1, 2, 3))) for offer, price in goods]
    buyer = (phone_of(number) if dice.random() < 0.7 else "", card_of(number)) if is_regular else ("", "")
    _write(db, {"warehouse_id": place["id"], "at": at, "buyer": buyer, "payment": dice.choice(("card", "cash"))}, lines)


def _write(db: Any, head: dict[str, Any], lines: Sequence[tuple[Any, str, int]], return_of: int | None = None) -> int:
    where, at = head["warehouse_id"], head["at"]
    till, shift = head.get("till", "1"), local(at).toordinal() - 738_000
    last = db.execute(
        "SELECT MAX(number) FROM till_receipt WHERE warehouse_id = ? AND till = ? AND shift = ?", (where, till, shift)
    ).fetchone()[0]
    total = sum((Decimal(price) * quantity for _, price, quantity in lines), Decimal(0))
    receipt_id: int = db.execute(
        """INSERT INTO till_receipt
           (warehouse_id, till, shift, number, kind, at, phone, card, payment, total, return_of)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            *(where, till, shift, (last or 0) + 1, "return" if return_of else "sale", at, *head["buyer"]),
            *(head["payment"], f"{total:.2f}", return_of),
        ),
    ).lastrowid
    db.executemany(
        "INSERT INTO till_line (receipt_id, offer_id, title, barcode, quantity, price) VALUES (?, ?, ?, ?, ?, ?)",
        [(receipt_id, one["id"], one["title"], one["barcode"], count, price) for one, price, count in lines],
    )
    books.register(db, RETAIL.code, RECEIPT, str(receipt_id))
    return receipt_id


def _arrivals(db: Any, dice: random.Random) -> None:
    """Goods that are awaited come to the warehouse, a few goods a document."""
    (where,) = [row["id"] for row in db.execute("SELECT id FROM warehouse WHERE kind = 'warehouse' LIMIT 1")]
    awaited = db.execute(
        """SELECT offer.id AS offer_id, goods.arrives_on AS due_on FROM offer JOIN goods ON goods.id = goods_id
           WHERE arrives_on <> '' ORDER BY arrives_on, offer.id"""
    ).fetchall()
    for at, row in enumerate(awaited):
        document = f"ПТ00-{at // IN_DOCUMENT + 1:06d}"
        found = db.execute(
            "INSERT INTO arrival (document, offer_id, warehouse_id, due_on, quantity) VALUES (?, ?, ?, ?, ?)",
            (document, row["offer_id"], where, row["due_on"], dice.randrange(1, 9) * 6),
        )
        books.register(db, CENTRAL.code, ARRIVAL, str(found.lastrowid))


def make_receipt(
    store: Store, warehouse_id: str, lines: Sequence[tuple[str, int]], *, buyer: tuple[str, str], payment: str
) -> int:
    """Sell (offer, pieces) in a store; `buyer` is (phone, card). Raises NotInStock, ReceiptRefused."""
    if not lines:
        raise ReceiptRefused("В чеке нет товаров")
    with store.writing() as db:
        found = [(_offer(db, offer_id), _price(db, offer_id), quantity) for offer_id, quantity in lines]
        for offer_id, quantity in lines:
            books.sell_within(db, offer_id, warehouse_id, quantity, "Продажа на кассе")
        head = {"warehouse_id": warehouse_id, "at": now(), "buyer": buyer, "payment": payment}
        return _write(db, head, found)


def take_back(store: Store, receipt_id: int) -> int:
    """A whole receipt is given back; the goods lie in the store again. Raises ReceiptRefused."""
    with store.writing() as db:
        sold = db.execute("SELECT * FROM till_receipt WHERE id = ? AND kind = 'sale'", (receipt_id,)).fetchone()
        if sold is None or db.execute("SELECT 1 FROM till_receipt WHERE return_of = ?", (receipt_id,)).fetchone():
            raise ReceiptRefused("Этот чек вернуть нельзя: он уже возвращён или сам возврат")
        lines = db.execute("SELECT * FROM till_line WHERE receipt_id = ?", (receipt_id,)).fetchall()
        for line in lines:
            books.put_within(db, line["offer_id"], sold["warehouse_id"], line["quantity"], "Возврат на кассе")
        head = {
            "warehouse_id": sold["warehouse_id"],
            "at": now(),
            "buyer": (sold["phone"], sold["card"]),
            "payment": sold["payment"],
        }
        goods = [({**dict(line), "id": line["offer_id"]}, line["price"], line["quantity"]) for line in lines]
        return _write(db, head, goods, return_of=receipt_id)


def receive(store: Store, arrival_id: int) -> bool:
    """An expected arrival has come: its pieces lie in the warehouse; False when it had come before."""
    with store.writing() as db:
        row = db.execute("SELECT * FROM arrival WHERE id = ? AND state = ?", (arrival_id, EXPECTED)).fetchone()
        if row is None:
            return False
        db.execute("UPDATE arrival SET state = ? WHERE id = ?", (ARRIVED, arrival_id))
        books.put_within(db, row["offer_id"], row["warehouse_id"], row["quantity"], f"Поступление {row['document']}")
        books.register(db, CENTRAL.code, ARRIVAL, str(arrival_id))
        return True


def set_rate(store: Store, currency: str, rate: Decimal) -> None:
    """A rate from today on."""
    with store.writing() as db:
        per = db.execute("SELECT per FROM rate WHERE currency = ? LIMIT 1", (currency,)).fetchone()
        values = (currency, f"{local(now()).date()}", f"{rate:.4f}", per[0] if per else 1)
        db.execute("INSERT OR REPLACE INTO rate VALUES (?, ?, ?, ?)", values)
        books.register(db, CENTRAL.code, RATE, currency)


def change_customer(store: Store, guid: str, **fields: str) -> None:
    """A correction of a card: name, phone, email, card."""
    names = [name for name in ("name", "phone", "email", "card") if name in fields]
    sql = f"UPDATE customer SET {', '.join(f'{name} = ?' for name in names)}, changed_at = ? WHERE guid = ?"  # noqa: S608
    with store.writing() as db:
        if db.execute(sql, (*(fields[name] for name in names), now(), guid)).rowcount:
            books.register(db, CENTRAL.code, CUSTOMER, guid)


def receipts(store: Store, warehouse_id: str = "", limit: int = 20) -> list[dict[str, Any]]:
    """Receipts of a store, or of all, the latest first, with their lines."""
    where, params = ("WHERE warehouse_id = ?", (warehouse_id,)) if warehouse_id else ("", ())
    rows = store.rows(f"SELECT * FROM till_receipt {where} ORDER BY at DESC, id DESC LIMIT ?", (*params, limit))  # noqa: S608
    found = []
    for row in rows:
        lines = store.rows("SELECT * FROM till_line WHERE receipt_id = ? ORDER BY id", (row["id"],))
        is_returned = bool(store.value("SELECT 1 FROM till_receipt WHERE return_of = ?", (row["id"],)))
        found.append({**dict(row), "lines": lines, "is_returned": is_returned})
    return found


def arrivals(store: Store, limit: int = 200) -> list[Row]:
    """Arrivals with the titles of goods, the soonest first."""
    return store.rows(
        """SELECT arrival.*, offer.title AS title, warehouse.title AS warehouse FROM arrival
           JOIN offer ON offer.id = offer_id JOIN warehouse ON warehouse.id = warehouse_id
           ORDER BY state DESC, due_on, arrival.id LIMIT ?""",
        (limit,),
    )


def due_on(days: int) -> str:
    """A date so many days from today."""
    return f"{(local(now()) + timedelta(days=days)).date()}"


def _offer(db: Any, offer_id: str) -> Row:
    found: Row | None = db.execute("SELECT * FROM offer WHERE id = ?", (offer_id,)).fetchone()
    if found is None:
        raise ReceiptRefused("Товар не найден")
    return found


def _price(db: Any, offer_id: str) -> str:
    sql = "SELECT amount FROM price WHERE offer_id = ? AND type_id = ?"
    found = db.execute(sql, (offer_id, books.RETAIL_TYPE)).fetchone()
    return "0.00" if found is None else str(found[0])
