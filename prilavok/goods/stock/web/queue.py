"""Who gets what comes: the queue of orders for expected arrivals, and the rule of their turn."""

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.advances.values import QueueRule
from prilavok.goods.stock.web.scopes import chain_editor

SUBJECT = "stock:queue"
TURNS = {
    "placed": gettext_lazy("Who ordered first is served first"),
    "paid": gettext_lazy("Paid orders first, then who ordered first"),
}


class QueueForm(forms.Form):
    """The rule of the chain."""

    turn = forms.ChoiceField(choices=tuple(TURNS.items()))
    settle_minutes = forms.IntegerField(min_value=0, max_value=7 * 24 * 60)
    is_assigning = forms.BooleanField(required=False)

    def rule(self) -> QueueRule:
        """The rule as typed; the form must be valid."""
        return QueueRule(**self.cleaned_data)


@require_GET
@needs("stock.view")
def show_queue(request: HttpRequest) -> HttpResponse:
    """Goods that orders wait for, place by place, and whose turn it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = advances.queues(location_ids=None if actor.stores is None else sorted(actor.stores))
    cards = pim.variants(variant_ids=sorted({one.variant_id for one in found}))
    places = api.locations(location_ids=sorted({one.location_id for one in found}))
    context = {
        "rows": [(one, cards.get(one.variant_id), places.get(one.location_id)) for one in found],
        "rule": advances.queue_rule(),
        "turns": TURNS.items(),
        "audit": accounts.audit_of(SUBJECT, limit=10),
        "is_chain_wide": actor.stores is None,
    }
    return render(request, "stock/queue.html", context)


@require_POST
@needs("stock.edit")
def keep(request: HttpRequest) -> HttpResponse:
    """Another order of the queue holds from now on."""
    actor, form = chain_editor(request), QueueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Minutes are a whole number, a week at most."))
        return redirect("stock:queue")
    before = advances.queue_rule()
    with unit():
        if changed := advances.keep_queue_rule(form.rule()):
            accounts.audit(actor, "stock.queue_ruled", SUBJECT, asdict(before), asdict(form.rule()))
    messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
    return redirect("stock:queue")
