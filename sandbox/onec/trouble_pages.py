"""Pages of a base where things are made to go wrong, and where its people say how it exchanges and when."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.onec import exchange, schedule, trouble
from sandbox.onec.bases import DIALECTS, Base
from sandbox.onec.frame import base_of, frame, missing, store_of
from sandbox.onec.options import Options, options_of, set_options
from sandbox.pages import back, form_of, page
from sandbox.state import Store


def troubles(request: Request) -> Response:
    """Every trouble with what it does and whether it is on."""
    base, store = base_of(request), store_of(request)
    if base is None:
        return missing()
    kept = trouble.kept(store, base.code)
    context: dict[str, Any] = {"troubles": trouble.TROUBLES, "kept": kept}
    return page(request, "onec_troubles.html", **frame(store, base, "troubles/"), **context)


async def set_troubles(request: Request) -> Response:
    """Switch them: a field a trouble, `on` or its number; what is not named is off."""
    base, store, form = base_of(request), store_of(request), await form_of(request)
    if base is None:
        return missing()
    wanted = {} if form.get("calm") else {one.name: _number(form.get(one.name, "")) for one in trouble.TROUBLES}
    await asyncio.to_thread(trouble.keep, store, base.code, wanted)
    count = sum(bool(value) for value in wanted.values())
    words = (
        f"Включено поломок: {count}. Следующий обмен пройдёт с ними" if count else "Поломок нет, обмен идёт спокойно"
    )
    return back(f"/1c/{base.code}/troubles/", words)


def _number(text: str) -> float:
    if text == "on":
        return 1
    try:
        return max(0.0, min(float(text.replace(",", ".") or 0), 10_000))
    except ValueError:
        return 0


def settings(request: Request) -> Response:
    """Dialect, options and schedule of a base."""
    base, store = base_of(request), store_of(request)
    if base is None:
        return missing()
    context: dict[str, Any] = {
        "dialects": DIALECTS,
        "dialect": store.setting(f"base.{base.code}.dialect", base.dialect),
        "options": options_of(store, base),
        "schedule": [
            (kind, exchange.KINDS[kind], schedule.is_auto(store, base, kind), int(schedule.every_s(store, base, kind)))
            for kind in schedule.EVERY_S[base.code]
        ],
    }
    return page(request, "onec_settings.html", **frame(store, base, "settings/"), **context)


async def set_settings(request: Request) -> Response:
    """Keep what the form says."""
    base, store, form = base_of(request), store_of(request), await form_of(request)
    if base is None:
        return missing()
    await asyncio.to_thread(_keep, store, base, form)
    return back(f"/1c/{base.code}/settings/", "Настройки записаны")


def _keep(store: Store, base: Base, form: dict[str, str]) -> None:
    if form.get("dialect") in DIALECTS:
        store.set_setting(f"base.{base.code}.dialect", form["dialect"])
    before = options_of(store, base)
    set_options(
        store,
        base,
        Options(
            portion=_whole(form, "portion", before.portion),
            chunk=_whole(form, "chunk_kb", before.chunk // 1024) * 1024,
            retries=_whole(form, "retries", before.retries),
            wait=form.get("no_wait") != "on",
            quick=form.get("quick") == "on",
        ),
    )
    for kind in schedule.EVERY_S[base.code]:
        store.set_setting(f"base.{base.code}.auto.{kind}", form.get(f"auto_{kind}") == "on")
        seconds = _whole(form, f"every_{kind}", int(schedule.every_s(store, base, kind)))
        store.set_setting(f"base.{base.code}.every.{kind}", max(seconds, 1))


def _whole(form: dict[str, str], name: str, default: int) -> int:
    return int(form[name]) if form.get(name, "").isdigit() else default


ROUTES: Final = [
    Route("/1c/{base}/troubles/", troubles),
    Route("/1c/{base}/troubles/set", set_troubles, methods=["POST"]),
    Route("/1c/{base}/settings/", settings),
    Route("/1c/{base}/settings/set", set_settings, methods=["POST"]),
]
