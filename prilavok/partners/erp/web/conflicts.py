"""Orders changed on both sides: the list, and three columns beside one another to choose from."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import live
from prilavok.base.access import Actor, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.design.formats import money
from prilavok.partners.erp import api
from prilavok.partners.erp.orders import availability, conflicts


@require_GET
@needs("orders.change")
def show_conflicts(request: HttpRequest) -> HttpResponse:
    """What waits for a person, and what was decided lately."""
    context = {
        "open": conflicts.open_conflicts(stores=_actor(request).stores),
        "settled": conflicts.settled_conflicts(stores=_actor(request).stores),
        "doubts": availability.doubts(stores=_actor(request).stores),
        "live": live.live_url(live.ticket("exchange")),
    }
    return render(request, "erp/conflicts.html", context)


@require_GET
@needs("orders.change")
def show_conflict(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Agreed, ours, theirs: line by line, with sums."""
    found = conflicts.conflict(conflict_id, stores=_actor(request).stores)
    return render(request, "erp/conflict.html", {"conflict": found})


@require_POST
@needs("orders.change")
def settle_conflict(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Take theirs, keep ours, or what was chosen by line."""
    actor = _actor(request)
    found = conflicts.conflict(conflict_id, stores=actor.stores)
    whole = request.POST.get("all", "")
    said: Mapping[int, str] = {
        row.variant_id: whole or request.POST.get(f"line-{row.variant_id}", "") for row in found.rows
    }
    try:
        with unit():
            order = conflicts.settle(
                conflict_id=conflict_id, stamp=request.POST.get("stamp", ""), choices=said, actor=actor
            )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("erp:conflict", args=[conflict_id]))
    messages.success(
        request,
        _("Decided: the order {number} now costs {total}. Both systems will have these lines.").format(
            number=order.number, total=money(order.total)
        ),
    )
    return HttpResponseRedirect(reverse("erp:conflicts"))


@require_POST
@needs("orders.change")
def dismiss_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """A document that cannot be applied was read; the accounting system is told of the order as it stands here."""
    with unit():
        api.dismiss_document(document_id, actor=_actor(request))
    messages.success(request, _("Noted. The accounting system will be given the order as it stands here."))
    return HttpResponseRedirect(reverse("erp:statuses"))


@require_POST
@needs("orders.change")
def settle_doubt(request: HttpRequest, doubt_id: int) -> HttpResponse:
    """An operator has looked whether the goods are there."""
    with unit():
        availability.settle_doubt(doubt_id, _actor(request))
    messages.success(request, _("Noted: the goods were checked."))
    return HttpResponseRedirect(reverse("erp:conflicts"))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
