"""One list of what a buyer ordered and bought in stores; a receipt's page; a new phone or e-mail proven by a code."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, own
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import words
from prilavok.doors.storefront.web.frame import see_other, show
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, LocationId
from prilavok.people.crm import api as crm
from prilavok.people.crm.values import CustomerReceiptView
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderView
from prilavok.trade.receipts import api as receipts
from prilavok.trade.receipts.values import ReceiptId

A_PAGE = 20
DEEPEST = 500
NEW_CONTACT = "contact"
NEW_CONTACT_S = 20 * 60


@dataclass(frozen=True, kw_only=True)
class Thing:
    """An order, or a purchase in a store with its place."""

    at: datetime
    order: OrderView | None = None
    receipt: CustomerReceiptView | None = None
    place: LocationCard | None = None


def purchases(phone: str, person_id: int | None, page: int) -> tuple[list[Thing], int]:
    """One page of orders and purchases, newest first, and how many there are together."""
    reach = min(max(page, 1) * A_PAGE, DEEPEST)
    # By the proven phone, which also finds orders made before the account; else by the person.
    mine = {"phone": phone} if phone else {"person_id": person_id}
    ordered = oms.find_orders(OrderFilter(page=1, page_size=reach, **mine))
    bought, bought_count = crm.receipts_of_person(person_id or 0, reach)
    places = stock.locations(location_ids=sorted({one.location_id for one in bought}))
    things = [Thing(at=one.placed_at, order=one) for one in ordered.orders]
    things += [Thing(at=one.at, receipt=one, place=places.get(LocationId(one.location_id))) for one in bought]
    things.sort(key=lambda one: one.at, reverse=True)
    return things[reach - A_PAGE : reach], ordered.total_count + bought_count


@own
@require_GET
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """A purchase in a store; somebody else's is not found."""
    person_id = _person(request)
    found = receipts.receipts(receipt_ids=[receipt_id]).get(ReceiptId(receipt_id))
    if found is None or not crm.owns_receipt(person_id, receipt_id):
        raise NotFound
    place = stock.locations(location_ids=[found.key.location_id]).get(LocationId(found.key.location_id))
    shown = (found.return_of_id,) if found.return_of_id and crm.owns_receipt(person_id, found.return_of_id) else ()
    return show(request, "storefront/receipt.html", receipt=found, place=place, returned=shown)


@own
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Ask for a code to a new phone or e-mail that was named at checkout."""
    person_id = _person(request)
    asked = words(request.POST.get("contact") or request.GET.get("contact"), 200)
    if asked not in {one.value for one in crm.proposals_of(person_id=person_id)}:
        return see_other("/account/")
    if request.method == "GET":
        return show(request, "storefront/contact.html", contact=asked, is_sent=False, error="")
    try:
        accounts.request_code(asked, accounts.network_of_request(request))
    except Refused as refusal:
        return show(request, "storefront/contact.html", status=422, contact=asked, is_sent=False, error=refusal.message)
    response = see_other("/account/contact/code/")
    response.set_signed_cookie(
        NEW_CONTACT, asked, max_age=NEW_CONTACT_S, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@own
@require_http_methods(["GET", "POST"])
def contact_code(request: HttpRequest) -> HttpResponse:
    """The code: the contact is the person's from now on."""
    person_id = _person(request)
    asked = str(request.get_signed_cookie(NEW_CONTACT, default="", max_age=NEW_CONTACT_S))
    if not asked:
        return see_other("/account/")
    if request.method == "GET":
        return show(request, "storefront/contact.html", contact=asked, is_sent=True, error="")
    code = "".join(letter for letter in request.POST.get("code", "") if letter.isdigit())[:12]
    try:
        accounts.prove_contact(PersonId(person_id), asked, code, accounts.network_of_request(request))
    except Refused as refusal:
        return show(request, "storefront/contact.html", status=422, contact=asked, is_sent=True, error=refusal.message)
    response = see_other("/account/")
    response.delete_cookie(NEW_CONTACT)
    return response


@own
@require_POST
def decline_contact(request: HttpRequest) -> HttpResponse:
    """The person keeps what they have."""
    proposal = request.POST.get("proposal", "")
    with unit():
        is_mine = proposal.isdecimal() and crm.dismiss_proposal(
            person_id=_person(request), proposal_id=int(proposal[:15])
        )
    if not is_mine:
        raise NotFound
    return see_other("/account/")


def _person(request: HttpRequest) -> int:
    """The buyer; of staff, who have no purchases here, none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.person_id or 0 if actor.kind == "buyer" else 0
