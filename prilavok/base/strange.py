"""Input that no person types and no column holds: NUL characters, numbers beyond 64 bits.

PostgreSQL refuses both, each time as a defect of another view. They are met here, once: an address that cannot exist is
missing (404); NUL characters in a query or a form, which come along with pasted text, are dropped. Bodies of machines
(the exchange, providers' hooks) are left unread: their views stream them.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

LARGEST: Final = 2**63 - 1
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


class StrangeInputMiddleware:
    """Looks at addresses, queries and forms before a view does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raise Http404 for an impossible address; clean queries and forms."""
        if "\0" in request.path_info or any(isinstance(one, int) and one > LARGEST for one in kwargs.values()):
            raise Http404
        if _has_nul(request.GET):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        is_form = request.method == "POST" and request.content_type in FORMS
        if is_form and not getattr(view, "csrf_exempt", False) and _has_nul(request.POST):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _has_nul(given: QueryDict) -> bool:
    return any("\0" in name or any("\0" in one for one in values) for name, values in given.lists())


def _without_nul(given: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True)
    for name, values in given.lists():
        clean.setlist(name.replace("\0", ""), [one.replace("\0", "") for one in values])
    clean._mutable = False  # noqa: SLF001 - as Django itself seals a request's data
    return clean
