"""The books of the ERP: goods, prices, stock of the chain, in the simulators' database.

Every change is registered in the table `change`, as 1C registers changes for an exchange node; an export takes what is
registered and clears it only when the site has said success.
"""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from sandbox.chain import chain
from sandbox.chain.assembly import ONLINE_PRICE, RETAIL_PRICE, guid_of
from sandbox.onec.bases import CENTRAL, RETAIL
from sandbox.pages import local
from sandbox.state import Row, Store, now

PRICE_TYPES: Final = {guid_of("price_type", "retail"): RETAIL_PRICE, guid_of("price_type", "online"): ONLINE_PRICE}
RETAIL_TYPE, ONLINE_TYPE = PRICE_TYPES
PAGE: Final = 30
PRICE, STOCK, GOODS, ORDER = "price", "stock", "goods", "order"


class NotInStock(Exception):
    """The store has fewer pieces than are sold."""


def seed(store: Store) -> bool:
    """Fill empty books with the demo chain; returns whether it did."""
    if store.value("SELECT COUNT(*) FROM goods"):
        return False
    made = chain()
    with store.writing() as db:
        db.executemany(
            "INSERT INTO warehouse VALUES (?, ?, ?, ?, ?, ?)",
            [(w.id, w.place.code, w.title, w.place.city, w.place.address, w.place.kind) for w in made.warehouses],
        )
        db.executemany(
            "INSERT INTO goods_group VALUES (?, ?, ?, ?)",
            [(group.id, group.parent_id, group.title, at) for at, group in enumerate(made.groups)],
        )
        db.executemany(
            "INSERT INTO goods VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [_goods_row(one) for one in made.goods]
        )
        offers = [(one, offer) for one in made.goods for offer in one.offers]
        db.executemany(
            "INSERT INTO offer VALUES (?, ?, ?, ?, ?)",
            [(o.id, g.id, o.title, o.barcode, json.dumps(o.features, ensure_ascii=False)) for g, o in offers],
        )
        db.executemany("INSERT INTO price VALUES (?, ?, ?)", [(o.id, RETAIL_TYPE, o.retail_price) for _, o in offers])
        db.executemany("INSERT INTO price VALUES (?, ?, ?)", [(o.id, ONLINE_TYPE, o.online_price) for _, o in offers])
        db.executemany(
            "INSERT INTO stock VALUES (?, ?, ?)",
            [(o.id, warehouse, quantity) for _, o in offers for warehouse, quantity in o.stock.items()],
        )
    return True


def _goods_row(one: Any) -> tuple[Any, ...]:
    arrives = f"{(local(now()) + timedelta(days=one.arrives_in_days)).date()}" if one.arrives_in_days else ""
    barcodes = " ".join(offer.barcode for offer in one.offers)
    return (
        one.id,
        one.code,
        one.article,
        one.title,
        one.group_id,
        one.brand,
        one.vat,
        one.description,
        json.dumps(one.properties, ensure_ascii=False),
        json.dumps([[picture.path, picture.colour] for picture in one.pictures], ensure_ascii=False),
        arrives,
        f"{one.title} {one.article} {one.brand} {barcodes}".lower(),
    )


def find_goods(store: Store, text: str, page: int = 1) -> tuple[list[Row], int]:
    """Goods whose title, article, brand or barcode has every word; one page of them and how many there are."""
    words = text.lower().split()
    where = " AND ".join(["search LIKE ?"] * len(words)) or "1"
    params = [f"%{word}%" for word in words]
    total = store.value(f"SELECT COUNT(*) FROM goods WHERE {where}", params)  # noqa: S608 - placeholders only
    sql = f"SELECT * FROM goods WHERE {where} ORDER BY title LIMIT ? OFFSET ?"  # noqa: S608 - placeholders only
    return store.rows(sql, [*params, PAGE, (page - 1) * PAGE]), total


def offers_of(store: Store, goods_id: str) -> list[dict[str, Any]]:
    """Offers of one card with prices by type and stock by warehouse."""
    found = []
    for offer in store.rows("SELECT * FROM offer WHERE goods_id = ? ORDER BY rowid", (goods_id,)):
        prices = store.rows("SELECT type_id, amount FROM price WHERE offer_id = ?", (offer["id"],))
        stock = store.rows("SELECT warehouse_id, quantity FROM stock WHERE offer_id = ?", (offer["id"],))
        found.append(
            {
                **dict(offer),
                "features": json.loads(offer["features"]),
                "prices": {row["type_id"]: row["amount"] for row in prices},
                "stock": {row["warehouse_id"]: row["quantity"] for row in stock},
            }
        )
    return found


def warehouses(store: Store) -> list[Row]:
    """Stores and the warehouse, by code."""
    return store.rows("SELECT * FROM warehouse ORDER BY code")


def set_price(store: Store, offer_id: str, type_id: str, amount: Decimal) -> None:
    """A new price; registered for the next export."""
    with store.writing() as db:
        db.execute("INSERT OR REPLACE INTO price VALUES (?, ?, ?)", (offer_id, type_id, f"{amount:.2f}"))
        register(db, CENTRAL.code, PRICE, offer_id)


def set_stock(store: Store, offer_id: str, warehouse_id: str, quantity: int, reason: str = "Инвентаризация") -> None:
    """So many pieces lie there; registered for the next export."""
    with store.writing() as db:
        before = _balance(db, offer_id, warehouse_id)
        _move(db, offer_id, warehouse_id, quantity - before, reason)


def sell(store: Store, offer_id: str, warehouse_id: str, quantity: int, reason: str) -> int:
    """Take pieces off the stock; returns what is left. Raises NotInStock."""
    with store.writing() as db:
        return sell_within(db, offer_id, warehouse_id, quantity, reason)


def sell_within(db: Any, offer_id: str, warehouse_id: str, quantity: int, reason: str) -> int:
    """Take pieces off inside a transaction of the caller. Raises NotInStock."""
    if _balance(db, offer_id, warehouse_id) < quantity:
        raise NotInStock(offer_id)
    return _move(db, offer_id, warehouse_id, -quantity, reason)


def put_within(db: Any, offer_id: str, warehouse_id: str, quantity: int, reason: str) -> int:
    """Put pieces on the stock inside a transaction of the caller."""
    return _move(db, offer_id, warehouse_id, quantity, reason)


def take(db: Any, offer_id: str, warehouse_id: str, quantity: int, reason: str) -> None:
    """Take pieces inside a transaction of the caller; the books may fall to zero, not below."""
    _move(db, offer_id, warehouse_id, -min(quantity, _balance(db, offer_id, warehouse_id)), reason)


def _balance(db: Any, offer_id: str, warehouse_id: str) -> int:
    found = db.execute(
        "SELECT quantity FROM stock WHERE offer_id = ? AND warehouse_id = ?", (offer_id, warehouse_id)
    ).fetchone()
    return 0 if found is None else int(found[0])


def _move(db: Any, offer_id: str, warehouse_id: str, delta: int, reason: str) -> int:
    balance = _balance(db, offer_id, warehouse_id) + delta
    db.execute("INSERT OR REPLACE INTO stock VALUES (?, ?, ?)", (offer_id, warehouse_id, balance))
    db.execute(
        "INSERT INTO stock_move (at, offer_id, warehouse_id, delta, reason, balance) VALUES (?, ?, ?, ?, ?, ?)",
        (now(), offer_id, warehouse_id, delta, reason, balance),
    )
    register(db, RETAIL.code, STOCK, offer_id)
    return balance


def register(db: Any, base: str, kind: str, ref: str) -> None:
    """Register a change for the next export."""
    db.execute("INSERT INTO change (base, kind, ref, at) VALUES (?, ?, ?, ?)", (base, kind, ref, now()))


def registered(store: Store, base: str, kinds: tuple[str, ...]) -> tuple[int, list[str]]:
    """The last number of registered changes and what they touch, each once."""
    marks = ",".join("?" * len(kinds))
    rows = store.rows(
        f"SELECT MAX(id) AS last, ref FROM change WHERE base = ? AND kind IN ({marks}) GROUP BY ref ORDER BY 1",  # noqa: S608
        (base, *kinds),
    )
    return max((row["last"] for row in rows), default=0), [row["ref"] for row in rows]


def clear_registered(store: Store, base: str, kinds: tuple[str, ...], last: int) -> None:
    """The site has taken the changes up to the number."""
    marks = ",".join("?" * len(kinds))
    sql = f"DELETE FROM change WHERE base = ? AND kind IN ({marks}) AND id <= ?"  # noqa: S608 - placeholders only
    store.run(sql, (base, *kinds, last))
