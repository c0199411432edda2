"""`/media/...`: pictures and files that rooms have made. A front server may serve the folder instead.

What lies there was re-encoded or checked by the room that put it there; still, only pictures are shown inline and
nothing is ever treated as a page: other files are downloads, and no type is guessed by the browser.
"""

from typing import cast

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.static import serve

from prilavok.base.access import public

INLINE = ("image/webp", "image/jpeg", "image/png", "image/gif", "image/avif")


@public
def media(request: HttpRequest, path: str) -> HttpResponse:
    """One file of the media folder."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405)
    try:
        response = cast("HttpResponse", serve(request, path, document_root=str(settings.MEDIA_ROOT)))
    except (SuspiciousFileOperation, OSError):  # a path that leads outside, a name longer than files have
        raise Http404 from None
    if response.status_code == 200:
        response["Cache-Control"] = "public, max-age=86400"
        if response["Content-Type"] not in INLINE:
            response["Content-Type"] = "application/octet-stream"
            response["Content-Disposition"] = "attachment"
    return response
