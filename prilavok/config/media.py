"""`/media/...`: pictures and files that rooms have made. A front server may serve the folder instead.

What lies there was re-encoded or checked by the room that put it there; still, only pictures and films are shown inline
and nothing is ever treated as a page: other files are downloads, and no type is guessed by the browser. A film is given
in parts to those who ask so: some browsers play nothing else.

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
INLINE = ("image/webp", "image/jpeg", "image/png", "image/gif", "image/avif", "video/mp4", "video/webm")
RANGE: Final = re.compile(r"bytes=(\d{1,15})?-(\d{1,15})?")
MOST_AT_ONCE: Final = 4 * 1024 * 1024


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
        if response["Content-Type"].startswith("video/"):
            response = _part(request, response)
        if response["Content-Type"] not in INLINE:
            response["Content-Type"] = "application/octet-stream"
            response["Content-Disposition"] = "attachment"
    return response


def _light(path: str) -> str:
    if not path.endswith(".webp"):
        return path
    twin = path.removesuffix("webp") + "avif"
    return twin if Path(safe_join(settings.MEDIA_ROOT, twin)).is_file() else path


def _part(request: HttpRequest, whole: HttpResponse) -> HttpResponse:
    """The part of a file that was asked for (RFC 9110, one range); the whole when none was, or none is understood."""
    whole["Accept-Ranges"] = "bytes"
    size = int(whole.get("Content-Length") or 0)
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    stream = getattr(whole, "file_to_stream", None)
    if asked is None or asked[0] == "bytes=-" or stream is None:
        return whole
    first = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if first > last:
        stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    stream.seek(first)
    body = stream.read(min(last - first + 1, MOST_AT_ONCE))
    stream.close()
    said = {name: whole[name] for name in ("Cache-Control", "Accept-Ranges")}
    said["Content-Range"] = f"bytes {first}-{first + len(body) - 1}/{size}"
    return HttpResponse(body, status=206, content_type=whole["Content-Type"], headers=said)
