"""The same-origin guard: who may send a form, case by case."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.views.decorators.csrf import csrf_exempt

from prilavok.base.origin import SameOriginMiddleware

OURS = "http://testserver"


def buy(request: HttpRequest) -> HttpResponse:
    """A view that changes something."""
    return HttpResponse("bought")


def judge(method: str = "post", view=buy, data: dict | None = None, cookies: dict | None = None, **headers: str) -> int:
    """The status of a request after the guard; 200 when the view was reached."""
    request = getattr(RequestFactory(enforce_csrf_checks=True), method)("/buy/", data or {}, headers=headers)
    request._dont_enforce_csrf_checks = False
    request.COOKIES.update(cookies or {})
    guard = SameOriginMiddleware(view)
    guard.process_request(request)
    refused = guard.process_view(request, view, (), {})
    return 200 if refused is None else refused.status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OURS},
        {"origin": OURS, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin"},
        {"origin": "http://127.0.0.1:8000"},  # the public address of the settings
    ],
)
def test_our_own_page_needs_no_token(headers: dict[str, str]) -> None:
    assert judge(**headers) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:8080"},
        {"origin": "https://testserver"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
        {"sec-fetch-site": "none"},
        {"referer": OURS + "/buy/"},
    ],
)
def test_another_site_and_the_unknown_are_refused(headers: dict[str, str]) -> None:
    assert judge(**headers) == 403


def test_lying_fetch_site_does_not_help_a_foreign_origin() -> None:
    assert judge(origin="http://evil.example", **{"sec-fetch-site": "same-origin"}) == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_every_unsafe_method_is_guarded(method: str) -> None:
    assert judge(method, origin="http://evil.example") == 403


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_is_free(method: str) -> None:
    assert judge(method, origin="http://evil.example") == 200


def test_without_headers_the_token_decides() -> None:
    page = RequestFactory().get("/")
    token = get_token(page)
    secret = page.META["CSRF_COOKIE"]

    assert judge(data={"csrfmiddlewaretoken": token}, cookies={"csrftoken": secret}) == 200
    assert judge(data={"csrfmiddlewaretoken": "x" * 64}, cookies={"csrftoken": secret}) == 403


def test_a_token_does_not_excuse_a_foreign_origin() -> None:
    page = RequestFactory().get("/")
    token = get_token(page)
    secret = page.META["CSRF_COOKIE"]

    answer = judge(data={"csrfmiddlewaretoken": token}, cookies={"csrftoken": secret}, origin="http://evil.example")

    assert answer == 403


def test_machines_with_their_own_proof_are_left_alone() -> None:
    assert judge(view=csrf_exempt(buy), origin="http://evil.example") == 200
