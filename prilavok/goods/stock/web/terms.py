"""How long things last: reservations, trust in numbers, the way from a till into the books."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.stock import api
from prilavok.goods.stock.terms.deciding import USUAL
from prilavok.goods.stock.web.forms import TermForm
from prilavok.goods.stock.web.scopes import chain_editor, place_choices

SUBJECT = "stock:terms"
TITLES = {
    "pickup_shelf": (
        gettext_lazy("A ready order waits for its buyer"),
        gettext_lazy("Empty: as long as the scheme of orders says. Then it ends, and its goods are on sale again."),
    ),
    "reminder": (
        gettext_lazy("The buyer is reminded before the end"),
        gettext_lazy("So long before a ready order ends; empty: never."),
    ),
    "till_lag": (
        gettext_lazy("A till sale comes into the books"),
        gettext_lazy("The ERP's figures count a receipt when they are formed so long after it."),
    ),
    "trust": (
        gettext_lazy("Numbers are trusted without news"),
        gettext_lazy("When nobody has told of a place for longer, its stock is unknown; empty: for ever."),
    ),
}


@require_GET
@needs("stock.view")
def show_terms(request: HttpRequest) -> HttpResponse:
    """What holds in the whole chain, and the exceptions."""
    told = api.terms()
    chain = {one.name: one.minutes for one in told if one.place == "chain"}
    places = dict(place_choices())
    rows = [
        (name, title, hint, chain.get(name, USUAL[name]), name not in chain) for name, (title, hint) in TITLES.items()
    ]
    exceptions = [
        (one, TITLES[one.name][0], places.get(f"{one.place}:{one.place_key}", one.place_key))
        for one in told
        if one.place != "chain" and one.name in TITLES
    ]
    context = {
        "rows": rows,
        "exceptions": exceptions,
        "titles": [(name, title) for name, (title, _hint) in TITLES.items()],
        "places": [choice for choice in place_choices() if choice[0] != "chain:"],
        "audit": accounts.audit_of(SUBJECT, limit=20),
        "is_chain_wide": request.actor.stores is None,  # type: ignore[attr-defined]
    }
    return render(request, "stock/terms.html", context)


@require_POST
@needs("stock.edit")
def keep(request: HttpRequest) -> HttpResponse:
    """Set a term of the chain, a region or a store, or drop an exception."""
    actor = chain_editor(request)
    form = TermForm(request.POST, names=list(TITLES), places=place_choices())
    if not form.is_valid():
        messages.error(request, _("A term is a whole number of minutes, hours or days."))
        return redirect("stock:terms")
    term = form.term()
    before = {(one.name, one.place, one.place_key): one.minutes for one in api.terms()}
    with unit():
        changed = api.drop_term(term) if request.POST.get("drop") else api.keep_term(term)
        if changed:
            old = before.get((term.name, term.place, term.place_key))
            after = None if request.POST.get("drop") else asdict(term)
            accounts.audit(actor, "stock.term_kept", SUBJECT, {**asdict(term), "minutes": old}, after)
    messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
    return redirect("stock:terms")
