"""A till of a store: goods into the receipt, the buyer's phone or card, payment; the sale takes them off the retail
base's stock, and both the stock and the receipt go to the site. A receipt can be given back whole."""

import asyncio
from decimal import Decimal
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.onec import books, dealings
from sandbox.pages import back, form_of, page
from sandbox.state import Store

SHOWN: Final = 12
PAYMENTS: Final = {"card": "картой", "cash": "наличными", "sbp": "через СБП"}


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _found(store: Store, warehouse_id: str, text: str) -> list[dict[str, Any]]:
    if not text:
        return []
    goods, _ = books.find_goods(store, text)
    found = []
    for one in goods:
        for offer in books.offers_of(store, one["id"]):
            if text.isdigit() and len(text) == 13 and offer["barcode"] != text:
                continue
            found.append({**offer, "article": one["article"], "left": offer["stock"].get(warehouse_id, 0)})
    return found[:SHOWN]


def till(request: Request) -> Response:
    """The screen of the cashier."""
    store = _store(request)
    stores = [one for one in books.warehouses(store) if one["kind"] == "store"]
    chosen = request.query_params.get("store") or (stores[0]["id"] if stores else "")
    text = request.query_params.get("q", "").strip()
    basket = store.rows("SELECT * FROM till_open WHERE warehouse_id = ? ORDER BY id", (chosen,))
    context: dict[str, Any] = {
        "stores": stores,
        "chosen": chosen,
        "q": text,
        "offers": _found(store, chosen, text),
        "basket": basket,
        "total": sum((Decimal(one["price"]) * one["quantity"] for one in basket), Decimal(0)),
        "regulars": store.rows("SELECT * FROM customer ORDER BY name"),
    }
    receipts = dealings.receipts(store, chosen)
    return page(request, "till.html", receipts=receipts, retail=books.RETAIL_TYPE, payments=PAYMENTS, **context)


def _address(form: dict[str, str]) -> str:
    return f"/till/?store={form.get('store', '')}&q={form.get('q', '')}"


def _quantity(form: dict[str, str]) -> int:
    return int(form["quantity"]) if form.get("quantity", "").isdigit() else 1


async def add(request: Request) -> Response:
    """Put `quantity` of `offer_id` into the open receipt of `store`; 0 takes the goods out of it."""
    form = await form_of(request)
    await asyncio.to_thread(_add, _store(request), form, _quantity(form))
    return back(_address(form))


def _add(store: Store, form: dict[str, str], quantity: int) -> None:
    offer = store.row("SELECT * FROM offer WHERE id = ?", (form.get("offer_id", ""),))
    if offer is None:
        return
    price = store.value("SELECT amount FROM price WHERE offer_id = ? AND type_id = ?", (offer["id"], books.RETAIL_TYPE))
    where = form.get("store", "")
    with store.writing() as db:
        db.execute("DELETE FROM till_open WHERE warehouse_id = ? AND offer_id = ?", (where, offer["id"]))
        if quantity:
            db.execute(
                "INSERT INTO till_open (warehouse_id, offer_id, title, barcode, quantity, price) VALUES (?,?,?,?,?,?)",
                (where, offer["id"], offer["title"], offer["barcode"], quantity, price or "0.00"),
            )


async def close(request: Request) -> Response:
    """Take the money for the open receipt of `store`: `phone` or `card` of the buyer, `payment`."""
    form, store = await form_of(request), _store(request)
    basket = store.rows("SELECT * FROM till_open WHERE warehouse_id = ? ORDER BY id", (form.get("store", ""),))
    words, status = await asyncio.to_thread(_sell, store, form, [(one["offer_id"], one["quantity"]) for one in basket])
    if status == 200:
        store.run("DELETE FROM till_open WHERE warehouse_id = ?", (form.get("store", ""),))
    return back(_address({**form, "q": ""}), words)


async def sell(request: Request) -> Response:
    """One receipt at once: `quantity` of `offer_id` in `store` for `phone` or `card`; JSON when `json=1`, for tests."""
    form = await form_of(request)
    quantity = _quantity(form)
    if quantity < 1:
        return JSONResponse({"result": "Количество — целое число от одного"}, status_code=400)
    words, status = await asyncio.to_thread(_sell, _store(request), form, [(form.get("offer_id", ""), quantity)])
    if form.get("json"):
        return JSONResponse({"result": words}, status_code=status)
    return back(_address(form), words)


def _sell(store: Store, form: dict[str, str], lines: list[tuple[str, int]]) -> tuple[str, int]:
    buyer = ("".join(form.get("phone", "").split()), form.get("card", "").strip())
    payment = form["payment"] if form.get("payment") in PAYMENTS else "card"
    try:
        receipt = dealings.make_receipt(store, form.get("store", ""), lines, buyer=buyer, payment=payment)
    except books.NotInStock:
        return "Столько в магазине нет", 409
    except dealings.ReceiptRefused as refusal:
        return str(refusal), 404
    found = store.row("SELECT * FROM till_receipt WHERE id = ?", (receipt,))
    return (f"Чек № {found['number']} пробит, он и остатки уходят на сайт" if found else ""), 200


async def take_back(request: Request) -> Response:
    """Give a whole receipt back: `receipt`."""
    form = await form_of(request)
    try:
        await asyncio.to_thread(dealings.take_back, _store(request), int(form.get("receipt", "0") or 0))
    except dealings.ReceiptRefused as refusal:
        return back(_address(form), str(refusal))
    return back(_address(form), "Возврат пробит, товар снова в магазине")


def receipts_json(request: Request) -> Response:
    """Receipts of all stores, the latest first, for tests."""
    found = [{**one, "lines": [dict(line) for line in one["lines"]]} for one in dealings.receipts(_store(request))]
    return JSONResponse({"receipts": found})


def cards(store: Store) -> list[dict[str, Any]]:
    """The till on the start page."""
    count = store.value("SELECT COUNT(*) FROM till_receipt")
    about = "Продайте товар в магазине: остаток на сайте упадёт, а чек появится в истории покупателя."
    return [{"code": "till", "title": "Касса магазина", "href": "/till/", "about": about, "facts": [("Чеков", count)]}]


ROUTES: Final = [
    Route("/till/", till),
    Route("/till/add", add, methods=["POST"]),
    Route("/till/close", close, methods=["POST"]),
    Route("/till/sell", sell, methods=["POST"]),
    Route("/till/return", take_back, methods=["POST"]),
    Route("/till/receipts.json", receipts_json),
]
