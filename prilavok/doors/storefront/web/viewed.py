"""What the visitor has looked at lately: kept in a cookie of the browser and nowhere else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import Card
from prilavok.doors.storefront.web.addresses import identity
from prilavok.doors.storefront.web.belongings import VIEWED, keep_on_device, led_on, viewed_ids
from prilavok.doors.storefront.web.frame import Visit, see_other, show
from prilavok.people.wishes import api as wishes

SHOWN = 4


@public
@require_GET
def viewed(request: HttpRequest) -> HttpResponse:
    """All that was looked at, the latest first."""
    visit = Visit(request)
    known = viewed_ids(request)
    ids, cards = _looked_at(known, visit)
    response = show(request, "storefront/viewed.html", visit=visit, cards=cards)
    if ids != known:
        keep_on_device(response, VIEWED, wishes.as_text(ids))
    return response


@public
@require_GET
def part(request: HttpRequest) -> HttpResponse:
    """What was looked at before the product at hand (`?see=`), which is remembered from now on."""
    visit = Visit(request)
    now = identity(request.GET.get("see"))
    before, cards = _looked_at([one for one in viewed_ids(request) if one != now], visit)
    cards = [one for one in cards if one.product_id != now][:SHOWN]
    response = show(request, "storefront/viewed_part.html", visit=visit, cards=cards)
    if now is not None:
        keep_on_device(response, VIEWED, wishes.as_text(wishes.seen_again(before, now)))
    return response


def _looked_at(known: list[int], visit: Visit) -> tuple[list[int], list[Card]]:
    """The products and their cards, under what they were merged into where they were."""
    cards = api.cards(known, visit.seen) if known else []
    ids = led_on(known, {one.product_id for one in cards})
    return ids, api.cards(ids, visit.seen) if ids != known else cards


@public
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget what was looked at."""
    response = see_other("/viewed/")
    keep_on_device(response, VIEWED, "")
    return response
