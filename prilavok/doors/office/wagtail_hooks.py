"""The office inside Wagtail's shell: our menu from what rooms declare, our looks, nothing that nobody needs."""

import time
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from prilavok.base.menu import MenuItem as DeclaredItem
from prilavok.base.menu import menu_items

COUNTED_S = 5.0
_counted: dict[str, tuple[float, int]] = {}
GROUPS = [
    ("orders", gettext_lazy("Orders"), "clipboard-list"),
    ("customers", gettext_lazy("Customers"), "group"),
    ("goods", gettext_lazy("Goods"), "list-ul"),
    ("messages", gettext_lazy("Messages"), "mail"),
    ("business", gettext_lazy("Business"), "table"),
    ("exchange", gettext_lazy("Exchange"), "rotate"),
    ("settings", gettext_lazy("Settings"), "cogs"),
]


class RoomItem(MenuItem):  # type: ignore[misc]  # Wagtail carries no types
    """A menu entry that a room declared; shown to those who may open it."""

    def __init__(self, declared: DeclaredItem) -> None:
        self.declared = declared
        self.permission = declared.permission
        super().__init__(
            _(declared.title),
            reverse(declared.url_name),
            name=declared.code,
            icon_name=declared.icon,
            order=declared.order,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the actor may open it; then it also says how much waits there."""
        if not request.actor.may(self.permission):  # type: ignore[attr-defined]
            return False
        waiting = _waiting(self.declared)
        if waiting:
            self.label = f"{_(self.declared.title)} · {waiting}"
        return True


def _waiting(declared: DeclaredItem) -> int:
    """How many things wait behind an entry; asked again after a few seconds, not by every page."""
    if declared.count is None:
        return 0
    known = _counted.get(declared.code)
    if known is None or known[0] < time.monotonic():
        known = _counted[declared.code] = (time.monotonic() + COUNTED_S, declared.count())
    return known[1]


def _group(code: str) -> list[RoomItem]:
    found = []
    for declared in menu_items():
        if declared.group == code:
            try:
                found.append(RoomItem(declared))
            except NoReverseMatch:
                continue
    return found


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]
def our_menu(request: HttpRequest, items: list[Any]) -> None:
    """Replace Wagtail's own entries with ours: its pages, images and settings serve nobody here yet."""
    items.clear()
    for order, (code, title, icon) in enumerate(GROUPS):
        inside = [item for item in _group(code) if item.is_shown(request)]
        if len(inside) == 1:
            inside[0].order = order
            items.append(inside[0])
        elif inside:
            items.append(SubmenuMenuItem(title, Menu(items=inside), name=code, icon_name=icon, order=order))


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def our_looks() -> str:
    """The office's stylesheet on every screen of the shell."""
    return format_html('<link rel="stylesheet" href="{}">', static("design/office.css"))


@hooks.register("insert_global_admin_js")  # type: ignore[untyped-decorator]
def our_manners() -> str:
    """Keys in tables, forms that send themselves, places that renew themselves: on every screen of the shell."""
    return format_html('<script src="{}" defer></script>', static("design/office.js"))
