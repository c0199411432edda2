"""What the visitor has looked at lately: kept in a cookie of the browser and nowhere else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web.addresses import identity
from prilavok.doors.storefront.web.belongings import VIEWED, keep_on_device, viewed_ids
from prilavok.doors.storefront.web.frame import Visit, see_other, show
from prilavok.people.wishes import api as wishes

SHOWN = 4


@public
@require_GET
def viewed(request: HttpRequest) -> HttpResponse:
    """All that was looked at, the latest first."""
    visit = Visit(request)
    ids = viewed_ids(request)
    cards = api.cards(ids, visit.seen) if ids else []
    return show(request, "storefront/viewed.html", visit=visit, cards=cards)


@public
@require_GET
def part(request: HttpRequest) -> HttpResponse:
    """What was looked at before the product at hand (`?see=`), which is remembered from now on."""
    visit = Visit(request)
    ids, now = viewed_ids(request), identity(request.GET.get("see"))
    before = [one for one in ids if one != now]
    cards = api.cards(before, visit.seen)[:SHOWN] if before else []
    response = show(request, "storefront/viewed_part.html", visit=visit, cards=cards)
    if now is not None:
        keep_on_device(response, VIEWED, wishes.as_text(wishes.seen_again(ids, now)))
    return response


@public
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget what was looked at."""
    response = see_other("/viewed/")
    keep_on_device(response, VIEWED, "")
    return response
