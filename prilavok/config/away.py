"""When the database is away, a page says so and when to come back, instead of looking broken.

503 with `Retry-After`: nothing was half done, because a unit that has lost its database was rolled back; a form sent
again with its key is done once. A deadlock or a lock time-out with a living connection is not this: it stays a defect.
"""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.utils.translation import gettext as _

RETRY_S = "5"


def connection_lives() -> bool:
    """True while this thread's connection to the database is open."""
    return connection.connection is not None and not connection.connection.closed


class DatabaseAwayMiddleware:
    """Maps a lost database connection in a view to 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a database that cannot be reached; leave other exceptions alone."""
        if not isinstance(exception, OperationalError | InterfaceError) or connection_lives():
            return None
        headers = {"Retry-After": RETRY_S, "Cache-Control": "no-store"}
        text = _("We are restarting. Nothing is lost: repeat in a minute.")
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"code": "DatabaseAway", "message": text}, status=503, headers=headers)
        return HttpResponse(get_template("503.html").render(), status=503, headers=headers)
