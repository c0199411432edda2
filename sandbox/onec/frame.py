"""What every page of a base has: its title, tabs, what waits to be sent and how the last exchange ended."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.onec import exchange, schedule, trouble
from sandbox.onec.bases import BASES, Base
from sandbox.state import Store

TABS: Final = {
    "central": {
        "": "Товары",
        "orders/": "Заказы",
        "arrivals/": "Поступления",
        "customers/": "Клиенты",
        "rates/": "Курсы",
    },
    "retail": {"": "Остатки", "orders/": "Заказы"},
}
COMMON: Final = {"exchange/": "Обмен", "settings/": "Настройки", "troubles/": "Поломки"}


def store_of(request: Request) -> Store:
    """The simulators' database."""
    store: Store = request.app.state.store
    return store


def base_of(request: Request) -> Base | None:
    """The base of the address, if there is such a one."""
    return BASES.get(request.path_params["base"])


def missing() -> Response:
    """No such page."""
    return PlainTextResponse("Такой страницы нет", status_code=404)


def frame(store: Store, base: Base, tab: str) -> dict[str, Any]:
    """The values of `onec_base.html`."""
    waiting = store.value("SELECT COUNT(DISTINCT kind || ref) FROM change WHERE base = ?", (base.code,))
    last = exchange.runs(store, base, 1)
    return {
        "base": base,
        "tab": tab,
        "tabs": {**TABS[base.code], **COMMON},
        "waiting": waiting,
        "last": last[0] if last else None,
        "push": schedule.push_state(store),
        "broken": [one.title for one in trouble.TROUBLES if one.name in trouble.kept(store, base.code)],
        "buttons": BUTTONS[base.code],
    }


BUTTONS: Final = {
    "central": (
        ("changes", "Выгрузить цены"),
        ("plans", "Выгрузить поступления, курсы, клиентов"),
        ("orders", "Загрузить заказы"),
        ("customers", "Забрать исправления клиентов"),
        ("full", "Полная выгрузка"),
    ),
    "retail": (("changes", "Выгрузить остатки"), ("receipts", "Выгрузить чеки"), ("full", "Все остатки")),
}
