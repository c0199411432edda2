"""The directory of regions: who belongs where."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.errors import CheaperWithoutLegend
from prilavok.goods.pricing.resolution import api as resolution
from prilavok.goods.stock import api
from prilavok.goods.stock.errors import LocationUnknown, RegionUnknown
from prilavok.goods.stock.regions import arranging, directory
from prilavok.goods.stock.values import LocationId
from prilavok.goods.stock.web.forms import RegionForm
from prilavok.goods.stock.web.scopes import chain_editor

SUBJECT = "stock:regions"


@require_GET
@needs("stock.view")
def show_regions(request: HttpRequest) -> HttpResponse:
    """Regions, the cities of each, cities without one, stores that stand apart from their city."""
    found = api.regions()
    titles = {one.code: one.title for one in found}
    cities = [(city, one.code) for one in found for city in one.cities]
    homeless = directory.cities_without_region()
    cards = [card for card in api.locations().values() if card.is_active]
    by_hand = {place: one.code for one in found for place in one.places}
    context = {
        "regions": [(one, [card for card in cards if card.region == one.code]) for one in found],
        "cities": sorted([*cities, *((city, "") for city in homeless)]),
        "homeless": homeless,
        "cards": cards,
        "lost": [card for card in cards if not card.region],
        "by_hand": [(card, titles[by_hand[card.location_id]]) for card in cards if card.location_id in by_hand],
        "audit": accounts.audit_of(SUBJECT, limit=20),
        "is_chain_wide": request.actor.stores is None,  # type: ignore[attr-defined]
    }
    return render(request, "stock/regions.html", context)


@require_POST
@needs("stock.edit")
def keep(request: HttpRequest) -> HttpResponse:
    """Add a region or rename one."""
    actor, form = chain_editor(request), RegionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A region needs a name, and a code of Latin letters, digits and dashes."))
        return redirect("stock:regions")
    code, title = form.cleaned_data["code"], form.cleaned_data["title"]
    before = {one.code: one.title for one in api.regions()}
    with unit():
        if arranging.keep_region(code=code, title=title):
            accounts.audit(actor, "stock.region_kept", SUBJECT, {code: before.get(code, "")}, {code: title})
    messages.success(request, _("Saved."))
    return redirect("stock:regions")


@require_POST
@needs("stock.edit")
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Take away a region that is empty."""
    actor = chain_editor(request)
    before = {one.code: one.title for one in api.regions()}
    try:
        with unit():
            arranging.drop_region(code=code)
            accounts.audit(actor, "stock.region_dropped", SUBJECT, {code: before.get(code, "")}, None)
        messages.success(request, _("The region is gone."))
    except RegionUnknown:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("stock:regions")


@require_POST
@needs("stock.edit")
def arrange_cities(request: HttpRequest) -> HttpResponse:
    """Every city into the region chosen for it."""
    actor = chain_editor(request)
    chosen = dict(zip(request.POST.getlist("city"), request.POST.getlist("region"), strict=False))
    try:
        with unit():
            known = resolution.unsaid_pairs(_homes())
            moved = {
                city: code
                for city, code in sorted(chosen.items())
                if city.strip() and arranging.move_city(city=city[:100], region=code)
            }
            if moved:
                resolution.refuse_unsaid(_homes(), known)
                accounts.audit(actor, "stock.cities_arranged", SUBJECT, None, moved)
    except CheaperWithoutLegend as refused:
        messages.error(request, refused.message)
        return redirect("stock:regions")
    messages.success(request, _("Saved.") if moved else _("Nothing has changed."))
    return redirect("stock:regions")


@require_POST
@needs("stock.edit")
def move_place(request: HttpRequest) -> HttpResponse:
    """One store into a region, whatever its city; or back to its city's."""
    actor, asked = chain_editor(request), request.POST.get("place", "")
    place = int(asked) if asked.isdecimal() and len(asked) < 12 else 0
    before = api.locations(location_ids=[place]).get(LocationId(place))
    if before is None:
        raise LocationUnknown
    try:
        with unit():
            known = resolution.unsaid_pairs(_homes())
            if arranging.move_place(location_id=place, region=request.POST.get("region", "")):
                resolution.refuse_unsaid(_homes(), known)
                after = api.locations(location_ids=[place])[LocationId(place)]
                accounts.audit(actor, "stock.place_moved", f"location:{place}", asdict(before), asdict(after))
        messages.success(request, _("Saved."))
    except CheaperWithoutLegend as refused:
        messages.error(request, refused.message)
    return redirect("stock:regions")


def _homes() -> dict[int, str]:
    """The regions of stores that price rules name: a store that moves is sold by the rules of its new region."""
    named = {key for view in resolution.all_rules() for key in view.rule.store_ids}
    return {int(key): code for key, code in api.regions_of(location_ids=sorted(named)).items()} if named else {}
