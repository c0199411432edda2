"""What was not found here comes from another store."""

from secrets import token_urlsafe

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.doors.counter.web.picking import counts_of
from prilavok.doors.counter.web.place import LOGIN, actor_of, go, own_order, own_task, show
from prilavok.trade.oms.bringing.api import bring_missing


@require_POST
@needs("store.pick", login=LOGIN)
def bring(request: HttpRequest, order_id: int) -> HttpResponse:
    """Other stores send what is missing; the same button pressed twice asks them once."""
    task = own_task(request, order_id)
    key = request.POST.get("key", "")[:64] or token_urlsafe(16)
    try:
        with unit():
            bring_missing(order_id=order_id, found=counts_of(request, task), actor=actor_of(request), key=key)
    except Refused as refusal:
        order = own_order(request, order_id)
        return show(request, "nowhere.html", status=409, task=task, order=order, error=refusal.message)
    return go(f"/counter/pick/{order_id}/done/")
