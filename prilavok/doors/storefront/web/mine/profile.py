"""What the buyer is called, the proven phone and e-mail, loyalty cards; two accounts that are one person's."""

from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import own
from prilavok.base.errors import NotFound, Refused
from prilavok.base.phones import normalize_phone
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import words
from prilavok.doors.storefront.web.frame import see_other, show
from prilavok.doors.storefront.web.mine.owner import actor_of, buyer_of, name_of, page, typed_code
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.errors import JoinNeedsAPerson
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import Asked
from prilavok.people.crm import api as crm
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Buyer, OrderFilter

NEW_CONTACT: Final = "contact"
JOINING: Final = "joining"
CARD: Final = "card"
A_WHILE_S: Final = 20 * 60
CARD_TRIES, CARD_WINDOW_S = 5, 3600


@own
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The name, contacts and cards; a POST keeps the name."""
    card = buyer_of(request)
    if request.method == "POST":
        with unit():
            accounts.rename_buyer(person_id=card.person_id, name=words(request.POST.get("name"), 120))
        return see_other("/account/profile/?kept=1")
    return page(
        request,
        "profile",
        "profile.html",
        person=card,
        name=name_of(card),
        cards=crm.cards_of(card.person_id),
        proposals=crm.proposals_of(person_id=card.person_id),
        is_kept=request.GET.get("kept") == "1",
    )


@own
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Ask for a code to a new phone or e-mail."""
    buyer_of(request)
    asked = words(request.POST.get("contact") or request.GET.get("contact"), 200)
    if request.method == "GET":
        return _contact_form(request, asked)
    try:
        asked = asked.lower() if "@" in asked else normalize_phone(asked)
        accounts.request_code(asked, accounts.network_of_request(request))
    except Refused as refusal:
        return _contact_form(request, asked, error=refusal.message)
    return _remember(see_other("/account/contact/code/"), NEW_CONTACT, asked)


@own
@require_http_methods(["GET", "POST"])
def contact_code(request: HttpRequest) -> HttpResponse:
    """The code: the contact is the person's from now on, or leads to another account that may be theirs."""
    card = buyer_of(request)
    asked = _remembered(request, NEW_CONTACT)
    if not asked:
        return see_other("/account/profile/")
    if request.method == "GET":
        return _contact_form(request, asked, is_sent=True)
    try:
        claim = accounts.claim_contact(card.person_id, asked, typed_code(request), accounts.network_of_request(request))
    except Refused as refusal:
        return _contact_form(request, asked, is_sent=True, error=refusal.message)
    if claim.other_id is None:
        response = see_other("/account/profile/?kept=1")
    else:
        # What was proven just now, by whom and against whom: worth something for a while, in this browser only.
        proof = signing.dumps([card.person_id, claim.other_id, asked, claim.is_risky], salt=JOINING)
        response = _remember(see_other("/account/join/"), JOINING, proof)
    response.delete_cookie(NEW_CONTACT)
    return response


@own
@require_POST
def decline_contact(request: HttpRequest) -> HttpResponse:
    """The person keeps what they have."""
    proposal, actor = request.POST.get("proposal", ""), actor_of(request)
    with unit():
        is_mine = proposal.isdecimal() and crm.dismiss_proposal(
            person_id=actor.person_id or 0, proposal_id=int(proposal[:15])
        )
    if not is_mine:
        raise NotFound
    return see_other("/account/")


@own
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Another account signs in with the contact that was proven: what it holds, and whether to make them one."""
    card = buyer_of(request)
    proof = _proof(request, card.person_id)
    if proof is None:
        return see_other("/account/profile/")
    other_id, asked, is_risky = proof
    if request.method == "GET":
        orders = oms.find_orders(OrderFilter(buyer=Buyer(person_id=other_id), page_size=1)).total_count
        return page(
            request,
            "profile",
            "join.html",
            person=card,
            contact=asked,
            orders=orders,
            is_risky=is_risky,
            is_asked=False,
        )
    is_asked = _join(request, card.person_id, other_id, asked)
    response = (
        page(request, "profile", "join.html", person=card, contact=asked, orders=0, is_risky=True, is_asked=True)
        if is_asked
        else see_other("/account/?joined=1")
    )
    response.delete_cookie(JOINING)
    return response


@own
@require_http_methods(["GET", "POST"])
def cards(request: HttpRequest) -> HttpResponse:
    """The number of a loyalty card: a code goes to the phone it is known with, whatever that is."""
    card = buyer_of(request)
    number = _card_number(request.POST.get("number"))
    if request.method == "GET" or not number:
        error = _("Write the number of the card: letters and digits.") if request.method == "POST" else ""
        return page(request, "profile", "card.html", status=422 if error else 200, number=number, step="", error=error)
    try:
        accounts.spend_guess(
            kind="card", subjects=[f"person:{card.person_id}"], tries=CARD_TRIES, window_s=CARD_WINDOW_S
        )
        phone = crm.card_contact(number)
        if phone and request.POST.get("by") != "staff":
            accounts.request_code(phone, accounts.network_of_request(request))
    except Refused as refusal:
        return page(request, "profile", "card.html", status=422, number=number, step="", error=refusal.message)
    if request.POST.get("by") == "staff":
        with unit():
            privacy.ask(person_id=card.person_id, kind=Asked.CARD, detail={"card": number})
        return page(request, "profile", "card.html", number=number, step="asked", error="")
    return _remember(see_other("/account/cards/code/"), CARD, number)


@own
@require_http_methods(["GET", "POST"])
def card_code(request: HttpRequest) -> HttpResponse:
    """The code from that phone: the card's purchases are this person's."""
    card = buyer_of(request)
    number = _remembered(request, CARD)
    if not number:
        return see_other("/account/cards/")
    if request.method == "GET":
        return page(request, "profile", "card.html", number=number, step="code", error="")
    phone = crm.card_contact(number)
    try:
        # A card nobody knows is refused like a wrong code, and costs the same tries.
        accounts.check_code(phone or f"card:{number}", typed_code(request), accounts.network_of_request(request))
    except Refused as refusal:
        return page(request, "profile", "card.html", status=422, number=number, step="code", error=refusal.message)
    with unit():
        crm.take_card(person_id=card.person_id, card=number)
    response = see_other("/account/profile/?kept=1")
    response.delete_cookie(CARD)
    return response


def _join(request: HttpRequest, person_id: PersonId, other_id: PersonId, asked: str) -> bool:
    """Join, or have staff look at it; True when staff was asked."""
    try:
        with unit():
            accounts.join_buyers(person_id=person_id, other_id=other_id, proven=asked, actor=actor_of(request))
    except JoinNeedsAPerson:
        with unit():
            privacy.ask(person_id=person_id, kind=Asked.JOIN, detail={"other": other_id, "contact": asked})
        return True
    return False


def _proof(request: HttpRequest, person_id: PersonId) -> tuple[PersonId, str, bool] | None:
    try:
        owner, other_id, asked, is_risky = signing.loads(_remembered(request, JOINING), salt=JOINING, max_age=A_WHILE_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (PersonId(other_id), asked, is_risky) if owner == person_id else None


def _contact_form(request: HttpRequest, asked: str, *, is_sent: bool = False, error: str = "") -> HttpResponse:
    return show(
        request,
        "storefront/contact.html",
        status=422 if error else 200,
        contact=asked,
        is_sent=is_sent,
        error=error,
        kind="email" if request.GET.get("kind") == "email" or "@" in asked else "phone",
    )


def _card_number(text: str | None) -> str:
    return "".join(letter for letter in (text or "") if letter.isalnum())[:40]


def _remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    options: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_signed_cookie(name, value, max_age=A_WHILE_S, **options)
    return response


def _remembered(request: HttpRequest, name: str) -> str:
    return str(request.get_signed_cookie(name, default="", max_age=A_WHILE_S))
