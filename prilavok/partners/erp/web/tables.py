"""Tables of chains without 1C: upload, look at what was understood, correct the columns, load."""

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp import api
from prilavok.partners.erp.plain import load_table, tables

KINDS = {
    "goods": gettext_lazy("Goods"),
    "prices": gettext_lazy("Prices"),
    "stocks": gettext_lazy("Stocks"),
    "customers": gettext_lazy("Customers"),
}


class TableForm(forms.Form):
    """Which table of which system."""

    kind = forms.ChoiceField(choices=[(code, code) for code in KINDS])
    node = forms.IntegerField(required=False)
    table = forms.FileField(max_length=200)


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def show_tables(request: HttpRequest) -> HttpResponse:
    """Upload a table; templates to fill in."""
    error = ""
    if request.method == "POST":
        form = TableForm(request.POST, request.FILES)
        try:
            if form.is_valid():
                return HttpResponseRedirect(reverse("erp:table", args=[_kept(request, form)]))
            error = _("Choose what the table holds and a CSV or XLSX file.")
        except NotFound:
            raise
        except Refused as refusal:
            error = refusal.message
    context = {
        "kinds": KINDS.items(),
        "nodes": [one for one in api.nodes() if one.draft.code != load_table.TABLES],
        "error": error,
        "limit": load_table.MOST_BYTES // 1024 // 1024,
    }
    return render(request, "erp/tables.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def show_table(request: HttpRequest, package_id: int) -> HttpResponse:
    """What was understood of the table: columns, first rows, faults; then load it."""
    kind = load_table.waiting_kind(package_id)
    said = {
        name: int(value) if value.isdecimal() else ""
        for name in tables.FIELDS[kind]
        if (value := request.POST.get(name)) is not None
    }
    try:
        shown = load_table.preview_table(package_id, said)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("erp:tables"))
    if request.method == "POST" and request.POST.get("do") == "load" and not shown.missing:
        load_table.import_table(package_id, dict(shown.mapping))
        with unit():
            accounts.audit(request.actor, "erp.table_loaded", f"package:{package_id}", after={"kind": kind})  # type: ignore[attr-defined]
        messages.success(request, _("The table is being loaded. What it did is below; it can be undone there."))
        return HttpResponseRedirect(reverse("erp:package", args=[package_id]))
    fields = [
        (name, _(field.title), field.is_needed, shown.mapping.get(name)) for name, field in tables.FIELDS[kind].items()
    ]
    context = {
        "package_id": package_id,
        "kind": KINDS[kind],
        "shown": shown,
        "fields": fields,
        "columns": list(enumerate(shown.headers)),
        "missing": [_(tables.FIELDS[kind][name].title) for name in shown.missing],
    }
    return render(request, "erp/table.html", context)


@require_GET
@needs("exchange.run")
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A table to fill in."""
    if kind not in KINDS:
        raise NotFound
    answer = HttpResponse(tables.template(kind), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer


def _kept(request: HttpRequest, form: TableForm) -> int:
    said = form.cleaned_data
    table: UploadedFile[bytes] = said["table"]
    package_id = load_table.keep_table(
        node_id=said["node"],
        kind=said["kind"],
        name=str(table.name),
        body=table,  # type: ignore[arg-type]
    )
    with unit():
        accounts.audit(
            request.actor,  # type: ignore[attr-defined]
            "erp.table_uploaded",
            f"package:{package_id}",
            after={"kind": said["kind"], "file": str(table.name)[:120]},
        )
    return package_id
