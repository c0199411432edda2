"""Headers that every answer carries, and which content policy a screen gets.

Our own screens, for buyers and for staff, run no inline script and load nothing from elsewhere. Wagtail's editing
screens start their date fields and inline panels from inline scripts and write inline styles: they, and only they, are
allowed both. A screen is ours when its view carries an access mark.
"""

from functools import cache
from typing import Final

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PERMISSIONS_POLICY: Final = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
STAFF: Final = ("/office/", "/counter/")
UNLISTED: Final = (*STAFF, "/1c/", "/hooks/", "/health/", "/account/", "/basket/", "/checkout/", "/order/")
STAFF_STYLES: Final = {"style-src": (SELF, UNSAFE_INLINE)}
WAGTAIL: Final = {**STAFF_STYLES, "script-src": (SELF, UNSAFE_INLINE), "img-src": (SELF, "data:", "blob:")}


class SecurityHeadersMiddleware(CSPMiddleware):
    """Content policy by screen, and the headers Django has no setting for."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add what is missing."""
        if request.path_info.startswith(STAFF[0]) or any(name.startswith("_csp") for name in vars(response)):
            super().process_response(request, response)
        else:
            response.headers.setdefault(HEADER, _usual())
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.path_info.startswith(UNLISTED):
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 - the library's signature
    ) -> PolicyParts:
        """Loosen the policy for Wagtail's own screens."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/office/") and parts.replace is None:
            parts.replace = STAFF_STYLES if _is_ours(request) else WAGTAIL
        return parts


@cache
def _usual() -> str:
    """The policy of every screen but the office's, written once instead of with each answer."""
    return build_policy()


def _is_ours(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and hasattr(match.func, "access")
