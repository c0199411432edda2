"""The buyer's account: login by a code, orders and purchases in stores in one list, logout."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, own, public
from prilavok.base.errors import Refused
from prilavok.base.ids import new_token
from prilavok.base.phones import normalize_phone
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import Pager, called, number, safe_next, words
from prilavok.doors.storefront.web.belongings import come_in, go_out
from prilavok.doors.storefront.web.frame import BASKET, basket_token, keep_basket, see_other, show
from prilavok.doors.storefront.web.history import A_PAGE, purchases
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.people.crm import api as crm
from prilavok.trade.oms import api as oms

CONTACT = "login"
CONTACT_S = 20 * 60


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
    code = "".join(letter for letter in request.POST.get("code", "") if letter.isdigit())[:12]
    try:
        person_id = accounts.confirm_code(contact, code, accounts.network_of_request(request))
    except Refused as refusal:
        return show(
            request, "storefront/login_code.html", status=422, contact=contact, into=into, error=refusal.message
        )
    accounts.start_session(request, person_id)
    token = basket_token(request) or new_token()
    with unit():
        basket = oms.bind_basket(token=token, person_id=person_id)
    response = see_other(into)
    keep_basket(response, basket.token)
    come_in(request, response, person_id)
    response.delete_cookie(CONTACT)
    return response


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


@own
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, and what one ordered or bought in stores, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = accounts.people([PersonId(actor.person_id or 0)]).get(PersonId(actor.person_id or 0))
    at = number(request.GET.get("page"))
    phone = person.phone if person and person.kind == "buyer" else ""
    is_buyer = person is not None and person.kind == "buyer"
    things, total = purchases(phone, actor.person_id, at) if is_buyer else ([], 0)
    last = max(1, -(-total // A_PAGE))
    return show(
        request,
        "storefront/account.html",
        person=person,
        name=called(person.name) if person else "",
        things=things,
        proposals=crm.proposals_of(person_id=actor.person_id) if is_buyer else [],
        pager=Pager(request.path, (), min(at, last), last),
    )
