"""Pages of chosen goods: filters with an address, a title and words of their own."""

from dataclasses import asdict
from urllib.parse import urlencode, urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.latin import slugify
from prilavok.base.unit import unit
from prilavok.doors.storefront import api
from prilavok.doors.storefront.finding import landings
from prilavok.doors.storefront.values import LandingView
from prilavok.doors.storefront.web.frame import Visit
from prilavok.doors.storefront.web.wish import Wish
from prilavok.foundation.accounts import api as accounts


class LandingForm(forms.Form):
    """What a person writes of a page of chosen goods."""

    address = forms.CharField(
        label=gettext_lazy("Address of the listing with its filters"),
        max_length=1500,
        help_text=gettext_lazy("Choose filters in the shop and copy the address here."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    slug = forms.SlugField(
        label=gettext_lazy("Address of the page"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Latin letters and dashes; empty: made of the title."),
    )
    description = forms.CharField(label=gettext_lazy("Words for search engines"), max_length=400, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text above the goods"), max_length=5000, required=False, widget=forms.Textarea
    )
    is_published = forms.BooleanField(label=gettext_lazy("Buyers and search engines see it"), required=False)


@require_GET
@needs("search.view")
def show_landings(request: HttpRequest) -> HttpResponse:
    """All pages with how many goods each shows now."""
    visit = Visit(request)
    rows = [(one, _count(one, visit)) for one in landings.every()]
    return render(request, "storefront_desk/landings.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs("search.edit")
def edit(request: HttpRequest, landing_id: int = 0) -> HttpResponse:
    """Make a page or change one."""
    found = landings.one(landing_id) if landing_id else None
    if landing_id and found is None:
        raise NotFound
    form = LandingForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, form, landing_id)
        except Refused as refused:
            form.add_error("slug", refused.message)
        else:
            messages.success(request, _("Saved. Buyers have it in two seconds."))
            return redirect("storefront_desk:landing", kept.landing_id)
    context = {"form": form, "found": found, "count": _count(found, Visit(request)) if found else None}
    return render(request, "storefront_desk/landing.html", context)


@require_POST
@needs("search.edit")
def drop(request: HttpRequest, landing_id: int) -> HttpResponse:
    """Take a page away; what it said stays in the audit."""
    found = landings.one(landing_id)
    if found is None:
        raise NotFound
    with unit():
        landings.drop(landing_id=landing_id)
        accounts.audit(
            request.actor,  # type: ignore[attr-defined]
            "storefront.landing_dropped", f"landing:{landing_id}", asdict(found), None,
        )  # fmt: skip
    messages.success(request, _("The page is gone."))
    return redirect("storefront_desk:landings")


def _initial(found: LandingView | None) -> dict[str, object]:
    if found is None:
        return {"is_published": True}
    return {**asdict(found), "address": _listing_of(found)}


def _listing_of(found: LandingView) -> str:
    category = api.whole_tree().by_id.get(found.category_id or 0)
    path = f"/catalog/{category.slug}/" if category else "/catalog/"
    return f"{path}?{found.query}" if found.query else path


def _keep(request: HttpRequest, form: LandingForm, landing_id: int) -> LandingView:
    told = form.cleaned_data
    parts = urlsplit(told["address"])
    steps = [step for step in parts.path.split("/") if step]
    category = api.whole_tree().by_slug.get(steps[-1]) if len(steps) > 1 else None
    wish = Wish.of(QueryDict(parts.query))
    view = LandingView(
        landing_id=landing_id,
        slug=told["slug"] or slugify(told["title"]),
        category_id=category.category_id if category else None,
        query=urlencode([pair for pair in wish.query if pair[0] != "q"])[:1000],
        title=told["title"],
        description=told["description"],
        text=told["text"],
        is_published=told["is_published"],
    )
    before = landings.one(landing_id) if landing_id else None
    with unit():
        kept = landings.keep(view)
        accounts.audit(
            request.actor,  # type: ignore[attr-defined]
            "storefront.landing_kept", f"landing:{kept.landing_id}", asdict(before) if before else None, asdict(kept),
        )  # fmt: skip
    return kept


def _count(found: LandingView, visit: Visit) -> int:
    wanted = Wish.of(QueryDict(found.query)).filter(visit, found.category_id)
    return api.page(wanted, visit.seen).total
