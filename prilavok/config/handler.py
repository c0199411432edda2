"""Django's handler, which looks an address up once.

To tell what an address leads to, Django tries the patterns of the whole house one after another: a fifth of what a
request cost before its view. An address leads to the same view as long as the process lives.
"""

from typing import Final

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import ResolverMatch

# Addresses without parts of their own, such as `/basket/line/`, are some hundred; of those with a name or a number in
# them there is no end, so the most recent are known.
MOST: Final = 500
MOST_NAMED: Final = 4000
LONGEST: Final = 200


class Handler(WSGIHandler):
    """Remembers the views of addresses."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, ResolverMatch] = {}
        self._named: dict[str, ResolverMatch] = {}

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """The view of the request's address. Raises Resolver404."""
        if hasattr(request, "urlconf"):
            return super().resolve_request(request)
        match = self._known.get(request.path_info) or self._named.get(request.path_info)
        if match is None:
            match = super().resolve_request(request)
            self._remember(request.path_info, match)
        request.resolver_match = match
        return match

    def _remember(self, address: str, match: ResolverMatch) -> None:
        if match.args or match.kwargs:
            if len(address) > LONGEST:
                return
            if len(self._named) >= MOST_NAMED:
                self._named.clear()
            self._named[address] = match
        elif len(self._known) < MOST:
            self._known[address] = match
