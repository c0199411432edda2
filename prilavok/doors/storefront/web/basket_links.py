"""A basket brought back: by a link on any device. The link shows goods and nothing of whose they are."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import public, signed
from prilavok.base.errors import NotFound, Refused
from prilavok.base.ids import new_token
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.basket import Said, answer
from prilavok.doors.storefront.web.frame import Visit, basket_token, keep_basket, see_other, show
from prilavok.goods.pim import api as pim
from prilavok.trade.oms.baskets import api as baskets
from prilavok.trade.oms.baskets.values import NotPut


@public
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A link that brings this basket to another device, or to whoever gets it."""
    token = basket_token(request)
    try:
        with unit():
            link = baskets.make_link(token=token)
    except Refused:
        return see_other("/basket/")
    return answer(request, token, Said(link=baskets.link_to(link)))


@signed
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, link: str) -> HttpResponse:
    """What the link brings; a POST puts it into this device's basket. Following a link alone changes nothing."""
    known = baskets.what_link_brings(link)
    if request.method == "GET":
        ids = [one.variant_id for one in known.wanted] if known else []
        lines = (
            [(one, cards[one.variant_id]) for one in known.wanted if one.variant_id in cards]
            if (known and (cards := pim.variants(variant_ids=ids)))
            else []
        )
        status = 200 if lines else 404
        return show(request, "storefront/basket_back.html", status=status, lines=lines, link=link, known=known)
    token = basket_token(request)
    kept = token or new_token()
    try:
        with unit():
            missed = baskets.bring_back(link=link, token=kept, where=Visit(request).where)
    except NotFound:
        return show(request, "storefront/basket_back.html", status=404, lines=[], link=link, known=None)
    response = see_other(f"/basket/?put=1{missed_part(missed)}")
    if not token:
        keep_basket(response, kept)
    return response


def missed_part(missed: tuple[NotPut, ...]) -> str:
    """What could not be put, for the basket's address."""
    return "&missed=" + ",".join(f"{one.variant_id}:{one.put.normalize():f}" for one in missed[:30]) if missed else ""
