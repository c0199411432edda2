"""Into the account and out of it: a code by SMS or e-mail, or a passkey; what was gathered before comes along."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import own, public
from prilavok.base.errors import Refused
from prilavok.base.ids import new_token
from prilavok.base.phones import normalize_phone
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import safe_next, words
from prilavok.doors.storefront.web.belongings import come_in, go_out
from prilavok.doors.storefront.web.frame import BASKET, basket_token, keep_basket, see_other, show
from prilavok.doors.storefront.web.mine.owner import actor_of, buyer_of, name_of, site_of, typed_code, ways_of
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.passkeys import api as passkeys
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import ADVERTISING, Agreement, Purpose
from prilavok.trade.oms import api as oms

CONTACT = "login"
CONTACT_S = 20 * 60
LONGEST_ANSWER = 20_000


@public
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The phone or e-mail to send a code to."""
    into = safe_next(request.POST.get("next", "") or request.GET.get("next", ""), "/account/")
    contact = words(request.POST.get("contact"), 200)
    if request.method == "GET":
        return show(request, "storefront/login.html", contact="", into=into, error="")
    try:
        contact = contact.lower() if "@" in contact else normalize_phone(contact)
        accounts.request_code(contact, accounts.network_of_request(request))
    except Refused as refusal:
        return show(request, "storefront/login.html", status=422, contact=contact, into=into, error=refusal.message)
    response = see_other(f"/account/login/code/?next={into}")
    response.set_signed_cookie(
        CONTACT, contact, max_age=CONTACT_S, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@public
@require_http_methods(["GET", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """The code itself; what was gathered before becomes the person's."""
    into = safe_next(request.POST.get("next", "") or request.GET.get("next", ""), "/account/")
    contact = str(request.get_signed_cookie(CONTACT, default="", max_age=CONTACT_S))
    if not contact:
        return see_other(f"/account/login/?next={into}")
    if request.method == "GET":
        return show(request, "storefront/login_code.html", contact=contact, into=into, error="")
    try:
        person_id = accounts.confirm_code(contact, typed_code(request), accounts.network_of_request(request))
    except Refused as refusal:
        return show(
            request, "storefront/login_code.html", status=422, contact=contact, into=into, error=refusal.message
        )
    basket = _enter(request, person_id, "code")
    response = see_other(_first(person_id, into))
    keep_basket(response, basket)
    come_in(request, response, person_id)
    response.delete_cookie(CONTACT)
    return response


@public
@require_POST
def login_key(request: HttpRequest) -> HttpResponse:
    """What the browser's passkey has to sign."""
    try:
        network = accounts.network_of_request(request)
        return JsonResponse(passkeys.begin_entering(network=network, site=site_of(request)))
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=429)


@public
@require_POST
def login_key_answer(request: HttpRequest) -> HttpResponse:
    """What the passkey has signed: whose it is, is signed in."""
    said = read_json(request)
    into = safe_next(str(said.get("next", "")), "/account/")
    try:
        person_id = passkeys.finish_entering(
            answer=answer_in(said), network=accounts.network_of_request(request), site=site_of(request)
        )
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=422)
    basket = _enter(request, person_id, "passkey")
    response = JsonResponse({"next": _first(person_id, into)})
    keep_basket(response, basket)
    come_in(request, response, person_id)
    return response


@own
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Between the code and the account, once: what to call the buyer, and what they agree to. Nothing is ticked."""
    card = buyer_of(request)
    into = safe_next(request.POST.get("next", "") or request.GET.get("next", ""), "/account/")
    error, name = "", name_of(card)
    if request.method == "POST":
        name = words(request.POST.get("name"), 120)
        if request.POST.get("agree") == "1":
            _keep_agreements(request, card.person_id, name)
            return see_other(into)
        error = "agree"
    ways = ways_of(card)
    return show(
        request,
        "storefront/mine/welcome.html",
        status=422 if error else 200,
        into=into,
        name=name,
        error=error,
        ways=ways,
        is_new=not privacy.consents_of(person_id=card.person_id, ways=ways),
    )


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Leave; the basket stays with the person, not with the browser."""
    token = basket_token(request)
    if token:
        with unit():
            oms.let_go_basket(token=token)
    accounts.end_session(request)
    response = see_other("/")
    response.delete_cookie(BASKET)
    go_out(response)
    return response


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The small JSON of our own script; anything else, a form say, is empty."""
    if request.content_type != "application/json" or len(request.body) > LONGEST_ANSWER:
        return {}
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def answer_in(said: dict[str, Any]) -> dict[str, Any]:
    """What the browser's passkey answered."""
    answer = said.get("answer")
    return answer if isinstance(answer, dict) else {}


def _enter(request: HttpRequest, person_id: PersonId, way: str) -> str:
    """A session begins, the basket becomes the person's; returns the basket's token."""
    accounts.start_session(request, person_id, way=way, network=accounts.network_of_request(request))
    token = basket_token(request) or new_token()
    with unit():
        return oms.bind_basket(token=token, person_id=person_id).token


def _first(person_id: PersonId, into: str) -> str:
    """Where to go after signing in: to what has to be agreed to first, else where one wanted to."""
    return f"/account/welcome/?next={into}" if privacy.missing(person_id=person_id) else into


def _keep_agreements(request: HttpRequest, person_id: PersonId, name: str) -> None:
    network, ways = accounts.network_of_request(request), ways_of(buyer_of(request))
    given = [(Purpose.ACCOUNT, "")]
    for purpose, contact in zip(ADVERTISING, (ways.phone, ways.email), strict=True):
        if contact and request.POST.get(purpose.value) == "1":
            given.append((purpose, contact))
    with unit():
        for purpose, contact in given:
            privacy.agree(
                said=Agreement(purpose=purpose, person_id=person_id, contact=contact, channel="site", network=network)
            )
        if name:
            accounts.rename_buyer(person_id=PersonId(actor_of(request).person_id or 0), name=name)
