"""How goods of each outside system are taken in: whose word each field is, by which codes goods are first met."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.foundation.contour import api as contour
from prilavok.goods.pim.sources import settings
from prilavok.goods.pim.sources.values import choices
from prilavok.goods.pim.web.reading import note

OWNERS = {
    "erp": gettext_lazy("the ERP"),
    "site": gettext_lazy("the site"),
    "erp_if_empty": gettext_lazy("the site, else the ERP"),
    "both": gettext_lazy("both: ours first"),
}
FIELDS = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
    "brand": gettext_lazy("Brand"),
    "attributes": gettext_lazy("Properties"),
    "pictures": gettext_lazy("Pictures"),
    "category": gettext_lazy("Category on the site"),
}
LINKS = {
    "": gettext_lazy("never: by the system's own ids alone"),
    "article": gettext_lazy("by a unique article"),
    "barcode": gettext_lazy("by a unique barcode"),
    "both": gettext_lazy("by a unique article or barcode"),
}


@require_GET
@needs("goods.view")
def show_sources(request: HttpRequest) -> HttpResponse:
    """Every system that has told of goods, with its settings."""
    context = {
        "sources": [
            (
                one,
                [
                    (field, title, one.owner(field), [(code, OWNERS[code]) for code in choices(field)])
                    for field, title in FIELDS.items()
                ],
            )
            for one in settings.sources()
        ],
        "links": LINKS.items(),
    }
    return render(request, "pim/sources.html", context)


@require_POST
@needs("goods.edit")
def choose_owner(request: HttpRequest) -> HttpResponse:
    """Say whose word the fields of a system's goods are."""
    system = request.POST.get("system", "")
    before = settings.source(system)
    told = {field: request.POST.get(field) or before.owner(field) for field in FIELDS}
    if any(owner not in choices(field) for field, owner in told.items()):
        raise NotFound
    changed = 0
    with unit():
        for field, owner in told.items():
            if owner != before.owner(field):
                code = f"product.{field}"
                actor: Actor = request.actor  # type: ignore[attr-defined]
                changed += contour.choose_owner(field=code, scope=system, owner=owner, actor=actor)
        note(request, "goods.owner_chosen", f"source:{system}", dict(before.owners), told)
    messages.success(request, _("Saved. Goods that look different now: %(count)d.") % {"count": changed})
    return redirect("pim:sources")


@require_POST
@needs("goods.edit")
def choose_link(request: HttpRequest) -> HttpResponse:
    """Say by which codes goods are found when a system names them for the first time."""
    system, link_by = request.POST.get("system", ""), request.POST.get("link_by", "")
    if link_by not in LINKS:
        raise NotFound
    before = settings.source(system).link_by
    with unit():
        if settings.choose_link(system=system, link_by=link_by):
            note(request, "goods.link_chosen", f"source:{system}", {"by": before}, {"by": link_by})
    messages.success(request, _("Saved."))
    return redirect("pim:sources")
