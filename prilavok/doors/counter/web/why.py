"""Why so many are free here: the formula, who holds them, what is on its way."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from prilavok.base.access import needs
from prilavok.base.errors import NotFound
from prilavok.doors.counter.web.place import LOGIN, current_store, go, show
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers


@require_GET
@needs("stock.view", login=LOGIN)
def why(request: HttpRequest, variant_id: int) -> HttpResponse:
    """The balance of a good in this store, explained."""
    store = current_store(request)
    if store is None:
        return go("/counter/store/")
    card = pim.variants(variant_ids=[variant_id]).get(VariantId(variant_id))
    if card is None:
        raise NotFound
    explained = stock.explain(variant_id=variant_id, location_id=store.location_id, limit=1)
    coming = transfers.in_transit(variant_ids=[variant_id], location_ids=[store.location_id])
    arrivals = stock.expected(variant_ids=[variant_id]).get(VariantId(variant_id), ())
    return show(
        request,
        "why.html",
        store=store,
        card=card,
        balance=explained.balance,
        formula=stock.formula(explained.balance),
        doubt=stock.doubt(explained.balance),
        holds=explained.holds,
        till_sales=explained.till_sales,
        coming=coming.get(card.variant_id, ()),
        arrivals=[one for one in arrivals if one.location is None or one.location.location_id == store.location_id],
    )
