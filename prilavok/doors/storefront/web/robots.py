"""What search engines ask for: sitemap, robots."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web import landing
from prilavok.doors.storefront.web.frame import text_of


@public
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Everything but the personal pages may be read."""
    closed = ("/basket/", "/checkout/", "/order/", "/account/", "/me/", "/search/", "/office/", "/counter/", "/1c/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings.BASE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_GET
def sitemap(request: HttpRequest) -> HttpResponse:
    """Categories and products."""
    text = text_of(
        "storefront/sitemap.xml",
        base=settings.BASE_URL,
        categories=sorted(api.whole_tree().by_slug),
        products=api.sitemap(),
        places=landing.addresses(),
    )
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response.headers["X-Page-Cache"] = "1"
    return response
