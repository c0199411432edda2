"""The office menu, from what the rooms themselves declare in their `menu.py`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One entry of the office menu. `title` is an English msgid, `icon` a Wagtail icon name.

    `group` is one of: orders, customers, goods, messages, exchange, business, settings. `count`: how many things wait
    there for a person; asked at most every few seconds, one query.
    """

    code: str
    title: str
    url_name: str
    icon: str
    permission: str
    group: str
    order: int = 100
    count: Callable[[], int] | None = None


_items: dict[str, MenuItem] = {}


def declare_menu(item: MenuItem) -> None:
    """Put an entry into the office menu."""
    _items[item.code] = item


def menu_items() -> list[MenuItem]:
    """All entries, in order."""
    return sorted(_items.values(), key=lambda item: (item.group, item.order, item.code))
