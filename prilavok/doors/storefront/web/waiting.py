"""Telling a buyer when sold-out goods are back: the form of the product page, and the way out of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import public
from prilavok.base.errors import NotFound, Refused
from prilavok.base.phones import normalize_phone
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import identity, words
from prilavok.doors.storefront.web.frame import Visit, show
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.errors import ContactNotUnderstood
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.people.crm import api as crm

TRIES, WINDOW_S = 30, 3600


class NotAnnounced(Refused):
    """We do not write about arrivals of “{title}”."""

    code = "storefront.not_announced"


@public
@require_POST
def wait(request: HttpRequest) -> HttpResponse:
    """Keep the phone or e-mail; what was typed stays when it is not understood."""
    card = _card(identity(request.POST.get("variant")))
    product = pim.cards(product_ids=[card.product_id])[card.product_id]
    if not product.can_notify:
        raise NotAnnounced(title=card.title)
    slug = product.slug
    visit, typed = Visit(request), words(request.POST.get("contact"), 200)
    back = f"{reverse('storefront:product', args=[slug])}?v={card.variant_id}"
    context: dict[str, Any] = {"card": card, "back": back, "city": visit.city, "contact": typed}
    try:
        contact = _contact(typed)
        network = accounts.network_of_request(request)
        accounts.spend_guess(kind="waiting", subjects=[network], tries=TRIES, window_s=WINDOW_S)
        with unit():
            crm.wait_for(
                crm.Wait(variant_id=card.variant_id, title=card.title, link=back, city=visit.city, contact=contact)
            )
    except Refused as refusal:
        return show(request, "storefront/waiting.html", status=422, error=refusal.message, **context)
    return show(request, "storefront/waiting.html", **{**context, "contact": contact, "error": ""})


@public
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of our message: a button first, because machines follow links."""
    title = crm.waits_for(token)
    if request.method == "POST" and title is not None:
        with unit():
            crm.stop_waiting(token)
        return show(request, "storefront/waiting_stop.html", title=title, is_over=True)
    return show(request, "storefront/waiting_stop.html", title=title, is_over=title is None)


def _card(variant_id: int | None) -> VariantCard:
    card = pim.variants(variant_ids=[VariantId(variant_id)]).get(VariantId(variant_id)) if variant_id else None
    if card is None:
        raise NotFound
    return card


def _contact(typed: str) -> str:
    """A normal phone or e-mail. Raises PhoneNotUnderstood, ContactNotUnderstood."""
    if "@" not in typed:
        return normalize_phone(typed)
    try:
        validate_email(typed)
    except ValidationError:
        raise ContactNotUnderstood(contact=typed[:60]) from None
    return typed.lower()
