"""Pages of the 1C bases: goods, orders, exchange log, settings."""

import asyncio
import json
import threading
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.onec import books, exchange, orders, schedule
from sandbox.onec.bases import BASES, CENTRAL, DIALECTS, Base
from sandbox.pages import back, form_of, page
from sandbox.state import Store

ENDS: Final = {"done": "удачно", "failed": "не удался", "running": "идёт"}
TABS: Final = {"": "Товары", "orders/": "Заказы", "exchange/": "Обмен"}


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _base(request: Request) -> Base | None:
    return BASES.get(request.path_params["base"])


def _missing() -> Response:
    return PlainTextResponse("Такой страницы нет", status_code=404)


def _common(store: Store, base: Base, tab: str) -> dict[str, Any]:
    tabs = {key: name for key, name in TABS.items() if base.has_orders or key != "orders/"}
    waiting = store.value("SELECT COUNT(DISTINCT ref) FROM change WHERE base = ?", (base.code,))
    last = exchange.runs(store, base, 1)
    return {
        "base": base,
        "tab": tab,
        "tabs": tabs,
        "waiting": waiting,
        "last": last[0] if last else None,
        "push": schedule.push_state(store),
    }


def goods(request: Request) -> Response:
    base, store = _base(request), _store(request)
    if base is None:
        return _missing()
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
    return page(request, "onec_goods.html", **_common(store, base, ""), **context)


def card(request: Request) -> Response:
    base, store = _base(request), _store(request)
    one = store.row("SELECT * FROM goods WHERE id = ?", (request.path_params["goods_id"],))
    if base is None or one is None:
        return _missing()
    context: dict[str, Any] = {
        "one": one,
        "properties": json.loads(one["properties"]),
        "pictures": [path for path, _ in json.loads(one["pictures"])],
        "offers": books.offers_of(store, one["id"]),
        "warehouses": books.warehouses(store),
        "price_types": books.PRICE_TYPES,
    }
    return page(request, "onec_card.html", **_common(store, base, ""), **context)


async def set_price(request: Request) -> Response:
    form = await form_of(request)
    address = f"/1c/{CENTRAL.code}/goods/{form.get('goods_id', '')}"
    try:
        amount = Decimal(form.get("amount", "").replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return back(address, "Цена не понята. Пример: 1290,50")
    if form.get("type_id") not in books.PRICE_TYPES or amount < 0:
        return back(address, "Цена не понята. Пример: 1290,50")
    await asyncio.to_thread(books.set_price, _store(request), form["offer_id"], form["type_id"], amount)
    return back(address, "Цена записана. Чтобы она ушла на сайт, нажмите «Выгрузить изменения»")


async def set_stock(request: Request) -> Response:
    form = await form_of(request)
    address = f"/1c/retail/goods/{form.get('goods_id', '')}"
    if not form.get("quantity", "").isdigit():
        return back(address, "Количество — целое число от нуля")
    args = (form["offer_id"], form["warehouse_id"], int(form["quantity"]))
    await asyncio.to_thread(books.set_stock, _store(request), *args)
    return back(address, "Остаток записан и сразу уходит на сайт")


def order_list(request: Request) -> Response:
    base, store = _base(request), _store(request)
    if base is None or not base.has_orders:
        return _missing()
    return page(request, "onec_orders.html", orders=orders.orders(store), **_common(store, base, "orders/"))


def orders_json(request: Request) -> Response:
    found = [{**one, "lines": [dict(line) for line in one["lines"]]} for one in orders.orders(_store(request))]
    return JSONResponse({"orders": found})


async def order_action(request: Request) -> Response:
    """do = pick, ship, cancel, quantity (line, quantity) or status (text)."""
    form, store, number = await form_of(request), _store(request), request.path_params["number"]
    doers = {"pick": orders.pick, "ship": orders.ship, "cancel": orders.cancel}
    what = form.get("do", "")
    address = "/1c/central/orders/"
    if what in doers:
        await asyncio.to_thread(doers[what], store, number)
    elif what == "quantity" and form.get("quantity", "").isdigit() and form.get("line", "").isdigit():
        args = (number, int(form["line"]), Decimal(form["quantity"]))
        await asyncio.to_thread(orders.change_quantity, store, *args)
    elif what == "status" and form.get("text"):
        await asyncio.to_thread(orders.set_status, store, number, form["text"])
    else:
        return back(address, "Действие не понято")
    return back(address, f"Заказ {number} изменён и уходит на сайт")


def log(request: Request) -> Response:
    base, store = _base(request), _store(request)
    if base is None:
        return _missing()
    context: dict[str, Any] = {
        "runs": exchange.runs(store, base),
        "dialects": DIALECTS,
        "dialect": store.setting(f"base.{base.code}.dialect", base.dialect),
        "auto": {what: schedule.is_auto(store, base, what) for what in ("changes", "orders", "push")},
        "every_s": int(schedule.every_s(store)),
    }
    return page(request, "onec_log.html", **_common(store, base, "exchange/"), **context)


def run_page(request: Request) -> Response:
    base, store = _base(request), _store(request)
    run = store.row("SELECT * FROM exchange_run WHERE id = ?", (request.path_params["run_id"],))
    if base is None or run is None:
        return _missing()
    context: dict[str, Any] = {
        "run": run,
        "title": exchange.KINDS[run["kind"]],
        "steps": exchange.steps(store, run["id"]),
    }
    return page(request, "onec_run.html", **_common(store, base, "exchange/"), **context)


async def run_now(request: Request) -> Response:
    """Start an exchange in the background; with `wait=1` answer when it is over, as JSON (for tests)."""
    base, store, form = _base(request), _store(request), await form_of(request)
    kind = form.get("kind", "")
    if base is None or kind not in exchange.KINDS:
        return _missing()
    if form.get("wait"):
        state = await asyncio.to_thread(exchange.exchange, store, base, kind)
        return JSONResponse({"state": state, "run": exchange.runs(store, base, 1)[0]})
    threading.Thread(target=exchange.exchange, args=(store, base, kind), daemon=True).start()
    return back(f"/1c/{base.code}/exchange/", f"{exchange.KINDS[kind]}: началось")


async def set_settings(request: Request) -> Response:
    base, store, form = _base(request), _store(request), await form_of(request)
    if base is None:
        return _missing()
    if form.get("dialect") in DIALECTS:
        store.set_setting(f"base.{base.code}.dialect", form["dialect"])
    for what in ("changes", "orders"):
        store.set_setting(f"base.{base.code}.auto.{what}", form.get(f"auto_{what}") == "on")
    if form.get("every_s", "").isdigit():
        store.set_setting("orders.every_s", max(int(form["every_s"]), 1))
    return back(f"/1c/{base.code}/exchange/", "Настройки записаны")


def status_json(request: Request) -> Response:
    return JSONResponse(schedule.status(_store(request)))


async def push_again(request: Request) -> Response:
    """Send everything once more, as on the first start; a push that is going on is let go on."""
    store = _store(request)
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
    Route("/1c/central/orders/{number}", order_action, methods=["POST"]),
    Route("/1c/{base}/", goods),
    Route("/1c/{base}/goods/{goods_id}", card),
    Route("/1c/{base}/orders/", order_list),
    Route("/1c/{base}/exchange/", log),
    Route("/1c/{base}/exchange/run", run_now, methods=["POST"]),
    Route("/1c/{base}/exchange/settings", set_settings, methods=["POST"]),
    Route("/1c/{base}/exchange/{run_id:int}", run_page),
]
