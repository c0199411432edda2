"""The editor of the status scheme."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from prilavok.base.access import all_permissions, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.foundation.messaging import api as messaging
from prilavok.trade.oms import api, schemes
from prilavok.trade.oms.errors import StatusUnknown
from prilavok.trade.oms.values import Step, Terms
from prilavok.trade.oms.web.forms import StatusForm, TermsForm


@needs("scheme.edit")
def scheme(request: HttpRequest) -> HttpResponse:
    """All statuses with their moves, and how long goods are held."""
    form = TermsForm(request.POST or None, initial=asdict(schemes.terms()))
    if request.method == "POST" and form.is_valid():
        with unit():
            schemes.edit_terms(terms=Terms(**form.cleaned_data), actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved. The new terms hold from the next order on."))
        return redirect("oms:scheme")
    worded = {one.code: one.title for one in messaging.templates()}
    rights = {one.code: _(one.title) for one in all_permissions()}
    rows = [
        (
            status,
            step_title(status.step),
            worded.get(status.template, status.template),
            [(move, rights.get(move.permission, "")) for move in status.moves],
        )
        for status in api.scheme()
    ]
    return render(request, "oms/scheme.html", {"rows": rows, "revisions": schemes.scheme_revisions(), "form": form})


@needs("scheme.edit")
def status(request: HttpRequest, code: str) -> HttpResponse:
    """Word one status anew."""
    found = next((one for one in api.scheme() if one.code == code), None)
    if found is None:
        raise StatusUnknown(code=code)
    known = {one.code: one.title for one in messaging.templates()}
    words = schemes.words_of(code)
    before: dict[str, object] = {"title": words.title, "public_title": words.public_title, "template": words.template}
    before |= {f"{name}_{one}": title for one, told in words.translated.items() for name, title in told.items()}
    before["buyer_may"] = sorted(found.buyer_may)
    form = StatusForm(request.POST or None, initial=before, templates=list(known.items()))
    if request.method == "POST" and form.is_valid():
        try:
            with unit():
                schemes.edit_status(
                    code=code,
                    words=form.words(),
                    buyer_may=form.cleaned_data["buyer_may"],
                    actor=request.actor,  # type: ignore[attr-defined]
                )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved. Orders show the new words at once."))
            return redirect("oms:scheme")
    return render(request, "oms/status.html", {"status": found, "form": form, "step": step_title(found.step)})


def step_title(step: str) -> str:
    """What the house does on entering a status, in words."""
    return {
        Step.PLACED: _("The order is placed, its goods are held"),
        Step.PICKING: _("A worker gathers the order"),
        Step.PICKED: _("The order waits in a cell, the pick-up term begins"),
        Step.ISSUED: _("The money is taken, the goods leave the store"),
        Step.CANCELLED: _("The goods are on sale again, the payment is closed"),
        Step.EXPIRED: _("Nobody came in time: the goods are on sale again"),
    }[Step(step)]
