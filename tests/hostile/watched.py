"""Whether a view has read anything of what it was given: where it has not, every other value would show the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client


class Reading:
    """What one view has done with its request."""

    has_read = False


class _Watched(QueryDict):
    """A query or a form that tells when anybody looks into it."""

    reading = Reading()

    @staticmethod
    def over(given: QueryDict, reading: Reading) -> "_Watched":
        """The same values, watched. Every other method of such a dictionary comes down to those below."""
        watched = _Watched(mutable=True)
        dict.update(watched, dict(given.lists()))
        watched._mutable = False
        watched.reading = reading
        return watched

    def __getitem__(self, key: str) -> Any:
        self.reading.has_read = True
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.reading.has_read = True
        return super().__contains__(key)

    def __iter__(self) -> Iterator[Any]:
        self.reading.has_read = True
        return super().__iter__()

    def keys(self) -> Any:
        self.reading.has_read = True
        return super().keys()

    def lists(self) -> Any:
        self.reading.has_read = True
        return super().lists()

    def _getlist(self, *args: Any, **kwargs: Any) -> Any:
        self.reading.has_read = True
        return super()._getlist(*args, **kwargs)


@contextmanager
def watched(client: Client) -> Iterator[Reading]:
    """Within: tells whether the view that this visitor's request reaches has read its query, its form or its body."""
    reading = Reading()

    class Request(WSGIRequest):
        """A request whose raw body is watched as well."""

        @property
        def body(self) -> bytes:
            reading.has_read = True
            return super().body

        def read(self, *args: Any, **kwargs: Any) -> bytes:
            reading.has_read = True
            return super().read(*args, **kwargs)

    def begin(request: Any, *_: object) -> None:
        """The last to see a request before its view; what stands in front of all views has read it by now."""
        request.GET = _Watched.over(request.GET, reading)
        if request.method == "POST":
            request.POST = _Watched.over(request.POST, reading)
        request.__class__ = Request

    handler = cast("Any", client.handler)
    if handler._middleware_chain is None:
        handler.load_middleware()
    handler._view_middleware.append(begin)
    try:
        yield reading
    finally:
        handler._view_middleware.remove(begin)
