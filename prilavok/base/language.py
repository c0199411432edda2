"""Russian first: the language is the visitor's own choice in the cookie `lang`, never guessed from the browser.

A page that is stored whole may then be keyed by the cookie alone, and a Russian shop greets in Russian even where the
browser was bought abroad.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = "lang"


class LanguageMiddleware:
    """Activates the chosen language for the request; Russian by default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(COOKIE, settings.LANGUAGE_CODE)
        known = {code for code, _ in settings.LANGUAGES}
        translation.activate(wanted if wanted in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response
