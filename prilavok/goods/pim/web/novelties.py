"""The queue of new goods: what each card lacks, showing them on the site; when they are shown and what cards need."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.novelties import reviewing, showing
from prilavok.goods.pim.sources import settings as sources
from prilavok.goods.pim.web.reading import identity, note, page_of

STATES = {
    "waiting": gettext_lazy("Wait"),
    "complete": gettext_lazy("Complete, wait for a person"),
    "incomplete": gettext_lazy("On the site, but incomplete"),
    "shown": gettext_lazy("Shown"),
}
SHOWS = {
    "at_once": gettext_lazy("At once"),
    "complete": gettext_lazy("When the card is complete"),
    "person": gettext_lazy("When a person says so"),
}


@require_GET
@needs("goods.view")
def show_queue(request: HttpRequest) -> HttpResponse:
    """What came new and what its card lacks."""
    state = request.GET.get("state", "")
    counts = showing.counts()
    if state not in STATES:
        state = "waiting" if counts.waiting else "incomplete"
    titles = showing.code_titles()
    lacks = request.GET.get("lacks", "")
    lacks = lacks if lacks in titles else ""
    found = showing.queue(state=state, lacks=lacks, page=page_of(request))
    context = {
        "state": state,
        "states": STATES.items(),
        "counts": counts,
        "found": found,
        "page": page_of(request),
        "pages_count": -(-found.total_count // showing.PAGE),
        "lacks": lacks,
        "codes": [(code, titles[code]) for code in showing.required_codes() if code in titles],
    }
    return render(request, "pim/novelties.html", context)


@require_POST
@needs("goods.edit")
def show_goods(request: HttpRequest) -> HttpResponse:
    """Show the chosen goods, or all that fit, on the site."""
    state, lacks = request.POST.get("state", ""), request.POST.get("lacks", "")
    if request.POST.get("everything"):
        chosen = showing.waiting_ids(state=state, lacks=lacks)
    else:
        chosen = [one for one in map(identity, request.POST.getlist("product")) if one]
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with unit():
        shown = reviewing.show(chosen, by=actor.name)
        for product_id in shown:
            note(request, "goods.novelties_shown", f"product:{product_id}", {}, {"shown": True})
    if shown:
        messages.success(request, _("On the site now: %(count)d.") % {"count": len(shown)})
    else:
        messages.error(request, _("Choose goods first."))
    return redirect("pim:novelties")


@require_GET
@needs("goods.view")
def settings(request: HttpRequest) -> HttpResponse:
    """When new goods are shown, by system; what a card needs, everywhere and by category."""
    context = {
        "sources": sources.sources(),
        "shows": SHOWS.items(),
        "requirements": showing.requirements(),
        "codes": showing.code_titles().items(),
        "categories": api.site_tree(),
    }
    return render(request, "pim/novelty_settings.html", context)


@require_POST
@needs("goods.edit")
def choose_show(request: HttpRequest) -> HttpResponse:
    """Say when new goods of a system are shown."""
    system, show = request.POST.get("system", ""), request.POST.get("show", "")
    if show not in SHOWS:
        raise NotFound
    before = sources.source(system).show
    with unit():
        if sources.choose_show(system=system, show=show):
            note(request, "goods.novelties_set", f"source:{system}", {"show": before}, {"show": show})
    messages.success(request, _("Saved."))
    return redirect("pim:novelty_settings")


@require_POST
@needs("goods.edit")
def require(request: HttpRequest) -> HttpResponse:
    """Say what cards need, everywhere or in a category and below."""
    category_id = identity(request.POST.get("category"))
    if category_id is not None and category_id not in api.places():
        raise NotFound
    before = next((one.codes for one in showing.requirements() if one.category_id == category_id), ())
    codes = request.POST.getlist("code")
    with unit():
        showing.require(category_id=category_id, codes=codes)
        subject = f"requirement:{category_id or 'all'}"
        note(request, "goods.requirement_set", subject, {"needs": list(before)}, {"needs": codes})
    messages.success(request, _("Saved."))
    return redirect("pim:novelty_settings")
