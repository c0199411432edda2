"""The addresses of the simulators."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import faults, mailbox, sms
from sandbox.pages import back, day, form_of, money, page
from sandbox.state import Store

Endpoint = Callable[[Request], Awaitable[Response]]
SMTP_PORT: Final = 8025


def store_of(request: Request) -> Store:
    """The simulators' database."""
    store: Store = request.app.state.store
    return store


async def _params(request: Request) -> dict[str, str]:
    return {**dict(request.query_params), **await form_of(request)}


async def sms_send(request: Request) -> Response:
    params = await _params(request)
    store = store_of(request)
    try:
        done = await asyncio.to_thread(sms.send, store, params)
    except sms.SmsRefused as refused:
        return _sms_error(params, refused)
    if params.get("fmt") != "3":
        text = (
            f"OK - {done.parts} SMS, ID - {done.own_id}"
            if params.get("fmt", "0") == "0"
            else f"{done.own_id},{done.parts}"
        )
        return PlainTextResponse(text)
    if params.get("cost") == "1":
        return JSONResponse({"cost": f"{done.cost:.2f}", "cnt": done.parts})
    answer: dict[str, Any] = {"id": int(done.own_id) if done.own_id.isdigit() else done.own_id, "cnt": done.parts}
    if params.get("cost") in {"2", "3"}:
        answer["cost"] = f"{done.cost:.2f}"
    if params.get("cost") == "3":
        answer["balance"] = f"{done.balance:.2f}"
    return JSONResponse(answer)


def _sms_error(params: dict[str, str], refused: sms.SmsRefused) -> Response:
    if params.get("fmt") == "3":
        return JSONResponse({"error": str(refused), "error_code": refused.code})
    return PlainTextResponse(f"ERROR = {refused.code} ({refused})")


async def sms_status(request: Request) -> Response:
    params = await _params(request)
    try:
        return JSONResponse(await asyncio.to_thread(sms.status, store_of(request), params))
    except sms.SmsRefused as refused:
        return _sms_error(params, refused)


async def sms_balance(request: Request) -> Response:
    params = await _params(request)
    try:
        sms.check_login(params)
    except sms.SmsRefused as refused:
        return _sms_error(params, refused)
    left = await asyncio.to_thread(sms.balance, store_of(request))
    return JSONResponse({"balance": f"{left:.2f}"}) if params.get("fmt") == "3" else PlainTextResponse(f"{left:.2f}")


def phones(request: Request) -> Response:
    store = store_of(request)
    return page(request, "phones.html", phones=sms.phones(store), balance=sms.balance(store))


def phone_open(request: Request) -> Response:
    try:
        return back(f"/phone/{sms.normal_phone(request.query_params.get('number', ''))}")
    except sms.SmsRefused:
        return back("/phone/", "Такого номера не бывает. Пример: +7 916 123-45-67")


def phone_screen(request: Request) -> Response:
    store, number = store_of(request), request.path_params["number"]
    messages = sms.messages_to(store, number)
    sms.mark_seen(store, number)
    days: dict[str, list[Any]] = {}
    for one in messages:
        days.setdefault(day(one["accepted_at"]), []).append(one)
    return page(request, "phone.html", phone=number, days=list(days.items()))


def phone_json(request: Request) -> Response:
    names = ("own_id", "phone", "text", "sender", "accepted_at", "attempts")
    found = sms.messages_to(store_of(request), request.path_params["number"])
    return JSONResponse({"messages": [{name: one[name] for name in names} for one in found]})


def inbox(request: Request) -> Response:
    recipient = request.query_params.get("to", "")
    found = mailbox.letters(store_of(request), recipient)
    return page(request, "mail.html", letters=found, recipient=recipient, smtp_port=request.app.state.smtp_port)


def inbox_json(request: Request) -> Response:
    found = mailbox.letters(store_of(request), request.query_params.get("to", ""))
    return JSONResponse({"letters": [dict(one) for one in found]})


def letter(request: Request) -> Response:
    store, mail_id = store_of(request), request.path_params["mail_id"]
    found = mailbox.letter(store, mail_id)
    if found is None:
        return PlainTextResponse("Такого письма нет", status_code=404)
    store.run("UPDATE mail SET is_read = 1 WHERE id = ?", (mail_id,))
    return page(request, "letter.html", letter=found)


def letter_html(request: Request) -> Response:
    found = mailbox.letter(store_of(request), request.path_params["mail_id"])
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:"
    return HTMLResponse(found["html"] if found else "", headers={"Content-Security-Policy": policy})


def letter_json(request: Request) -> Response:
    found = mailbox.letter(store_of(request), request.path_params["mail_id"])
    return JSONResponse(found or {}, status_code=200 if found else 404)


def start(request: Request) -> Response:
    store = store_of(request)
    simulators = [*_talkers(store), *request.app.state.start_cards(store)]
    known = {code: faults.fault_of(store, code) for code in faults.SWITCHED}
    return page(request, "start.html", simulators=simulators, faults=known, fault_titles=faults.TITLES)


def _talkers(store: Store) -> list[dict[str, Any]]:
    sent = store.value("SELECT COUNT(*) FROM sms")
    letters = store.value("SELECT COUNT(*) FROM mail")
    return [
        {
            "code": "sms",
            "title": "SMS-шлюз и телефоны",
            "href": "/phone/",
            "about": "Договор SMSC.ru: отправка, статусы, баланс. Доставка через секунду.",
            "facts": [("Сообщений", sent), ("На счёте", money(sms.balance(store)))],
        },
        {
            "code": "mail",
            "title": "Почта",
            "href": "/mail/",
            "about": "Почтовый сервер всех покупателей, настоящий SMTP.",
            "facts": [("Писем", letters)],
        },
    ]


async def set_fault(request: Request) -> Response:
    form = await form_of(request)
    code, fault = request.path_params["code"], form.get("fault", "")
    try:
        await asyncio.to_thread(faults.set_fault, store_of(request), code, fault)
    except ValueError:
        return PlainTextResponse("Такого состояния нет", status_code=400)
    return back("/", f"{faults.SIMULATORS[code]}: {faults.TITLES[fault]}")


async def settings(request: Request) -> Response:
    """Settings of the SMS gateway for tests: callback_url, callback_secret, balance."""
    form, store = await form_of(request), store_of(request)
    for name in ("callback_url", "callback_secret", "balance"):
        if name in form:
            value: Any = float(form[name]) if name == "balance" else form[name]
            await asyncio.to_thread(store.set_setting, f"sms.{name}", value)
    return back("/phone/", "Сохранено")


def health(request: Request) -> Response:
    store_of(request).value("SELECT 1")
    return PlainTextResponse("ok")


def _gateway(store: Store) -> faults.Faulty:
    methods = ["GET", "POST"]
    paths = [("send.php", sms_send), ("status.php", sms_status), ("balance.php", sms_balance)]
    routes = [Route(f"{prefix}/{name}", view, methods=methods) for name, view in paths for prefix in ("", "/sys")]
    inner = Starlette(routes=routes)
    inner.state.store = store
    return faults.Faulty(inner, store, "sms")


def build(
    store: Store, *, more: list[Any] | None = None, cards: Callable[[Store], list[Any]] | None = None
) -> Starlette:
    """The simulators' web application; `more` routes and start-page `cards` come from the 1C bases and the till."""
    routes = [
        Route("/", start),
        Route("/health", health),
        Route("/fault/{code}", set_fault, methods=["POST"]),
        Route("/sms/settings", settings, methods=["POST"]),
        Mount("/smsc", _gateway(store)),
        Route("/phone/", phones),
        Route("/phone/open", phone_open),
        Route("/phone/{number:int}.json", phone_json),
        Route("/phone/{number}", phone_screen),
        Route("/mail/", inbox),
        Route("/mail.json", inbox_json),
        Route("/mail/{mail_id:int}.json", letter_json),
        Route("/mail/{mail_id:int}/html", letter_html),
        Route("/mail/{mail_id:int}", letter),
        *(more or []),
        Mount("/static", StaticFiles(directory=Path(__file__).with_name("static"))),
    ]
    app = Starlette(routes=routes)
    app.state.store = store
    app.state.start_cards = cards or (lambda _: [])
    app.state.smtp_port = int(os.environ.get("PRILAVOK_SANDBOX_SMTP_PORT", SMTP_PORT))
    return app
