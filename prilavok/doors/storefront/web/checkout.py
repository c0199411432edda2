"""Checkout: one screen for who and where, then the order's number. Nothing typed is ever lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base.access import Actor, public, signed
from prilavok.base.errors import NotFound, Refused
from prilavok.base.money import Money
from prilavok.base.phones import format_phone
from prilavok.base.unit import unit
from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.web.addresses import called, identity
from prilavok.doors.storefront.web.came import first_touch
from prilavok.doors.storefront.web.checkout_form import Trouble, Typed
from prilavok.doors.storefront.web.consenting import note_agreements
from prilavok.doors.storefront.web.frame import Visit, basket_token, see_other, show
from prilavok.doors.storefront.web.order_way import coming_to
from prilavok.doors.storefront.web.portions import portions_of
from prilavok.doors.storefront.web.recommended import note_order, offered_to
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonCard, PersonId
from prilavok.goods.bundles import api as bundles
from prilavok.goods.bundles.values import Part
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.coupons.errors import CouponSpent
from prilavok.goods.pricing.values import Circumstances
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.values import Confirmation
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.baskets import api as baskets
from prilavok.trade.oms.baskets.values import BasketTerms
from prilavok.trade.oms.errors import NotEnough, PriceChanged
from prilavok.trade.oms.values import (
    BasketLine,
    BasketReview,
    Buyer,
    Channel,
    Contact,
    Lacking,
    OrderFilter,
    OrderView,
    PlacedOrder,
    PlaceOrder,
    StoreOffer,
)

WHOLE, SIDE = "storefront/checkout.html", "storefront/checkout_side.html"


@dataclass(frozen=True)
class Answer:
    """How the form is shown again: why it was refused, the sum shown before, the whole page or its changing part."""

    status: int = 200
    trouble: Trouble | None = None
    shown: Money | None = None
    template: str = WHOLE


FRESH = Answer()


@public
@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Who picks up and where; a POST places the order, or fits the basket to a store (`fit`)."""
    token = basket_token(request)
    if request.method == "GET":
        return _form(request, token, _known(request))
    typed = Typed.of(request)
    fit = identity(request.POST.get("fit"))
    if fit is not None:
        typed.store = fit
        _fit(token, _where(Visit(request), fit))
    if fit is not None or request.POST.get("choose"):
        return _chosen(request, token, typed)
    if not typed.check():
        _hold(token, typed.store)
        return _form(request, token, typed, Answer(status=422))
    return _try(request, token, typed)


def _chosen(request: HttpRequest, token: str, typed: Typed) -> HttpResponse:
    """A store was chosen: its goods are held, its sum is shown, and what differs from the sum shown before is said."""
    _hold(token, typed.store)
    shown = _total(request.POST.get("total", ""))
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    return _form(request, token, typed, Answer(shown=shown, template=SIDE if is_fragment else WHOLE))


def _hold(token: str, store: int | None) -> None:
    """Keep the goods for this buyer for a while, where the chain does that."""
    if token and store is not None and basket_terms().hold_minutes:
        with unit():
            baskets.hold_at_checkout(token=token, location_id=store)


def basket_terms() -> BasketTerms:
    """How the chain treats baskets; changes by the year, so it is remembered for a moment."""
    return memory.kept("basket terms", memory.STORES_S, baskets.basket_terms)


def _try(request: HttpRequest, token: str, typed: Typed) -> HttpResponse:
    """Place it, or show the form again with the way out."""
    try:
        placed = _place(request, token, typed)
    except PriceChanged as refusal:
        with unit():
            oms.accept_prices(token=token, where=_where(Visit(request), typed.store))
        lines = tuple(refusal.data.get("lines", ()))
        return _form(request, token, typed, Answer(409, Trouble("price", refusal.message, lines)))
    except NotEnough as refusal:
        lines = tuple(refusal.data.get("lines", ()))
        return _form(request, token, typed, Answer(409, Trouble("short", refusal.message, lines)))
    except CouponSpent as refusal:
        with unit():
            oms.take_coupon_away(token=token, coupon_id=int(refusal.data.get("coupon_id", 0)))
        return _form(request, token, typed, Answer(409, Trouble("coupon", refusal.message)))
    except Refused as refusal:
        return _form(request, token, typed, Answer(409, Trouble("other", refusal.message)))
    return see_other(f"/checkout/done/{placed.token}/")


def _place(request: HttpRequest, token: str, typed: Typed) -> PlacedOrder:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    origin = oms.origin_of(visit=first_touch(request))
    said = Confirmation() if typed.bring else _confirmed(token, typed)
    with unit():
        placed = oms.place_order(
            PlaceOrder(
                key=typed.key,
                channel=Channel.SITE,
                location_id=typed.store or 0,
                contact=Contact(name=typed.name, phone=typed.phone, email=typed.email),
                basket_token=token,
                comment=typed.comment,
                recipient=typed.recipient,
                total_seen=_total(request.POST.get("total", "")),
                person_id=actor.person_id if actor.kind == "buyer" else None,
                actor=actor,
                origin=origin,
                bring=typed.bring is not None,
                promise_seen=typed.bring,
                segments=Visit(request).segments,
            )
        )
        note_agreements(request, order_id=placed.order_id, phone=typed.phone, email=typed.email)
        erp.note_availability(order_id=placed.order_id, order_number=placed.number, said=said)
    return placed


def _confirmed(token: str, typed: Typed) -> Confirmation:
    """The accounting system's word of the last second. Raises NotEnough with what is left, when it says so."""
    # Which shops ask changes by the year: an order need not look it up, nor the basket for nothing.
    if not token or not memory.kept("asks availability", memory.STORES_S, erp.asks_availability):
        return Confirmation()
    lines = _pieces(oms.basket_of(token).lines)
    said = erp.confirm_availability(location_id=typed.store or 0, wants=lines) if lines else Confirmation()
    if said.state == "short":
        cards = pim.variants(variant_ids=[VariantId(one) for one in said.left])
        raise NotEnough(
            lines=tuple(
                Lacking(
                    variant_id=VariantId(one),
                    title=cards[VariantId(one)].title if VariantId(one) in cards else "",
                    wanted=lines[one],
                    available=left,
                )
                for one, left in said.left.items()
            )
        )
    return said


def _pieces(lines: Sequence[BasketLine]) -> dict[int, Decimal]:
    """What is asked of the accounting system: it knows the parts of bundles, not bundles."""
    around, found = bundles.around(variant_ids=[line.variant_id for line in lines]), dict[int, Decimal]()
    for line in lines:
        for one in around.parts_of(line.variant_id) or (Part(variant_id=line.variant_id, quantity=Decimal(1)),):
            found[one.variant_id] = found.get(one.variant_id, Decimal(0)) + one.quantity * line.quantity
    return found


def _total(text: str) -> Money:
    try:
        return Money(Decimal(text[:20]))
    except (InvalidOperation, ValueError):
        return Money(Decimal(0))


def _known(request: HttpRequest) -> Typed:
    """A fresh form, filled with what the account knows and the store chosen before."""
    typed = Typed(store=Visit(request).store_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind == "buyer" and actor.person_id is not None:
        card = accounts.people([PersonId(actor.person_id)]).get(PersonId(actor.person_id))
        if card is not None:
            typed.name, typed.phone, typed.email = called(card.name), format_phone(card.phone), card.email
            if typed.store is None or not typed.name:
                _remember(typed, Visit(request), oms.find_orders(_ordered_by(card)).orders)
    return typed


def _ordered_by(card: PersonCard) -> OrderFilter:
    """The last order of theirs, one that they placed as a guest under a phone of theirs included."""
    whose = Buyer(person_id=int(card.person_id), phones=(card.phone,) if card.phone else ())
    return OrderFilter(buyer=whose, page_size=1)


def _remember(typed: Typed, visit: Visit, before: Sequence[OrderView]) -> None:
    """What the last order knew: a name, and the store, unless the visitor is in another city now."""
    if not before:
        return
    typed.name = typed.name or before[0].contact.name
    here = visit.request.COOKIES.get("city")
    store = next((one for one in visit.pick_up if one.location_id == before[0].location_id), None)
    if typed.store is None and store is not None and (not here or visit.city == store.city):
        typed.store = int(store.location_id)


def _where(visit: Visit, store_id: int | None) -> Circumstances:
    """Where prices are asked for, as the order will ask: at the store chosen on the form, else where the visitor is."""
    card = api.stores().get(store_id) if store_id else None
    if card is None:
        return visit.where
    return replace(visit.where, region=card.region, store_id=int(card.location_id))


def _fit(token: str, where: Circumstances) -> None:
    """Make the basket what the store can give: fewer pieces, or none of a line."""
    review = oms.review_basket(token, where=where)
    offer = next((one for one in review.stores if one.location.location_id == where.store_id), None)
    with unit():
        for variant_id, left in (oms.fitted(review=review, offer=offer) if offer else {}).items():
            oms.set_line(token=token, variant_id=variant_id, quantity=left, where=where)


def _form(request: HttpRequest, token: str, typed: Typed, how: Answer = FRESH) -> HttpResponse:
    visit = Visit(request)
    review = oms.review_basket(token, where=_where(visit, typed.store)) if token else None
    if review is None or not review.lines:
        return _already_placed(request, typed) or see_other("/basket/")
    chosen = next((one for one in review.stores if one.location.location_id == typed.store), None)
    return show(
        request,
        how.template,
        status=how.status,
        visit=visit,
        review=review,
        typed=typed,
        trouble=how.trouble,
        chosen=chosen,
        sum_before=how.shown if how.shown is not None and how.shown != review.total else None,
        holds_goods=bool(basket_terms().hold_minutes),
        titles=_titles(review),
        groups=_groups(review, visit, typed.store),
        portions=portions_of(review, typed.store) if chosen is not None and chosen.can_serve else None,
        ready_words=api.ready_words,
    )


def _titles(review: BasketReview) -> dict[VariantId, str]:
    """Names of the goods and of the parts of bundles, for what a store lacks."""
    parts = {part.variant_id: part.title for line in review.lines for part in line.parts}
    return parts | {line.variant_id: line.title for line in review.lines}


def _already_placed(request: HttpRequest, typed: Typed) -> HttpResponse | None:
    """The basket is empty because this very form has placed the order: the browser sent it twice."""
    if request.method != "POST":
        return None
    try:
        placed = _place(request, basket_token(request), typed)
    except Refused:
        return None
    return see_other(f"/checkout/done/{placed.token}/")


@dataclass(frozen=True)
class Group:
    """The stores of a city on the checkout screen."""

    city: str
    offers: tuple[StoreOffer, ...]
    is_open: bool


def _groups(review: BasketReview, visit: Visit, chosen: int | None) -> list[Group]:
    """The visitor's city first and open; stores with everything first, the visitor's own before all.

    Who has said no city is where the store of the last order is.
    """
    cities: dict[str, list[StoreOffer]] = {}
    for offer in review.stores:
        cities.setdefault(offer.location.city, []).append(offer)
    known = [offer.location.city for offer in review.stores if offer.location.location_id == chosen]
    home = known[0] if known and not visit.request.COOKIES.get("city") else visit.city
    groups = [
        Group(
            city=city,
            offers=tuple(sorted(offers, key=lambda one: _rank(one, visit.store_id))),
            is_open=city == home or any(one.location.location_id == chosen for one in offers),
        )
        for city, offers in cities.items()
    ]
    return sorted(groups, key=lambda group: (group.city != home, group.city))


def _rank(offer: StoreOffer, own: int | None) -> tuple[int, bool]:
    """What has everything now, what it can be brought to, the rest; the visitor's own store first in each."""
    how_well = 0 if offer.has_all else 1 if offer.can_serve else 2
    return how_well, offer.location.location_id != own


@signed
@require_GET
def done(request: HttpRequest, token: str) -> HttpResponse:
    """The order's number, big enough to be read out, and what happens next."""
    order = oms.order_by_token(token)
    if order is None:
        raise NotFound
    store = api.stores().get(order.location_id)
    response = show(request, "storefront/done.html", order=order, store=store, coming=coming_to(order))
    if offered_to(request) is not None:
        note_order(request, response, _products(order))
    return response


def _products(order: OrderView) -> list[int]:
    """The products of an order; a bundle is one of them, its parts are not."""
    ids = [
        one
        for group in order.groups
        for one in ([group.bundle.variant_id] if group.bundle else [line.variant_id for line in group.lines])
    ]
    cards = pim.variants(variant_ids=[VariantId(one) for one in ids if one])
    return [int(card.product_id) for card in cards.values()]
