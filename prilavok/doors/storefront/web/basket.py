"""The basket: seen, filled, emptied; with JavaScript by fragments, without it by plain forms and a redirect."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import live
from prilavok.base.access import Actor, public
from prilavok.base.ids import new_token
from prilavok.base.once import digest
from prilavok.base.unit import unit
from prilavok.design.formats import day
from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import OwnPrice, Seen
from prilavok.doors.storefront.web.addresses import identity, safe_next
from prilavok.doors.storefront.web.belongings import mine
from prilavok.doors.storefront.web.frame import Visit, basket_token, keep_basket, see_other, show
from prilavok.doors.storefront.web.instead import popular_here
from prilavok.doors.storefront.web.portions import portions_of
from prilavok.doors.storefront.web.recommended import note_put
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductId, VariantId
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import BasketReview


@dataclass(frozen=True)
class Gone:
    """A line just taken out, to be put back."""

    variant_id: int
    quantity: Decimal


@dataclass(frozen=True)
class Missed:
    """A good that could not be put in as it was wanted: so many were, or none."""

    title: str
    put: Decimal


@dataclass(frozen=True)
class Said:
    """What to say besides the basket: a coupon that was not accepted and why, goods put in at once and those missed.

    `link`: the address that brings this basket to another device, when it was asked for.
    """

    typed: str = ""
    trouble: str = ""
    missed: tuple[Missed, ...] = ()
    is_put: bool = False
    link: str = ""


NOTHING_SAID = Said()
MOST_MISSED = 30


@public
@require_GET
def basket(request: HttpRequest) -> HttpResponse:
    """What is gathered, what it costs now, what has changed since."""
    visit = Visit(request)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    token = basket_token(request)
    key = "" if token or actor.kind != "buyer" else own_key(actor)
    variant_id, quantity = identity(request.GET.get("gone")), _quantity(request.GET.get("was", ""))
    gone = Gone(variant_id, quantity) if variant_id and quantity else None
    is_look = bool(request.htmx)  # type: ignore[attr-defined]
    said = Said(missed=_missed(request.GET.get("missed", "")), is_put=request.GET.get("put") == "1")
    template = "storefront/basket_body.html" if is_look else "storefront/basket.html"
    response = _answer(request, visit, token or key, gone, template, said)
    if key:
        keep_basket(response, key)
    return response


def own_key(actor: Actor) -> str:
    """A key to the person's basket for a device that has lost its own."""
    with unit():
        return oms.bind_basket(token=new_token(), person_id=actor.person_id or 0).token


def _missed(text: str) -> tuple[Missed, ...]:
    """What an order repeated or a link could not put in, out of "12:0,15:2": the variant, and how many were put."""
    told = dict(part.partition(":")[::2] for part in text[:600].split(",") if ":" in part)
    put = {identity(key): _quantity(count) for key, count in list(told.items())[:MOST_MISSED]}
    cards = pim.variants(variant_ids=[VariantId(one) for one in put if one]) if put else {}
    return tuple(
        Missed(cards[VariantId(one)].title, count or Decimal(0))
        for one, count in put.items()
        if one and VariantId(one) in cards
    )


def answer(request: HttpRequest, token: str, said: Said = NOTHING_SAID) -> HttpResponse:
    """The basket after something was done with its coupons, or a link to it was asked for."""
    if request.htmx:  # type: ignore[attr-defined]
        return _answer(request, Visit(request), token, None, "storefront/basket_body.html", said)
    if not said.trouble and not said.link:
        return see_other("/basket/")
    return _answer(request, Visit(request), token, None, "storefront/basket.html", said)


def _answer(
    request: HttpRequest,
    visit: Visit,
    token: str,
    gone: Gone | None,
    template: str,
    said: Said = NOTHING_SAID,
) -> HttpResponse:
    review = oms.review_basket(token, visit.place.city or None, where=visit.where) if token else None
    return show(
        request,
        template,
        visit=visit,
        review=review,
        gone=gone,
        links=links_of(review),
        own=_own_prices(visit, review),
        portions=portions_of(review, visit.store_id),
        popular=[] if review and review.lines else popular_here(visit),
        said=said,
        revision=revision_of(review),
        live_url=live.live_url(live.ticket(f"basket:{review.basket_id}")) if review and review.basket_id else "",
        ready_words=api.ready_words,
    )


def _own_prices(visit: Visit, review: BasketReview | None) -> dict[VariantId, OwnPrice]:
    """Which prices of the basket are the buyer's own; nothing is asked for those who have none."""
    if review is None or not visit.has_own_prices:
        return {}
    return api.own_of({line.variant_id: line.price for line in review.lines if line.price is not None}, visit.where)


def revision_of(review: BasketReview | None) -> str:
    """Changes when something that the basket's page says has changed."""
    if review is None:
        return ""
    told = [
        (line.variant_id, str(line.quantity), str(line.total), [problem.text for problem in line.problems])
        for line in (*review.lines, *review.gifts)
    ]
    where = [
        (offer.location.location_id, offer.has_all, day(offer.brought_at) if offer.brought_at else "")
        for offer in review.stores
    ]
    return digest(told, str(review.total), where, review.coupon_ids)[:16]


def links_of(review: BasketReview | None) -> dict[int, str]:
    """Slugs of the products in a basket."""
    if review is None or not review.lines:
        return {}
    ids = [ProductId(line.product_id) for line in review.lines]
    return {card.product_id: card.slug for card in api.cards(ids, Seen())}


@public
@require_POST
def put_line(request: HttpRequest) -> HttpResponse:
    """`add` puts one more of a variant in; `variant` with `to` sets its quantity, zero takes it out."""
    token = basket_token(request)
    is_new = not token
    token = token or new_token()
    added = identity(request.POST.get("add"))
    variant_id = added or identity(request.POST.get("variant"))
    if variant_id is None:
        return see_other("/basket/")
    before = Decimal(0)
    if not added:
        before = next((one.quantity for one in oms.basket_of(token).lines if one.variant_id == variant_id), before)
    quantity = Decimal(1) if added else _quantity(request.POST.get("to", ""))
    lines = 0
    if quantity is not None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        with unit():
            is_bound = is_new and actor.kind == "buyer"
            if is_bound:
                oms.bind_basket(token=token, person_id=actor.person_id or 0)
            filled = oms.set_line(
                token=token,
                variant_id=VariantId(variant_id),
                quantity=quantity,
                where=Visit(request).where,
                is_more=bool(added),
                is_new=is_new and not is_bound,
            )
        lines = len(filled.lines)
    if added:
        response = _added_answer(request, variant_id, lines)
    else:
        response = _put_answer(request, token, variant_id, before, is_gone=quantity == 0)
    if is_new:
        keep_basket(response, token)
    return response


def _added_answer(request: HttpRequest, variant_id: int, lines: int) -> HttpResponse:
    if request.META.get("HTTP_HX_REQUEST") != "true":
        return see_other(safe_next(request.POST.get("next", ""), "/basket/"))
    known = pim.variants(variant_ids=[VariantId(variant_id)]).get(VariantId(variant_id))
    response = show(request, "storefront/added.html", title=known.title if known else "", **mine(request, lines))
    if known is not None:
        note_put(request, response, int(known.product_id))
    return response


def _put_answer(request: HttpRequest, token: str, variant_id: int, before: Decimal, *, is_gone: bool) -> HttpResponse:
    gone = Gone(variant_id, before) if is_gone and before else None
    if request.htmx:  # type: ignore[attr-defined]
        return _answer(request, Visit(request), token, gone, "storefront/basket_body.html")
    return see_other(f"/basket/?gone={variant_id}&was={before}" if gone else "/basket/")


@public
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """The buyer has read what changed in price; today's prices are the seen ones from now on."""
    token = basket_token(request)
    if token:
        with unit():
            oms.accept_prices(token=token, where=Visit(request).where)
    return see_other("/checkout/" if request.POST.get("go") else "/basket/")


def _quantity(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", ".").strip()[:12])
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < 100_000 else None
