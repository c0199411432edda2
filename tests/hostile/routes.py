"""Every address of the house, with what its view asks of the one who comes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

WAGTAIL_OPEN = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtail_serve",
        "wagtailcore_login",
        "wagtailcore_authenticate_with_password",
        "wagtailimages_serve",
        "wagtaildocs_serve",
        "wagtaildocs_authenticate_with_password",
    }
)
PIECE = re.compile(r"<(?:(\w+):)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Route:
    """One address: its pattern, its full name, its view's mark ("needs:...", own, public, signed, wagtail, "")."""

    pattern: str
    name: str
    mark: str
    parameters: tuple[tuple[str, str], ...]
    is_exempt: bool

    def __str__(self) -> str:
        return f"/{self.pattern} [{self.mark}]"

    @property
    def is_wagtail(self) -> bool:
        """One of the shell's own screens."""
        return self.mark.startswith("wagtail")

    @property
    def permission(self) -> str:
        """The permission the mark asks for; empty for other marks."""
        return self.mark.removeprefix("needs:") if self.mark.startswith("needs:") else ""

    def address(self, values: dict[str, Any]) -> str:
        """The path with the parameters filled."""
        path = PIECE.sub(lambda found: str(values[found[2]]), self.pattern)
        path = GROUP.sub(lambda found: str(values[found[1]]), path)
        return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


@cache
def routes() -> tuple[Route, ...]:
    """Every route, the shell's included."""
    return tuple(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], before: str, space: str) -> Iterator[Route]:
    for one in patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, pattern, inner)
        else:
            yield _route(one, pattern, space)


def _route(one: URLPattern, pattern: str, space: str) -> Route:
    named = [(name, kind or "str") for kind, name in PIECE.findall(pattern)]
    named += [(name, "str") for name in GROUP.findall(pattern)]
    return Route(
        pattern=pattern,
        name=f"{space}{one.name or ''}",
        mark=getattr(one.callback, "access", "") or _shell_mark(one, pattern),
        parameters=tuple(named),
        is_exempt=bool(getattr(one.callback, "csrf_exempt", False)),
    )


def _shell_mark(one: URLPattern, pattern: str) -> str:
    homes = (
        getattr(one.callback, "__module__", ""),
        getattr(getattr(one.callback, "view_class", None), "__module__", ""),
    )
    if one.name in WAGTAIL_OPEN:
        return "wagtail-open"
    if any(home.startswith("wagtail.") for home in homes) or pattern == "office/test404/":
        return "wagtail"
    return ""
