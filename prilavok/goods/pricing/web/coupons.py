"""Coupon series: their limits, codes that are made and taken out once, what has become of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.sheets import workbook, written
from prilavok.base.unit import unit
from prilavok.goods.pricing.coupons import desk
from prilavok.goods.pricing.coupons.values import Kind, SeriesView
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.web.coupon_forms import CodesForm, SeriesForm, initial_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _openable() -> list[tuple[int, str]]:
    """Promotions that ask for a coupon."""
    return [(one.promotion_id, one.title) for one in promotions.promotions() if one.terms.need.coupon]


@require_GET
@needs("promotions.view")
def show_coupons(request: HttpRequest) -> HttpResponse:
    """All series; what has become of a coupon that a customer reads out."""
    text = request.GET.get("q", "").strip()[:80]
    context = {
        "rows": _with_titles(desk.all_series(text=text)),
        "found": desk.look_up(text) if text else [],
        "text": text,
    }
    return render(request, "pricing/coupons.html", context)


def _with_titles(found: list[SeriesView]) -> list[tuple[SeriesView, str]]:
    titles = {one.promotion_id: one.title for one in promotions.promotions()} if found else {}
    return [(one, titles.get(one.draft.promotion_id or 0, "")) for one in found]  # type: ignore[call-overload]


@require_http_methods(["GET", "POST"])
@needs("promotions.edit")
def new_series(request: HttpRequest) -> HttpResponse:
    """Describe a series."""
    start = {"promotion_id": request.GET.get("promotion", ""), "per_code": 1, "comes_back": True}
    form = SeriesForm(request.POST or None, initial=start, promotions=_openable(), is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            with unit():
                series_id = desk.save_series(series_id=None, draft=form.draft(), actor=_actor(request))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The series is made."))
            return HttpResponseRedirect(reverse("pricing:series", args=[series_id]))
    return render(request, "pricing/series_form.html", {"form": form, "series": None})


@require_http_methods(["GET", "POST"])
@needs("promotions.edit")
def edit_series(request: HttpRequest, series_id: int) -> HttpResponse:
    """Change limits and times; uses are counted anew."""
    series = desk.series(series_id)
    form = SeriesForm(request.POST or None, initial=initial_of(series.draft), promotions=_openable(), is_new=False)
    if request.method == "POST" and form.is_valid():
        try:
            with unit():
                desk.save_series(series_id=series_id, draft=form.draft(), actor=_actor(request))
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("pricing:series", args=[series_id]))
    return render(request, "pricing/series_form.html", {"form": form, "series": series})


@require_GET
@needs("promotions.view")
def show_series(request: HttpRequest, series_id: int) -> HttpResponse:
    """One series: what it brought, its codes by state, who used it."""
    series = desk.series(series_id)
    state = request.GET.get("state", "")
    page = int(given) if (given := request.GET.get("page", "")).isdecimal() and len(given) < 7 else 1
    coupons, count = desk.coupons(series_id=series_id, state=state, page=page)
    context: dict[str, Any] = {
        "series": series,
        "promotion": next((one for one, title in _openable() if one == series.draft.promotion_id), None),
        "promotion_title": dict(_openable()).get(series.draft.promotion_id or 0, ""),
        "is_word": series.draft.kind == Kind.WORD,
        "batches": desk.batches(series_id),
        "uses": desk.uses_of_series(series_id),
        "coupons": coupons,
        "count": count,
        "state": state,
        "page": page,
        "pages_count": -(-count // desk.PAGE),
        "form": CodesForm(initial={"count": 1000}, label_suffix=""),
    }
    return render(request, "pricing/series.html", context)


@require_POST
@needs("promotions.edit")
def make_codes(request: HttpRequest, series_id: int) -> HttpResponse:
    """Make codes."""
    form = CodesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say how many codes: from 1 to %(most)s.") % {"most": desk.MOST_CODES})
    else:
        with unit():
            desk.make_codes(series_id=series_id, count=form.cleaned_data["count"], actor=_actor(request))
        messages.success(request, _("The codes are made. Take them out when you are ready to give them."))
    return HttpResponseRedirect(reverse("pricing:series", args=[series_id]))


@require_POST
@needs("coupons.export")
def export_codes(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """The codes of a batch as a table, once."""
    try:
        with unit():
            rows = desk.export_codes(batch_id=batch_id, actor=_actor(request))
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("pricing:coupons"))
    table = [(_("Code"), _("Series")), *rows]
    answer: HttpResponseBase
    if request.POST.get("as") == "xlsx":
        answer = HttpResponse(workbook(table), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="coupons-{batch_id}.xlsx"'
        return answer
    answer = StreamingHttpResponse(written(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="coupons-{batch_id}.csv"'
    return answer


@require_POST
@needs("promotions.edit")
def stop_series(request: HttpRequest, series_id: int) -> HttpResponse:
    """Stop accepting a series, or accept it again."""
    is_stopped = request.POST.get("to") != "running"
    with unit():
        desk.stop_series(series_id=series_id, is_stopped=is_stopped, actor=_actor(request))
    messages.success(
        request,
        _("The coupons of the series are not accepted any more.") if is_stopped else _("The coupons work again."),
    )
    return HttpResponseRedirect(reverse("pricing:series", args=[series_id]))


@require_POST
@needs("promotions.edit")
def withdraw(request: HttpRequest, coupon_id: int) -> HttpResponse:
    """Withdraw one coupon."""
    with unit():
        series_id = desk.withdraw(coupon_id=coupon_id, actor=_actor(request))
    messages.success(request, _("The coupon is withdrawn. Orders that have used it keep it."))
    return HttpResponseRedirect(reverse("pricing:series", args=[series_id]))
