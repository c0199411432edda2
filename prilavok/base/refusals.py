"""Refusals become answers here, in one place: 409, 403, 404 or 429 with the sentence for people."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from prilavok.base.errors import Refused


class RefusalMiddleware:
    """Maps `Refused` raised by a view to an answer; everything else stays a defect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave other exceptions alone."""
        if not isinstance(exception, Refused):
            return None
        status = exception.status
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"code": exception.code, "message": exception.message}, status=status)
        return render(request, "design/refused.html", {"refusal": exception, "status": status}, status=status)
