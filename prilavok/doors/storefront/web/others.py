"""What stands beside a product: a piece of its page that comes when it is scrolled to, a page of its own without it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web.addresses import moved
from prilavok.doors.storefront.web.frame import Visit, show


@public
@require_GET
def others(request: HttpRequest, slug: str) -> HttpResponse:
    """Bought together, similar, in the visitor's stores; with `part` only the blocks, without a frame."""
    visit = Visit(request)
    near = visit.city_ids or tuple(int(one.location_id) for one in visit.near)
    found = api.beside(slug=slug, seen=visit.seen, near=near)
    if found is None:
        return moved("product", slug)
    template = "storefront/others_part.html" if "part" in request.GET else "storefront/others.html"
    return show(request, template, shared=True, visit=visit, blocks=found.blocks, apart=found.apart_percent, slug=slug)
