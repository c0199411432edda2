"""A till of a store: a sale takes goods off the retail base's stock, which goes to the site at once."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.onec import books
from sandbox.pages import back, form_of, page
from sandbox.state import Store, now

SHOWN: Final = 12


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
    store: Store = request.app.state.store
    stores = [one for one in books.warehouses(store) if one["kind"] == "store"]
    chosen = request.query_params.get("store") or (stores[0]["id"] if stores else "")
    text = request.query_params.get("q", "").strip()
    receipts = store.rows("SELECT * FROM receipt WHERE warehouse_id = ? ORDER BY id DESC LIMIT 15", (chosen,))
    context: dict[str, Any] = {"stores": stores, "chosen": chosen, "q": text, "offers": _found(store, chosen, text)}
    return page(request, "till.html", receipts=receipts, retail=books.RETAIL_TYPE, **context)


async def sell(request: Request) -> Response:
    """Sell `quantity` of `offer_id` in `store`; answers JSON when `json=1` (for tests)."""
    form, store = await form_of(request), request.app.state.store
    quantity = int(form["quantity"]) if form.get("quantity", "").isdigit() else 1
    words, status = await asyncio.to_thread(_sell, store, form, quantity)
    if form.get("json"):
        return JSONResponse({"result": words}, status_code=status)
    return back(f"/till/?store={form.get('store', '')}&q={form.get('q', '')}", words)


def _sell(store: Store, form: dict[str, str], quantity: int) -> tuple[str, int]:
    offer = store.row("SELECT * FROM offer WHERE id = ?", (form.get("offer_id", ""),))
    where = form.get("store", "")
    if offer is None or quantity < 1:
        return "Товар не найден", 404
    price = store.value("SELECT amount FROM price WHERE offer_id = ? AND type_id = ?", (offer["id"], books.RETAIL_TYPE))
    try:
        left = books.sell(store, offer["id"], where, quantity, "Продажа на кассе")
    except books.NotInStock:
        return "Столько в магазине нет", 409
    store.run(
        "INSERT INTO receipt (at, warehouse_id, offer_id, title, quantity, price) VALUES (?, ?, ?, ?, ?, ?)",
        (now(), where, offer["id"], offer["title"], quantity, price or "0"),
    )
    return f"Чек пробит, осталось {left} шт.", 200


def cards(store: Store) -> list[dict[str, Any]]:
    """The till on the start page."""
    count = store.value("SELECT COUNT(*) FROM receipt")
    about = "Продайте товар в магазине и посмотрите, как остаток меняется на сайте."
    return [{"code": "till", "title": "Касса магазина", "href": "/till/", "about": about, "facts": [("Чеков", count)]}]


ROUTES: Final = [Route("/till/", till), Route("/till/sell", sell, methods=["POST"])]
