"""Who acts, and what a screen needs.

Every view carries exactly one mark: `@needs("orders.view")`, `@own` (a logged-in person's own things), `@public`, or
`@signed` (the address itself is the secret, or the caller proves itself inside). The generated authorisation matrix
refuses a view without a mark. `request.actor` is set by the middleware of `accounts`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from prilavok.base.errors import Forbidden, NotFound

EVERYWHERE: Final = None


@dataclass(frozen=True)
class Actor:
    """The one who acts. `stores` is None for everywhere, else the location ids of the scope.

    `person_id` is None for the anonymous; `kind` is anonymous, buyer, staff, machine or system.
    """

    person_id: int | None = None
    name: str = ""
    kind: str = "anonymous"
    permissions: frozenset[str] = field(default_factory=frozenset)
    stores: frozenset[int] | None = field(default_factory=frozenset)

    def may(self, permission: str, *, store: int | None = None) -> bool:
        """True when a role grants the permission and, if a store is named, the scope covers it."""
        if permission not in self.permissions:
            return False
        return store is None or self.stores is None or store in self.stores

    def require(self, permission: str, *, store: int | None = None) -> None:
        """Raise Forbidden without the permission, NotFound outside of the scope."""
        if permission not in self.permissions:
            raise Forbidden
        if not self.may(permission, store=store):
            raise NotFound


ANONYMOUS: Final = Actor()
SYSTEM: Final = Actor(name="system", kind="system")


@dataclass(frozen=True)
class Permission:
    """A right that roles may grant; `title` is an English msgid."""

    code: str
    title: str
    room: str


_permissions: dict[str, Permission] = {}


def declare_permissions(room: str, titles: dict[str, str]) -> None:
    """Called from a room's `permissions.py`: code -> English title."""
    for code, title in titles.items():
        _permissions[code] = Permission(code=code, title=title, room=room)


def all_permissions() -> list[Permission]:
    """Every right of the house, ordered by code."""
    return sorted(_permissions.values(), key=lambda one: one.code)


def known_permissions(codes: Iterable[str]) -> frozenset[str]:
    """Those of the codes that exist."""
    return frozenset(code for code in codes if code in _permissions)


View = Callable[..., HttpResponseBase]


def _marked(view: View, mark: str, guard: Callable[[HttpRequest], HttpResponseBase | None]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = guard(request) or view(request, *args, **kwargs)
        if mark != "public":  # what one person may see is kept by no cache, the browser's own included
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    guarded.access = mark  # type: ignore[attr-defined]
    return guarded


def _to_login(request: HttpRequest, address: str) -> HttpResponseBase:
    return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()})}")


def needs(permission: str, *, login: str = "/office/login/") -> Callable[[View], View]:
    """Staff only, with the permission; the anonymous go to the login given, others get Forbidden."""

    def guard(request: HttpRequest) -> HttpResponseBase | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if actor.kind == "anonymous":
            return _to_login(request, login)
        actor.require(permission)
        return None

    return lambda view: _marked(view, f"needs:{permission}", guard)


def own(view: View) -> View:
    """A logged-in person's own things; the view itself narrows every query to `request.actor.person_id`."""

    def guard(request: HttpRequest) -> HttpResponseBase | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return _to_login(request, "/account/login/") if actor.kind == "anonymous" else None

    return _marked(view, "own", guard)


def public(view: View) -> View:
    """Anybody may see this."""
    return _marked(view, "public", lambda request: None)


def signed(view: View) -> View:
    """The address or the body carries its own proof (a token of 128 bits or more, Basic of an exchange node)."""
    return _marked(view, "signed", lambda request: None)
