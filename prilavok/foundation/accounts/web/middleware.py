"""Every request carries an actor: who acts, with which rights, where."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from prilavok.base.access import ANONYMOUS, Actor
from prilavok.foundation.accounts.api import actor_of_user


class ActorMiddleware:
    """Sets `request.actor`, read from the session only when somebody asks, and never without a session cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor_of(request: HttpRequest) -> Actor:
    # Touching the session would mark the page as personal and keep it out of every cache.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANONYMOUS
    return actor_of_user(request.user)
