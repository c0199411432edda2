"""Legal pages, rendered from the very versions that people agree to."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.base.errors import NotFound
from prilavok.doors.storefront.web.frame import show
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import Text


@public
@require_GET
def text(request: HttpRequest, text_code: str, version: int | None = None) -> HttpResponse:
    """The version that holds, or an earlier one, which search engines need not know."""
    if text_code not in set(Text):
        raise NotFound
    now = privacy.text(Text(text_code))
    shown = now if version is None else privacy.text(Text(text_code), version)
    return show(
        request,
        "storefront/legal.html",
        shared=True,
        text=shown,
        now=now,
        others=privacy.texts(),
        is_old=shown.version != now.version,
    )
