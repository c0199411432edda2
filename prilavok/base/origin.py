"""Who may send us a form: the same-origin guard.

Pages for buyers are cached whole and shared, so their forms carry no token. The browser itself says where a request
comes from: `Sec-Fetch-Site` (on secure origins and loopback) and `Origin` (on every POST). A page of another site can
forge neither. So an unsafe request is

* accepted when its `Origin` is ours or a trusted one;
* refused when its `Origin` is anything else, `null` included;
* without `Origin`, accepted when `Sec-Fetch-Site` says same-origin and refused when it says same-site or cross-site;
* without either header (old browsers, scripts), checked by Django's token, as ever.

See docs/adr/0011-same-origin-guard.md.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseForbidden
from django.middleware.csrf import REASON_BAD_ORIGIN, CsrfViewMiddleware

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
REASON_CROSS_SITE = "The browser says that another site sent this request (Sec-Fetch-Site: %s)."


class SameOriginMiddleware(CsrfViewMiddleware):
    """Stands in the place of Django's CsrfViewMiddleware."""

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponseForbidden | None:
        """Judge by the browser's own headers; leave the rest to the token."""
        origin = request.META.get("HTTP_ORIGIN")
        site = request.META.get("HTTP_SEC_FETCH_SITE", "")
        judged = origin is not None or site in ("same-origin", "same-site", "cross-site")
        if not judged or self._is_not_ours_to_judge(request, callback):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        if origin is not None:
            reason = "" if self._origin_verified(request) else REASON_BAD_ORIGIN % origin  # type: ignore[attr-defined]
        else:
            reason = "" if site == "same-origin" else REASON_CROSS_SITE % site
        if reason:
            return self._reject(request, reason)  # type: ignore[attr-defined, no-any-return]
        self._accept(request)  # type: ignore[attr-defined]
        return None

    @staticmethod
    def _is_not_ours_to_judge(request: HttpRequest, callback: Callable[..., HttpResponseBase]) -> bool:
        return (
            request.method in SAFE
            or getattr(request, "csrf_processing_done", False)
            or getattr(callback, "csrf_exempt", False)
            or getattr(request, "_dont_enforce_csrf_checks", False)
        )
