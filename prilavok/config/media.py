"""`/media/...`: pictures and files that rooms have made. A front server may serve the folder instead.

What lies there was re-encoded or checked by the room that put it there; still, only pictures are shown inline and
nothing is ever treated as a page: other files are downloads, and no type is guessed by the browser.

A WebP may have an AVIF beside it under the same name: a browser that says it takes AVIF gets that one under the address
of the WebP. A file whose name is a hash of its content never changes and may be kept for ever.
"""

import re
from pathlib import Path
from typing import Final, cast

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils._os import safe_join
from django.views.static import serve

from prilavok.base.access import public

NAMED_BY_CONTENT: Final = re.compile(r"(?:^|/)[0-9a-f]{40,64}(?:-\d+)?\.[a-z0-9]+$")
INLINE = ("image/webp", "image/jpeg", "image/png", "image/gif", "image/avif")


@public
def media(request: HttpRequest, path: str) -> HttpResponse:
    """One file of the media folder."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405)
    try:
        best = _light(path) if "image/avif" in request.headers.get("Accept", "") else path
        response = cast("HttpResponse", serve(request, best, document_root=str(settings.MEDIA_ROOT)))
    except (SuspiciousFileOperation, OSError):  # a path that leads outside, a name longer than files have
        raise Http404 from None
    if response.status_code == 200:
        is_for_ever = NAMED_BY_CONTENT.search(path) is not None
        response["Cache-Control"] = "public, max-age=31536000, immutable" if is_for_ever else "public, max-age=86400"
        if path.endswith(".webp"):
            response["Vary"] = "Accept"
        if response["Content-Type"] not in INLINE:
            response["Content-Type"] = "application/octet-stream"
            response["Content-Disposition"] = "attachment"
    return response


def _light(path: str) -> str:
    if not path.endswith(".webp"):
        return path
    twin = path.removesuffix("webp") + "avif"
    return twin if Path(safe_join(settings.MEDIA_ROOT, twin)).is_file() else path
