"""Pages of the central base beside goods and orders: expected arrivals, customers, rates."""

import asyncio
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.onec import dealings
from sandbox.onec.bases import CENTRAL
from sandbox.onec.frame import frame, store_of
from sandbox.pages import back, form_of, page

MOST: Final = Decimal(100_000)


def arrivals(request: Request) -> Response:
    """What is on its way."""
    store = store_of(request)
    context: dict[str, Any] = {"arrivals": dealings.arrivals(store)}
    return page(request, "onec_arrivals.html", **frame(store, CENTRAL, "arrivals/"), **context)


async def receive(request: Request) -> Response:
    """An arrival has come."""
    form = await form_of(request)
    number = int(form["arrival"]) if form.get("arrival", "").isdigit() else 0
    good = await asyncio.to_thread(dealings.receive, store_of(request), number)
    words = "Оприходовано: остаток склада вырос и уходит на сайт" if good else "Это поступление уже оприходовано"
    return back("/1c/central/arrivals/", words)


def customers(request: Request) -> Response:
    """Cards of customers."""
    store = store_of(request)
    context: dict[str, Any] = {"customers": store.rows("SELECT * FROM customer ORDER BY name, guid LIMIT 300")}
    return page(request, "onec_customers.html", **frame(store, CENTRAL, "customers/"), **context)


def customers_json(request: Request) -> Response:
    """The same for tests."""
    return JSONResponse({"customers": [dict(one) for one in store_of(request).rows("SELECT * FROM customer")]})


async def change_customer(request: Request) -> Response:
    """A correction of a card."""
    form = await form_of(request)
    fields = {name: form[name].strip() for name in ("name", "phone", "email", "card") if name in form}
    if not fields or not fields.get("name", "-"):
        return back("/1c/central/customers/", "Имя не может быть пустым")
    await asyncio.to_thread(dealings.change_customer, store_of(request), form.get("guid", ""), **fields)
    return back("/1c/central/customers/", "Карточка записана и ждёт выгрузки")


def rates(request: Request) -> Response:
    """Internal rates."""
    store = store_of(request)
    context: dict[str, Any] = {"rates": store.rows("SELECT * FROM rate ORDER BY currency, since DESC")}
    return page(request, "onec_rates.html", **frame(store, CENTRAL, "rates/"), **context)


async def set_rate(request: Request) -> Response:
    """A rate from today on."""
    form = await form_of(request)
    try:
        rate = Decimal(form.get("rate", "").replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        rate = Decimal(0)
    if not 0 < rate < MOST or form.get("currency") not in {currency for currency, _, _ in dealings.RATES}:
        return back("/1c/central/rates/", "Курс не понят. Пример: 92,50")
    await asyncio.to_thread(dealings.set_rate, store_of(request), form["currency"], rate)
    return back("/1c/central/rates/", "Курс записан и ждёт выгрузки")


ROUTES: Final = [
    Route("/1c/central/arrivals/", arrivals),
    Route("/1c/central/arrivals/receive", receive, methods=["POST"]),
    Route("/1c/central/customers/", customers),
    Route("/1c/central/customers.json", customers_json),
    Route("/1c/central/customers/change", change_customer, methods=["POST"]),
    Route("/1c/central/rates/", rates),
    Route("/1c/central/rates/set", set_rate, methods=["POST"]),
]
