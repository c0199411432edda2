"""The exchange address: hands the request over as it came and the answer back as it is."""

from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from prilavok.base.access import signed
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp import api
from prilavok.partners.erp.values import Call


@csrf_exempt
@signed
def exchange(request: HttpRequest) -> HttpResponse:
    """GET and POST mean the same here; the body is a piece of a file and is never parsed as a form."""
    reply = api.speak(
        Call(
            method=request.method or "GET",
            query=request.META.get("QUERY_STRING", ""),
            cookie=request.META.get("HTTP_COOKIE", ""),
            authorization=request.META.get("HTTP_AUTHORIZATION", ""),
            network=accounts.network_of_request(request),
            body=_body(request),
        )
    )
    response = HttpResponse(reply.body, content_type=reply.content_type)
    response["Content-Length"] = str(len(reply.body))
    response["Cache-Control"] = "no-store"
    return response


def _body(request: HttpRequest) -> BinaryIO | None:
    if request.method != "POST":
        return None
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return cast("BinaryIO", request.META["wsgi.input"])
    return cast("BinaryIO", request)
