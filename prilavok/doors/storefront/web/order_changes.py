"""What the customer may still do with an order by its secret page: another store, another recipient, no order at all.

Whoever holds the link acts as the order's customer. What a status allows is data of the scheme; a refusal says why.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, signed
from prilavok.base.errors import Refused
from prilavok.base.ids import new_token
from prilavok.base.unit import unit
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web.addresses import identity, words
from prilavok.doors.storefront.web.basket_links import missed_part
from prilavok.doors.storefront.web.frame import Visit, basket_token, keep_basket, see_other, show
from prilavok.doors.storefront.web.orders import Said, answer, found_order
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.altering import api as altering
from prilavok.trade.oms.baskets import api as baskets
from prilavok.trade.oms.baskets.values import Wanted
from prilavok.trade.oms.values import BuyerAct, Contact, OrderView, bought

PAGE = "storefront/order.html"


@signed
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """The customer does not need it any more."""
    found = found_order(token)
    try:
        with unit():
            oms.cancel(order_id=found.order_id, reason=_("Cancelled by the customer"), actor=customer(found))
    except Refused as refusal:
        return answer(request, found_order(token), PAGE, Said(refusal=refusal.message), 409)
    return see_other(f"/order/{token}/?done=cancelled")


@signed
@require_http_methods(["GET", "POST"])
def store(request: HttpRequest, token: str) -> HttpResponse:
    """The stores that have everything of the order, and those that lack something; a POST moves it."""
    found = found_order(token)
    if request.method == "GET":
        return _stores(request, found)
    asked = identity(request.POST.get("store"))
    if asked is None:
        return _stores(request, found, _("Choose a store to pick the order up at."), 422)
    try:
        with unit():
            altering.change_store(order_id=found.order_id, location_id=asked, actor=customer(found))
    except Refused as refusal:
        return _stores(request, found_order(token), refusal.message, 409)
    return see_other(f"/order/{token}/?" + urlencode({"done": "store", "was": found.location_id}))


@signed
@require_POST
def recipient(request: HttpRequest, token: str) -> HttpResponse:
    """Another person comes for it; `self`: the customer after all."""
    found = found_order(token)
    named = Contact(
        name=words(request.POST.get("recipient_name"), 120), phone=words(request.POST.get("recipient_phone"), 40)
    )
    try:
        with unit():
            altering.change_recipient(
                order_id=found.order_id,
                recipient=None if request.POST.get("self") else named,
                actor=customer(found),
            )
    except Refused as refusal:
        return answer(request, found_order(token), PAGE, Said(recipient_refusal=refusal.message, typed=named), 422)
    return see_other(f"/order/{token}/?done=recipient")


@signed
@require_POST
def repeat(request: HttpRequest, token: str) -> HttpResponse:
    """Put the goods of the order into this device's basket, beside what lies there."""
    found = found_order(token)
    key = basket_token(request)
    kept = key or new_token()
    wanted = _as_it_was(found)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with unit():
        if not key and actor.kind == "buyer":
            oms.bind_basket(token=kept, person_id=actor.person_id or 0)
        missed = baskets.put_again(token=kept, wanted=wanted, where=Visit(request).where)
    response = see_other(f"/basket/?put=1{missed_part(missed)}")
    if not key:
        keep_basket(response, kept)
    return response


@signed
@require_GET
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The order on paper: what was ordered, for how much, of whom, where it waits."""
    found = found_order(token)
    seller = oms.legal_entities(location_ids=[found.location_id]).get(found.location_id, "")
    place = api.stores().get(found.location_id)
    return show(request, "storefront/order_paper.html", order=found, store=place, seller=seller)


def _as_it_was(order: OrderView) -> list[Wanted]:
    """What lay in the basket: bundles as bundles, goods without what came as their parts or as a gift."""
    return [
        Wanted(variant_id=variant_id, quantity=quantity) for variant_id, quantity in bought(order.lines, order.deal)
    ]


def customer(order: OrderView) -> Actor:
    """Whoever holds the link acts as the order's customer, as far as the scheme allows, and as nobody else."""
    return Actor(
        person_id=order.person_id, name=order.contact.name, kind="customer", stores=frozenset({order.location_id})
    )


def _stores(request: HttpRequest, order: OrderView, refusal: str = "", status: int = 200) -> HttpResponse:
    acts = altering.acts_of(order, oms.scheme())
    offers = altering.store_choices(order) if BuyerAct.STORE in acts.may else ()
    mine = api.stores().get(order.location_id)
    return show(
        request,
        "storefront/order_store.html",
        status=status,
        order=order,
        store=mine,
        refusal=refusal,
        why_not=acts.why_not.get(BuyerAct.STORE, ""),
        whole=[one for one in offers if one.has_all],
        partial=[one for one in offers if not one.has_all],
        city=mine.city if mine else "",
        titles={line.variant_id: line.title for line in order.lines},
        ready_words=api.ready_words,
    )
