"""Promises and schedules of a node's flows, edited as lines that people can read."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prilavok.base.access import needs
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp.watch import care
from prilavok.partners.erp.watch.board import boards, lines_of
from prilavok.partners.erp.watch.values import FlowCard, NodeBoard
from prilavok.partners.erp.web.forms import LineForm, PlanForm

SPARE = 2


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def edit_plans(request: HttpRequest, node_id: int) -> HttpResponse:
    """What each flow promises and when it is expected."""
    board = next(iter(boards(node_id)), None)
    if board is None:
        raise NotFound
    forms = [_forms(request, board, card) for card in board.flows]
    if request.method == "POST" and all(_is_valid(one) for one in forms):
        with unit():
            for one in forms:
                _save(board, one)
            after = {one["card"].flow: _said(one) for one in forms}
            accounts.audit(request.actor, "erp.plans_set", f"node:{node_id}", after=after)  # type: ignore[attr-defined]
        messages.success(request, _("The promises and the schedule were saved."))
        return HttpResponseRedirect(f"{reverse('erp:exchange')}#node-{node_id}")
    return render(request, "erp/plans.html", {"board": board, "forms": forms})


def _forms(request: HttpRequest, board: NodeBoard, card: FlowCard) -> dict[str, Any]:
    known = lines_of(board.node_id, card.flow)
    data = request.POST if request.method == "POST" else None
    lines = [
        LineForm(data, prefix=f"{card.flow}-{number}", initial=LineForm.initial_of(line))
        for number, line in enumerate([*known, *([None] * SPARE)])
    ]
    plan = PlanForm(
        data,
        prefix=card.flow,
        initial={"promise": card.promise_s // 60 if card.promise_s else None, "patience": card.patience},
    )
    return {"card": card, "plan": plan, "lines": lines}


def _is_valid(one: dict[str, Any]) -> bool:
    plan: PlanForm = one["plan"]
    lines: list[LineForm] = one["lines"]
    return all([plan.is_valid(), *[line.is_valid() for line in lines]])


def _save(board: NodeBoard, one: dict[str, Any]) -> None:
    said = one["plan"].cleaned_data
    care.set_plan(
        care.Plan(
            node_id=board.node_id,
            flow=one["card"].flow,
            promise_s=said["promise"] * 60 if said["promise"] else None,
            patience=said["patience"],
            lines=tuple(line.value() for line in one["lines"] if line.is_filled()),
        )
    )


def _said(one: dict[str, Any]) -> dict[str, Any]:
    lines = [line for line in one["lines"] if line.is_filled()]
    return {**one["plan"].cleaned_data, "lines": [str(line.value()) for line in lines]}
