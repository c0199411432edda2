"""`POST /api/till/quote`: JSON in, JSON out. The till proves itself by Basic, so there is no form to be forged."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from prilavok.base.access import signed
from prilavok.base.errors import Forbidden, Refused
from prilavok.doors.tills.errors import NotUnderstood, PasswordWanted
from prilavok.doors.tills.knowing import till_of
from prilavok.doors.tills.reckoning import answer, status_of
from prilavok.doors.tills.values import Ask, Trouble
from prilavok.foundation.accounts import api as accounts

MOST_BYTES = 256 * 1024


@csrf_exempt
@signed
@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """What a basket costs at this till, line by line, and why."""
    network = accounts.network_of_request(request)
    try:
        till = till_of(request.META.get("HTTP_AUTHORIZATION", ""), network)
        return _json(answer(_ask(request), till, network))
    except PasswordWanted as refusal:
        response = _trouble(refusal, 401)
        response["WWW-Authenticate"] = 'Basic realm="till", charset="UTF-8"'
        return response
    except Forbidden as refusal:
        return _trouble(refusal, 403)
    except Refused as refusal:
        return _trouble(refusal, status_of(refusal))


def _ask(request: HttpRequest) -> Ask:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise NotUnderstood(why=f"> {MOST_BYTES // 1024} KB", details=["body"])
    try:
        return msgspec.json.decode(request.read(MOST_BYTES + 1), type=Ask)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotUnderstood(why=str(fault)[:300], details=[]) from None


def _trouble(refusal: Refused, status: int) -> HttpResponse:
    details = [str(one) for one in refusal.data.get("details", [])]
    return _json(Trouble(code=refusal.code, message=refusal.message, details=details), status)


def _json(said: msgspec.Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(said), content_type="application/json; charset=utf-8", status=status)
