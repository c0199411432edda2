"""Screens of the reconciliation: nodes, a comparison, a difference, a repair before, during and after."""

from dataclasses import asdict, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base import live, sheets
from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp.reconciliation import asking, repairing, showing, starting
from prilavok.partners.erp.reconciliation.values import CAUSES, KINDS, Chosen
from prilavok.partners.erp.web.reconciliation_forms import CareForm

STATES = ("", "open", "accepted", "sent", "asked", "gone", "undone")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@needs("exchange.view")
def show_reconciliation(request: HttpRequest) -> HttpResponse:
    """Every node: its last comparison, how it went before."""
    return render(request, "erp/reconciliation.html", {"nodes": showing.nodes(), "live": _live()})


@require_GET
@needs("exchange.view")
def show_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One comparison: by kind and cause, then difference by difference."""
    chosen = _chosen(request)
    page = showing.differences(run_id, chosen)
    context = {
        "run": showing.run(run_id),
        "causes": showing.causes(run_id, replace(chosen, cause="", ids=())),
        "page": page,
        "pages_count": -(-page.total_count // page.page_size),
        "chosen": chosen,
        "kinds": KINDS,
        "states": STATES[1:],
        "repairs": showing.repairs(run_id),
        "live": _live(),
    }
    return render(request, "erp/reconciliation_run.html", context)


@require_GET
@needs("exchange.view")
def show_difference(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Both numbers, the calculation, what explains it, what can be done."""
    run, found = showing.difference(difference_id, location_ids=_stores(request))
    return render(request, "erp/difference.html", {"run": run, "one": found})


@require_GET
@needs("exchange.view")
def download_run(request: HttpRequest, run_id: int, form: str) -> HttpResponseBase:
    """The differences as a table: csv or xlsx."""
    run = showing.run(run_id)
    table = showing.table(run_id, _chosen(request))
    name = f"reconciliation-{run.node_code}-{run.run_id}.{form}"
    answer: HttpResponseBase
    if form == "csv":
        answer = StreamingHttpResponse(sheets.written(table), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        answer = HttpResponse(sheets.workbook(table), content_type=XLSX)
    else:
        raise NotFound
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@needs("exchange.run")
def ask_picture(request: HttpRequest, node_id: int) -> HttpResponse:
    """Ask a node for a whole picture at its next visit."""
    title, _care = showing.care(node_id)
    with unit():
        is_new = asking.ask_picture(node_id, by=_actor(request).name)
        accounts.audit(_actor(request), "erp.picture_asked", f"node:{node_id}")
    said = _("Asked: {node} sends its picture at the next exchange.") if is_new else _("{node} is asked already.")
    messages.success(request, said.format(node=title))
    return HttpResponseRedirect(reverse("erp:reconciliation"))


@require_POST
@needs("exchange.run")
def compare_kept(request: HttpRequest, node_id: int) -> HttpResponse:
    """Compare with the last full export, which every 1C sends."""
    try:
        with unit():
            accounts.audit(_actor(request), "erp.kept_compared", f"node:{node_id}")
            starting.queue_kept(node_id, by=_actor(request).name)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The comparison has begun. It shows here when it is done."))
    return HttpResponseRedirect(reverse("erp:reconciliation"))


@require_POST
@needs("exchange.run")
def compare_again(request: HttpRequest, run_id: int) -> HttpResponse:
    """The same picture once more."""
    try:
        with unit():
            starting.again(run_id)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The same picture is compared once more."))
    return HttpResponseRedirect(reverse("erp:reconciliation_run", args=[run_id]))


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def repair(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET: what a repair would do; POST: begin it, a single one at once."""
    chosen, way = _chosen(request), _said(request).get("way", "")
    run = showing.run(run_id)
    if request.method == "GET" and not way:
        return HttpResponseRedirect(reverse("erp:reconciliation_run", args=[run_id]))
    if request.method == "GET":
        context = {"run": run, "preview": showing.preview(run_id, way, chosen), "chosen": chosen}
        return render(request, "erp/repair.html", context)
    try:
        with unit():
            is_one = len(chosen.ids) == 1
            number = repairing.start(run_id, way=way, chosen=chosen, actor=_actor(request), now=is_one)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("erp:reconciliation_run", args=[run_id]))
    return HttpResponseRedirect(reverse("erp:repair_state", args=[number]))


@require_GET
@needs("exchange.view")
def show_repair(request: HttpRequest, repair_id: int) -> HttpResponse:
    """How far a repair is, what it left and why."""
    found = showing.repair(repair_id)
    return render(
        request, "erp/repair_state.html", {"repair": found, "run": showing.run(found.run_id), "live": _live()}
    )


@require_POST
@needs("exchange.run")
def undo_repair(request: HttpRequest, repair_id: int) -> HttpResponse:
    """Give back what a repair took."""
    try:
        with unit():
            repairing.undo(repair_id, actor=_actor(request))
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The repair is being given back."))
    return HttpResponseRedirect(reverse("erp:repair_state", args=[repair_id]))


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def edit_care(request: HttpRequest, node_id: int) -> HttpResponse:
    """How many unexplained differences are too many, how long a change may be under way."""
    title, care = showing.care(node_id)
    form = CareForm(request.POST or None, initial=asdict(care))
    if request.method == "POST" and form.is_valid():
        with unit():
            showing.set_care(node_id, form.cleaned_data)
            accounts.audit(
                _actor(request),
                "erp.reconciliation_care",
                f"node:{node_id}",
                before=asdict(care),
                after=form.cleaned_data,
            )
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("erp:reconciliation"))
    return render(request, "erp/reconciliation_care.html", {"form": form, "title": title, "node_id": node_id})


def _chosen(request: HttpRequest) -> Chosen:
    said = _said(request)
    stores = _stores(request)
    return Chosen(
        kind=said.get("kind", "") if said.get("kind", "") in KINDS else "",
        cause=said.get("cause", "") if said.get("cause", "") in CAUSES else "",
        text=said.get("text", "").strip()[:100],
        state=said.get("state", "open") if said.get("state", "open") in STATES else "open",
        ids=tuple(int(one) for one in said.getlist("id") if one.isdecimal() and len(one) < 19),
        location_ids=stores,
        page=int(said.get("page", "1")) if said.get("page", "1").isdecimal() and len(said.get("page", "1")) < 7 else 1,
    )


def _said(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else request.GET


def _stores(request: HttpRequest) -> tuple[int, ...] | None:
    stores = _actor(request).stores
    return None if stores is None else tuple(sorted(stores))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _live() -> str:
    return live.live_url(live.ticket("exchange"))
