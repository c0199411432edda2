"""Addresses of tills: JSON in, JSON out. A till proves itself by Basic, so there is no form to be forged."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from prilavok.base.access import Actor, signed
from prilavok.base.errors import Forbidden, Refused
from prilavok.doors.tills import redeeming
from prilavok.doors.tills.errors import NotUnderstood, PasswordWanted
from prilavok.doors.tills.knowing import till_of
from prilavok.doors.tills.reckoning import answer, status_of
from prilavok.doors.tills.values import Ask, CancelAsk, ConfirmAsk, RedeemAsk, Trouble
from prilavok.foundation.accounts import api as accounts

MOST_BYTES = 256 * 1024
Asked = TypeVar("Asked", bound=msgspec.Struct)


@csrf_exempt
@signed
@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """What a basket costs at this till, line by line, and why."""
    return _answered(request, lambda till, network: answer(_ask(request, Ask), till, network))


@csrf_exempt
@signed
@require_POST
def redeem(request: HttpRequest) -> HttpResponse:
    """The same, and its coupons and promotions are taken for a receipt that is about to be made."""
    return _answered(request, lambda till, network: redeeming.redeem(_ask(request, RedeemAsk), till, network))


@csrf_exempt
@signed
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The receipt is made."""
    return _answered(request, lambda till, _network: redeeming.confirm(_ask(request, ConfirmAsk), till))


@csrf_exempt
@signed
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """No receipt was made."""
    return _answered(request, lambda till, _network: redeeming.cancel(_ask(request, CancelAsk), till))


def _answered(request: HttpRequest, reply: Callable[[Actor, str], msgspec.Struct]) -> HttpResponse:
    network = accounts.network_of_request(request)
    try:
        till = till_of(request.META.get("HTTP_AUTHORIZATION", ""), network)
        return _json(reply(till, network))
    except PasswordWanted as refusal:
        response = _trouble(refusal, 401)
        response["WWW-Authenticate"] = 'Basic realm="till", charset="UTF-8"'
        return response
    except Forbidden as refusal:
        return _trouble(refusal, 403)
    except Refused as refusal:
        return _trouble(refusal, status_of(refusal))


def _ask(request: HttpRequest, asked: type[Asked]) -> Asked:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise NotUnderstood(why=f"> {MOST_BYTES // 1024} KB", details=["body"])
    try:
        return msgspec.json.decode(request.read(MOST_BYTES + 1), type=asked)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotUnderstood(why=str(fault)[:300], details=[]) from None


def _trouble(refusal: Refused, status: int) -> HttpResponse:
    details = [str(one) for one in refusal.data.get("details", [])]
    return _json(Trouble(code=refusal.code, message=refusal.message, details=details), status)


def _json(said: msgspec.Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(said), content_type="application/json; charset=utf-8", status=status)
