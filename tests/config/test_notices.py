"""Words for the next screen are kept where some were said, and nothing is made ready where none are."""

from django.contrib import messages
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from prilavok.config.notices import LazyMessageMiddleware


def asked(*said: str, cookies: dict[str, str] | None = None) -> tuple[HttpRequest, HttpResponse]:
    def screen(request: HttpRequest) -> HttpResponse:
        for words in said:
            messages.success(request, words)
        return HttpResponse()

    request = RequestFactory().get("/office/")
    request.session = SessionStore()
    request.COOKIES.update(cookies or {})
    return request, LazyMessageMiddleware(screen)(request)


def test_what_was_said_is_read_on_the_next_screen() -> None:
    _, told = asked("Сохранено.")
    kept = {name: one.value for name, one in told.cookies.items()}
    request, _ = asked(cookies=kept)

    assert [str(one) for one in messages.get_messages(request)] == ["Сохранено."]


def test_a_screen_that_says_nothing_leaves_what_is_kept_alone() -> None:
    _, told = asked("Сохранено.")
    _, silent = asked(cookies={name: one.value for name, one in told.cookies.items()})

    assert not silent.cookies
