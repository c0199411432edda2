"""The check of a connection: ask for it, read its report, take it away, prove that it is genuine."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp.check import report
from prilavok.partners.erp.watch.board import boards

LONGEST = 200_000


@require_GET
@needs("exchange.view")
def show_checks(request: HttpRequest, node_id: int) -> HttpResponse:
    """The checks of a node."""
    board = next(iter(boards(node_id)), None)
    context = {"board": board, "checks": report.checks_of(node_id)}
    return render(request, "erp/checks.html", context, status=200 if board else 404)


@require_POST
@needs("exchange.run")
def ask_check(request: HttpRequest, node_id: int) -> HttpResponse:
    """Have the connection checked now."""
    actor = request.actor  # type: ignore[attr-defined]
    with unit():
        check_id = report.ask_check(node_id=node_id, by=actor.name)
        accounts.audit(actor, "erp.check_asked", f"node:{node_id}", after={"check": check_id})
    return HttpResponseRedirect(reverse("erp:check", args=[check_id]))


@require_GET
@needs("exchange.view")
def show_check(request: HttpRequest, check_id: int) -> HttpResponse:
    """One report, fit for printing."""
    context = {"check": report.check_of(check_id), "live": live.live_url(live.ticket("exchange"))}
    return render(request, "erp/check.html", context)


@require_GET
@needs("exchange.view")
def download_check(request: HttpRequest, check_id: int) -> HttpResponse:
    """The report with its signature, for machines."""
    check = report.check_of(check_id)
    told = {"report": check.report, "signature": check.signature}
    answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=2), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="connection-check-{check_id}.json"'
    return answer


@require_http_methods(["GET", "POST"])
@needs("exchange.view")
def prove_check(request: HttpRequest) -> HttpResponse:
    """Is a report that somebody brought ours and whole?"""
    context: dict[str, Any] = {}
    if request.method == "POST":
        text = request.POST.get("text", "")[:LONGEST]
        context = {"text": text, "is_asked": True, "is_genuine": _is_genuine(text)}
    return render(request, "erp/prove.html", context)


def _is_genuine(text: str) -> bool:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and report.is_genuine(told.get("report"), told.get("signature"))
