"""The editor of a promotion: a form of plain sentences; a draft may be unfinished, publishing checks it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import PromotionView, Terms
from prilavok.people.marketing import desk, names
from prilavok.people.marketing.kinds import BY_CODE, Kind, kind_of
from prilavok.people.marketing.segments import api as segments
from prilavok.people.marketing.web.forms import PARTS, PromotionForm
from prilavok.people.marketing.web.mapping import initial_of, terms_of
from prilavok.people.marketing.web.promotions import actor_of

START = {"priority": 0, "channels": ["site", "operator", "store", "till"], "round_to": "0.01", "by": "sum"}


def offered() -> dict[str, dict[Any, str]]:
    """All that fields let choose from."""
    return {
        "categories": names.categories(),
        "regions": names.regions(),
        "stores": names.stores(),
        "segments": segments.codes(),
        "price_types": {one.price_type_id: one.title for one in pricing.price_types()},
        "classes": {one.code: one.title for one in promotions.classes()},
        "legends": {one.legend_id: one.title for one in legends.legends()},
    }


@require_http_methods(["GET", "POST"])
@needs("promotions.edit")
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Describe a new promotion."""
    if kind not in BY_CODE:
        raise NotFound
    chosen = BY_CODE[kind]
    form = PromotionForm(
        request.POST or None, kind=chosen, offered=offered(), initial=START | {"stacking": chosen.stacking}
    )
    return _edit(request, None, form)


@require_http_methods(["GET", "POST"])
@needs("promotions.edit")
def edit(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """Change the draft; what is published stays as it is until it is published again."""
    found = promotions.promotion(promotion_id)
    subject = desk.subject_of(promotion_id)
    known = legends.attached(subjects=[subject]).get(subject)
    initial = initial_of(found.terms, legend_id=known.legend_id if known else None)
    form = PromotionForm(request.POST or None, kind=kind_of(found.terms), offered=offered(), initial=initial)
    return _edit(request, found, form)


def _edit(request: HttpRequest, found: PromotionView | None, form: PromotionForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            with unit():
                promotion_id = desk.save(
                    promotion_id=found.promotion_id if found else None,
                    terms=terms_of(form.cleaned_data, form.kind, legend=""),
                    legend_id=form.cleaned_data["legend_id"],
                    draft_version=int(version) if version.isdecimal() else None,
                    actor=actor_of(request),
                )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The draft is kept. Look at what it does before publishing."))
            return HttpResponseRedirect(reverse("marketing:promotion", args=[promotion_id]))
    return render(request, "marketing/editor.html", _context(form, found))


def _context(form: PromotionForm, found: PromotionView | None) -> dict[str, Any]:
    return {"form": form, "promotion": found, "kind": form.kind, "sections": sections(form), "parts": PARTS}


def draft_of(form: PromotionForm) -> Terms | None:
    """The terms that the form describes, if it is whole."""
    return terms_of(form.cleaned_data, form.kind, legend="") if form.is_valid() else None


def sections(form: PromotionForm) -> list[tuple[str, list[Any]]]:
    """The fields of the form in the order of the sentences."""
    return [(title, [form[name] for name in fields if name in form.fields]) for title, fields in _layout(form.kind)]


def _goods(prefix: str) -> list[str]:
    return [f"{prefix}_{what}" for what in ("categories", "brands", "articles")]


def _layout(kind: Kind) -> list[tuple[str, list[str]]]:
    what = ["title", "percent", "amount", "price", "rungs", "by", "round_to", "take", "pay", "buy", "receive", "pieces"]
    what += ["get_percent", "bundle_price", "gift_articles", "gift_pieces"]
    found = [(_("What it gives"), what)]
    if kind.code == "bundle":
        for number, part in enumerate(PARTS, 1):
            found.append((_("Part %(number)s of the bundle") % {"number": number}, [f"{part}_pieces", *_goods(part)]))
    else:
        found.append((_("On which goods"), [*_goods("goods"), "only_undiscounted"]))
    if kind.code == "buy_get":
        found.append((_("What becomes cheaper"), _goods("get")))
    found.append((_("Except"), _goods("besides")))
    if kind.kind == "basket":
        found.append((_("On which conditions"), ["coupon", "sum_from", "counted", "quantity_from"]))
        found.append((_("How often"), ["times_per_order", "most_off", "per_person", "total"]))
    found += [
        (_("When"), ["starts_at", "ends_at", "weekdays", "since", "until"]),
        (_("Where and for whom"), ["channels", "regions", "stores", "segments", "price_types", "not_price_types"]),
        (_("Together with others"), ["stacking", "priority", "is_final", "floor_percent", "floor_price_type"]),
        (_("Why it is cheaper online"), ["legend_id"]),
    ]
    return found
