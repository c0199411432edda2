"""What search engines and designers ask for: sitemap, robots, the style guide."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import AvailLine, LadderStep
from prilavok.doors.storefront.web import landing
from prilavok.doors.storefront.web.addresses import Pager
from prilavok.doors.storefront.web.frame import show, text_of


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


@public
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; only where the platform is built (PRILAVOK_DEBUG=1), not in a working shop."""
    if not settings.DEBUG:
        raise Http404
    return show(
        request,
        "storefront/styleguide.html",
        lines=[AvailLine(tone, tone) for tone in ("here", "few", "away", "none")],
        ladder_steps=_ladder(),
        pager=Pager("/styleguide/", (), 5, 20),
        moment=datetime.now().astimezone(),
    )


def _ladder() -> list[LadderStep]:
    from decimal import Decimal

    said = (
        ("Tverskaya, 12", 24, "ok", "plenty · 24", True),
        ("Lesnaya, 3", 2, "few", "few · 2", False),
        ("Mira, 40", 0, "none", "none", False),
    )
    return [
        LadderStep(
            location_id=number, title=title, city="", address="Moscow", hours="10:00–21:00",
            latitude=None, longitude=None,
            available=Decimal(amount), words=words, tone=tone, ready="14:00" if amount else "", is_mine=is_mine,
        )
        for number, (title, amount, tone, words, is_mine) in enumerate(said, 1)
    ]  # fmt: skip
