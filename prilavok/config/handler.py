"""Django's handler, which looks an address up once.

To tell what an address leads to, Django tries the patterns of the whole house one after another: a fifth of what a
request cost before its view. An address without parts of its own, such as `/basket/line/`, leads to the same view as
long as the process lives.
"""

from typing import Final

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import ResolverMatch

# There are some hundred such addresses; a pattern that fits many may not fill the memory.
MOST: Final = 500


class Handler(WSGIHandler):
    """Remembers the views of addresses."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, ResolverMatch] = {}

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """The view of the request's address. Raises Resolver404."""
        if hasattr(request, "urlconf"):
            return super().resolve_request(request)
        match = self._known.get(request.path_info)
        if match is None:
            match = super().resolve_request(request)
            if not match.args and not match.kwargs and len(self._known) < MOST:
                self._known[request.path_info] = match
        request.resolver_match = match
        return match
