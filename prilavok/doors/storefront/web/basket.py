"""The basket: seen, filled, emptied; with JavaScript by fragments, without it by plain forms and a redirect."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import public
from prilavok.base.ids import new_token
from prilavok.base.unit import unit
from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import Seen
from prilavok.doors.storefront.web.addresses import identity, safe_next
from prilavok.doors.storefront.web.belongings import mine
from prilavok.doors.storefront.web.frame import Visit, basket_token, keep_basket, see_other, show
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
class CouponSaid:
    """A coupon that was typed and not accepted, and why."""

    typed: str = ""
    trouble: str = ""


NOTHING_SAID = CouponSaid()


@public
@require_GET
def basket(request: HttpRequest) -> HttpResponse:
    """What is gathered, what it costs now, what has changed since."""
    visit = Visit(request)
    token = basket_token(request)
    variant_id, quantity = identity(request.GET.get("gone")), _quantity(request.GET.get("was", ""))
    gone = Gone(variant_id, quantity) if variant_id and quantity else None
    return _answer(request, visit, token, gone, "storefront/basket.html")


def answer(request: HttpRequest, token: str, said: CouponSaid = NOTHING_SAID) -> HttpResponse:
    """The basket after something was done with its coupons."""
    if request.htmx:  # type: ignore[attr-defined]
        return _answer(request, Visit(request), token, None, "storefront/basket_body.html", said)
    if not said.trouble:
        return see_other("/basket/")
    return _answer(request, Visit(request), token, None, "storefront/basket.html", said)


def _answer(
    request: HttpRequest,
    visit: Visit,
    token: str,
    gone: Gone | None,
    template: str,
    said: CouponSaid = NOTHING_SAID,
) -> HttpResponse:
    review = oms.review_basket(token, visit.place.city or None, where=visit.where) if token else None
    return show(request, template, visit=visit, review=review, gone=gone, links=links_of(review), said=said)


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
    before = next((one.quantity for one in oms.basket_of(token).lines if one.variant_id == variant_id), Decimal(0))
    quantity = before + 1 if added else _quantity(request.POST.get("to", ""))
    if quantity is not None:
        with unit():
            where = Visit(request).where
            oms.set_line(token=token, variant_id=VariantId(variant_id), quantity=quantity, where=where)
    response = _put_answer(request, token, variant_id, before, is_added=bool(added), is_gone=quantity == 0)
    if is_new:
        keep_basket(response, token)
    return response


def _put_answer(
    request: HttpRequest, token: str, variant_id: int, before: Decimal, *, is_added: bool, is_gone: bool
) -> HttpResponse:
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    if is_added:
        if not is_fragment:
            return see_other(safe_next(request.POST.get("next", ""), "/basket/"))
        known = pim.variants(variant_ids=[VariantId(variant_id)]).get(VariantId(variant_id))
        count = len(oms.basket_of(token).lines)
        title = known.title if known else ""
        return show(request, "storefront/added.html", title=title, **mine(request, count))
    gone = Gone(variant_id, before) if is_gone and before else None
    if is_fragment:
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
