"""Messages of the office from one screen to the next, kept out of the way of everybody else.

Django makes ready to hold messages with each request, and looks through them with each answer. Only screens of staff
say any: whoever asks for them gets them made then.
"""

from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject


class LazyMessageMiddleware(MessageMiddleware):
    """Stands in the place of Django's own."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request messages that are read when they are asked for, and keep what was said."""
        made: list[BaseStorage] = []

        def messages() -> BaseStorage:
            made.append(default_storage(request))
            return made[0]

        request._messages = SimpleLazyObject(messages)  # type: ignore[attr-defined]  # noqa: SLF001 - where Django looks
        response: HttpResponse = self.get_response(request)  # type: ignore[assignment]
        for one in made:
            one.update(response)
        return response
