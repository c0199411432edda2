"""A coupon laid beside the basket, or taken away. What a buyer types goes through the one guarded way."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from prilavok.base.access import Actor, public
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import identity
from prilavok.doors.storefront.web.basket import Said, answer
from prilavok.doors.storefront.web.frame import basket_token, see_other
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.coupons.values import Guesser
from prilavok.trade.oms import api as oms

LONGEST = 80


@public
@require_POST
def coupon(request: HttpRequest) -> HttpResponse:
    """`coupon` is what was typed, `drop` the id of one to take away."""
    token = basket_token(request)
    if not token:
        return see_other("/basket/")
    dropped = identity(request.POST.get("drop"))
    if dropped is not None:
        with unit():
            oms.take_coupon_away(token=token, coupon_id=dropped)
        return answer(request, token)
    typed = request.POST.get("coupon", "")[:LONGEST]
    try:
        entered = coupons.enter(text=typed, guesser=guesser_of(request, token))
    except Refused as refusal:
        return answer(request, token, Said(typed=typed, trouble=refusal.message))
    with unit():
        oms.present_coupon(token=token, coupon_id=entered.coupon_id)
    return answer(request, token)


def guesser_of(request: HttpRequest, token: str) -> Guesser:
    """Whose wrong tries these are."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return Guesser(session=token, network=accounts.network_of_request(request), person_id=actor.person_id)
