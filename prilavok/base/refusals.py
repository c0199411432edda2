"""Refusals become answers here, in one place: 409, 403, 404 or 429 with the sentence for people."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from prilavok.base.errors import OnlySent, Refused


class RefusalMiddleware:
    """Maps `Refused` raised by a view to an answer; everything else stays a defect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == OnlySent.status and "text/html" in request.headers.get("Accept", ""):
            # Opened by hand, or come to after signing in: a person gets words instead of an empty page.
            said = _page(request, OnlySent())
            said.headers["Allow"] = answer.headers.get("Allow", "")
            return said
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave other exceptions alone."""
        if not isinstance(exception, Refused):
            return None
        status = exception.status
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"code": exception.code, "message": exception.message}, status=status)
        return _page(request, exception)


def _page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = refusal.status
    return render(request, "design/refused.html", {"refusal": refusal, "status": status}, status=status)
