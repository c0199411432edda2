"""The buyer's book: addresses, and people who may pick up."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prilavok.base.access import own
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import words
from prilavok.doors.storefront.web.frame import see_other
from prilavok.doors.storefront.web.mine.owner import buyer_of, page
from prilavok.foundation.accounts.book import api as book
from prilavok.foundation.accounts.errors import EntryIncomplete
from prilavok.foundation.accounts.values import AddressView, RecipientView


@own
@require_http_methods(["GET", "POST"])
def addresses(request: HttpRequest) -> HttpResponse:
    """The whole book; a POST adds an address or a recipient."""
    if request.method == "GET":
        return _book(request, AddressView(), RecipientView())
    is_recipient = request.POST.get("what") == "recipient"
    return _keep_recipient(request, 0) if is_recipient else _keep_address(request, 0)


@own
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, address_id: int) -> HttpResponse:
    """Change an address, make it the usual one, or take it out; somebody else's is not found."""
    card = buyer_of(request)
    known = next((one for one in book.addresses_of(card.person_id) if one.address_id == address_id), None)
    if known is None:
        raise NotFound
    if request.method == "GET":
        return _book(request, known, RecipientView())
    if request.POST.get("do") == "drop":
        with unit():
            book.drop_address(person_id=card.person_id, address_id=address_id)
        return see_other("/account/addresses/")
    return _keep_address(request, address_id)


@own
@require_http_methods(["GET", "POST"])
def recipient(request: HttpRequest, recipient_id: int) -> HttpResponse:
    """Change one who may pick up, make them the usual one, or take them out; somebody else's is not found."""
    card = buyer_of(request)
    known = next((one for one in book.recipients_of(card.person_id) if one.recipient_id == recipient_id), None)
    if known is None:
        raise NotFound
    if request.method == "GET":
        return _book(request, AddressView(), known)
    if request.POST.get("do") == "drop":
        with unit():
            book.drop_recipient(person_id=card.person_id, recipient_id=recipient_id)
        return see_other("/account/addresses/")
    return _keep_recipient(request, recipient_id)


def _keep_address(request: HttpRequest, address_id: int) -> HttpResponse:
    post = request.POST
    draft = AddressView(
        address_id=address_id,
        title=words(post.get("title"), 60),
        city=words(post.get("city"), 100),
        street=words(post.get("street"), 200),
        flat=words(post.get("flat"), 40),
        postcode=words(post.get("postcode"), 10),
        note=words(post.get("note"), 300),
        is_default=post.get("usual") == "1",
    )
    try:
        with unit():
            book.keep_address(person_id=buyer_of(request).person_id, draft=draft)
    except EntryIncomplete:
        error = _("Write the city and the street with the house.")
        return _book(request, draft, RecipientView(), address_error=error)
    except NotFound:
        raise
    except Refused as refusal:
        return _book(request, draft, RecipientView(), address_error=refusal.message)
    return see_other("/account/addresses/")


def _keep_recipient(request: HttpRequest, recipient_id: int) -> HttpResponse:
    post = request.POST
    draft = RecipientView(
        recipient_id=recipient_id,
        name=words(post.get("name"), 120),
        phone=words(post.get("phone"), 40),
        is_default=post.get("usual") == "1",
    )
    try:
        with unit():
            book.keep_recipient(person_id=buyer_of(request).person_id, draft=draft)
    except EntryIncomplete:
        return _book(request, AddressView(), draft, recipient_error=_("Write the name of who picks it up."))
    except NotFound:
        raise
    except Refused as refusal:
        return _book(request, AddressView(), draft, recipient_error=refusal.message)
    return see_other("/account/addresses/")


def _book(
    request: HttpRequest,
    draft: AddressView,
    one: RecipientView,
    *,
    address_error: str = "",
    recipient_error: str = "",
) -> HttpResponse:
    card = buyer_of(request)
    return page(
        request,
        "addresses",
        "addresses.html",
        status=422 if address_error or recipient_error else 200,
        addresses=book.addresses_of(card.person_id),
        recipients=book.recipients_of(card.person_id),
        draft=draft,
        recipient=one,
        address_error=address_error,
        recipient_error=recipient_error,
    )
