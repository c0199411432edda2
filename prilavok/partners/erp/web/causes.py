"""Warnings by cause, the goods behind each, and their list as a file."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from prilavok.base import sheets
from prilavok.base.access import needs
from prilavok.partners.erp import api
from prilavok.partners.erp.watch.causes import CauseFilter, cause, causes, everything
from prilavok.partners.erp.web.forms import CausesForm


@require_GET
@needs("exchange.view")
def show_causes(request: HttpRequest) -> HttpResponse:
    """All causes of the last days."""
    form, wanted = _wanted(request)
    return render(request, "erp/causes.html", {"form": form, "causes": causes(wanted), "wanted": wanted})


@require_GET
@needs("exchange.view")
def show_cause(request: HttpRequest, code: str) -> HttpResponse:
    """One cause: what to do and the goods."""
    form, wanted = _wanted(request)
    page = cause(code, wanted)
    context = {
        "form": form,
        "cause": page,
        "wanted": wanted,
        "pages_count": -(-page.total_count // wanted.page_size),
    }
    return render(request, "erp/cause.html", context)


@require_GET
@needs("exchange.view")
def download_cause(request: HttpRequest, code: str) -> HttpResponseBase:
    """The goods behind a cause as CSV that opens in a spreadsheet."""
    _form, wanted = _wanted(request)
    answer = StreamingHttpResponse(sheets.written(_rows(code, wanted)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}.csv"'
    return answer


def _rows(code: str, wanted: CauseFilter) -> Iterator[tuple[object, ...]]:
    yield _("Identifier in 1C"), _("Name"), _("Number of our product"), _("Package")
    for one in everything(code, wanted):
        yield one.key, one.thing, one.product_id or "", one.package_id


def _wanted(request: HttpRequest) -> tuple[CausesForm, CauseFilter]:
    form = CausesForm(request.GET, nodes=api.nodes())
    said = form.cleaned_data if form.is_valid() else {}
    return form, CauseFilter(
        days=said.get("days") or 7,
        node_code=said.get("node") or "",
        package_id=said.get("package"),
        page=said.get("page") or 1,
    )
