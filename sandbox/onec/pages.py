"""Pages of the 1C bases: goods, orders, exchange log, settings."""

import asyncio
import json
import threading
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.onec import books, exchange, orders, plain, schedule, trouble
from sandbox.onec.bases import BASES, CENTRAL
from sandbox.onec.frame import base_of, frame, missing, store_of
from sandbox.pages import back, form_of, page
from sandbox.state import Store

ENDS: Final = {"done": "удачно", "failed": "не удался", "running": "идёт"}


def goods(request: Request) -> Response:
    base, store = base_of(request), store_of(request)
    if base is None:
        return missing()
    text = request.query_params.get("q", "")
    number = max(int(request.query_params.get("page", "1") or 1), 1)
    found, total = books.find_goods(store, text, number)
    context: dict[str, Any] = {
        "goods": found,
        "total": total,
        "q": text,
        "number": number,
        "last_page": -(-total // books.PAGE) or 1,
    }
    return page(request, "onec_goods.html", **frame(store, base, ""), **context)


def card(request: Request) -> Response:
    base, store = base_of(request), store_of(request)
    one = store.row("SELECT * FROM goods WHERE id = ?", (request.path_params["goods_id"],))
    if base is None or one is None:
        return missing()
    context: dict[str, Any] = {
        "one": one,
        "properties": json.loads(one["properties"]),
        "pictures": [path for path, _ in json.loads(one["pictures"])],
        "offers": books.offers_of(store, one["id"]),
        "warehouses": books.warehouses(store),
        "price_types": books.PRICE_TYPES,
        "better": plain.enrichment_of(store, one["id"]) if base.has_catalogue else {},
    }
    return page(request, "onec_card.html", **frame(store, base, ""), **context)


async def set_price(request: Request) -> Response:
    form = await form_of(request)
    address = f"/1c/{CENTRAL.code}/goods/{form.get('goods_id', '')}"
    try:
        amount = Decimal(form.get("amount", "").replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return back(address, "Цена не понята. Пример: 1290,50")
    if form.get("type_id") not in books.PRICE_TYPES or amount < 0:
        return back(address, "Цена не понята. Пример: 1290,50")
    await asyncio.to_thread(books.set_price, store_of(request), form["offer_id"], form["type_id"], amount)
    return back(address, "Цена записана. Чтобы она ушла на сайт, нажмите «Выгрузить изменения»")


async def set_stock(request: Request) -> Response:
    form = await form_of(request)
    address = f"/1c/retail/goods/{form.get('goods_id', '')}"
    if not form.get("quantity", "").isdigit():
        return back(address, "Количество — целое число от нуля")
    args = (form["offer_id"], form["warehouse_id"], int(form["quantity"]))
    await asyncio.to_thread(books.set_stock, store_of(request), *args)
    return back(address, "Остаток записан и сразу уходит на сайт")


def order_list(request: Request) -> Response:
    base, store = base_of(request), store_of(request)
    if base is None:
        return missing()
    return page(request, "onec_orders.html", orders=orders.orders(store), **frame(store, base, "orders/"))


def orders_json(request: Request) -> Response:
    found = [{**one, "lines": [dict(line) for line in one["lines"]]} for one in orders.orders(store_of(request))]
    return JSONResponse({"orders": found})


async def order_action(request: Request) -> Response:
    """do = pick, ship, cancel, quantity (line, quantity) or status (text)."""
    form, store, number = await form_of(request), store_of(request), request.path_params["number"]
    base = base_of(request)
    if base is None:
        return missing()
    doers = {"pick": orders.pick, "ship": orders.ship, "cancel": orders.cancel}
    what = form.get("do", "")
    address = f"/1c/{base.code}/orders/"
    if what in doers:
        await asyncio.to_thread(doers[what], store, number, base.code)
    elif what == "quantity" and form.get("quantity", "").isdigit() and form.get("line", "").isdigit():
        args = (number, int(form["line"]), Decimal(form["quantity"]), base.code)
        await asyncio.to_thread(orders.change_quantity, store, *args)
    elif what == "status" and form.get("text"):
        await asyncio.to_thread(orders.set_status, store, number, form["text"], base.code)
    else:
        return back(address, "Действие не понято")
    return back(address, f"Заказ {number} изменён и уходит на сайт")


def log(request: Request) -> Response:
    base, store = base_of(request), store_of(request)
    if base is None:
        return missing()
    return page(request, "onec_log.html", runs=exchange.runs(store, base), **frame(store, base, "exchange/"))


def run_page(request: Request) -> Response:
    base, store = base_of(request), store_of(request)
    run = store.row("SELECT * FROM exchange_run WHERE id = ?", (request.path_params["run_id"],))
    if base is None or run is None:
        return missing()
    context: dict[str, Any] = {
        "run": run,
        "title": exchange.KINDS[run["kind"]],
        "steps": exchange.steps(store, run["id"]),
    }
    return page(request, "onec_run.html", **frame(store, base, "exchange/"), **context)


async def run_now(request: Request) -> Response:
    """Start an exchange in the background; with `wait=1` answer when it is over, as JSON (for tests)."""
    base, store, form = base_of(request), store_of(request), await form_of(request)
    kind = form.get("kind", "")
    if base is None or kind not in exchange.KINDS:
        return missing()
    if form.get("wait"):
        state = await asyncio.to_thread(exchange.exchange, store, base, kind)
        return JSONResponse({"state": state, "run": exchange.runs(store, base, 1)[0]})
    threading.Thread(target=exchange.exchange, args=(store, base, kind), daemon=True).start()
    return back(f"/1c/{base.code}/exchange/", f"{exchange.KINDS[kind]}: началось")


def status_json(request: Request) -> Response:
    return JSONResponse(schedule.status(store_of(request)))


async def push_again(request: Request) -> Response:
    """Send everything once more, as on the first start; a push that is going on is let go on."""
    store = store_of(request)
    if schedule.push_state(store) != "running":
        await asyncio.to_thread(store.set_setting, schedule.PUSHED, "waiting")
    return JSONResponse({"state": schedule.push_state(store)})


def cards(store: Store) -> list[dict[str, Any]]:
    """The bases on the start page."""
    titles = {"waiting": "ждёт сайта", "running": "идёт", "done": "выполнена", "failed": "не удалась"}
    found = []
    for base in BASES.values():
        last = exchange.runs(store, base, 1)
        waiting = store.value("SELECT COUNT(DISTINCT ref) FROM change WHERE base = ?", (base.code,))
        facts = [("Первая выгрузка", titles[schedule.push_state(store)]), ("Ждёт отправки", waiting)]
        if broken := trouble.kept(store, base.code):
            facts.append(("Включено поломок", len(broken)))
        if last:
            facts.append(("Последний обмен", ENDS[last[0]["state"]]))
        found.append(
            {"code": base.code, "title": base.title, "href": f"/1c/{base.code}/", "about": base.about, "facts": facts}
        )
    return found


ROUTES: Final = [
    Route("/1c/status.json", status_json),
    Route("/1c/push", push_again, methods=["POST"]),
    Route("/1c/central/orders.json", orders_json),
    Route("/1c/central/price", set_price, methods=["POST"]),
    Route("/1c/retail/stock", set_stock, methods=["POST"]),
    Route("/1c/{base}/orders/{number}", order_action, methods=["POST"]),
    Route("/1c/{base}/", goods),
    Route("/1c/{base}/goods/{goods_id}", card),
    Route("/1c/{base}/orders/", order_list),
    Route("/1c/{base}/exchange/", log),
    Route("/1c/{base}/exchange/run", run_now, methods=["POST"]),
    Route("/1c/{base}/exchange/{run_id:int}", run_page),
]
