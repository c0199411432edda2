"""The fault switch every simulator has: off (works), slow, error, cut, garbage."""

import asyncio
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.onec import trouble
from sandbox.state import Store

OFF: Final = "off"
SLOW: Final = "slow"
ERROR: Final = "error"
CUT: Final = "cut"
GARBAGE: Final = "garbage"

TITLES: Final = {
    OFF: "работает",
    SLOW: "медленно",
    ERROR: "ошибка 500",
    CUT: "обрыв связи",
    GARBAGE: "мусор в ответ",
}
SWITCHED: Final = {"sms": "SMS-шлюз", "mail": "Почта"}
BASES: Final = {"central": "1С: центральная база", "retail": "1С: розница"}
SIMULATORS: Final = {**SWITCHED, **BASES}
# What the short switch means for a base of 1C, whose troubles are many (see `sandbox.onec.trouble`).
OF_A_BASE: Final[dict[str, dict[str, float]]] = {
    OFF: {},
    SLOW: {"step_delay_s": 2},
    ERROR: {"die_after": 3},
    CUT: {"cut_chunk": 1},
    GARBAGE: {"garbage": 1},
}
SLOW_S: Final = 8.0


def fault_of(store: Store, simulator: str) -> str:
    """The fault a simulator has now."""
    found: str = store.setting(f"fault.{simulator}", OFF)
    return found


def set_fault(store: Store, simulator: str, fault: str) -> None:
    """Turn a fault on, or off."""
    if simulator not in SIMULATORS or fault not in TITLES:
        raise ValueError(f"{simulator}: {fault}")
    if simulator in BASES:
        trouble.keep(store, simulator, OF_A_BASE[fault])
        return
    store.set_setting(f"fault.{simulator}", fault)


class Faulty:
    """Stands before an ASGI application and spoils its answers as the switch says."""

    def __init__(self, app: ASGIApp, store: Store, simulator: str) -> None:
        self.app = app
        self.store = store
        self.simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = await asyncio.to_thread(fault_of, self.store, self.simulator)
        if scope["type"] != "http" or fault == OFF:
            await self.app(scope, receive, send)
        elif fault == SLOW:
            await asyncio.sleep(SLOW_S)
            await self.app(scope, receive, send)
        else:
            await _spoil(fault, self.app, scope, receive, send)


async def _spoil(fault: str, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    if fault == CUT:
        # The work is done, the answer is lost on the way: the hardest case for a caller that must not do it twice.
        await app(scope, receive, _swallow)
        await _answer(send, 200, b'{"id"', length=4096)
    elif fault == ERROR:
        await _answer(send, 500, b"Internal Server Error")
    else:
        await _answer(send, 200, "<html><body>Сервис временно недоступен</body></html>".encode())


async def _swallow(message: Any) -> None:
    return None


async def _answer(send: Send, status: int, body: bytes, *, length: int | None = None) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(length or len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": length is not None})
    if length is not None:
        raise ConnectionAbortedError("the answer is cut on purpose")
