"""What waits for a person's decision about customers; joining two cards, and undoing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Forbidden, NotFound, Refused
from prilavok.base.unit import unit
from prilavok.people.crm import api
from prilavok.people.crm.values import CustomerCard, CustomerId


@require_GET
@needs("customers.edit")
def show_reviews(request: HttpRequest) -> HttpResponse:
    """Cards that lead to several customers, and fields that were changed on both sides."""
    _everywhere(request)
    return render(request, "crm/reviews.html", {"reviews": api.reviews()})


@require_POST
@needs("customers.edit")
def decide(request: HttpRequest, review_id: int) -> HttpResponse:
    """A person's decision."""
    actor = _everywhere(request)
    choice, chosen = request.POST.get("choice", ""), request.POST.get("customer", "")
    try:
        with unit():
            if choice in ("ours", "theirs"):
                api.decide_which(review_id=review_id, take_theirs=choice == "theirs", actor=actor)
            elif choice in ("merge", "apart") and chosen.isdecimal():
                api.decide_who(review_id=review_id, customer_id=int(chosen), merge=choice == "merge", actor=actor)
            else:
                raise NotFound
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Decided."))
    return HttpResponseRedirect(reverse("crm:reviews"))


@require_http_methods(["GET", "POST"])
@needs("customers.edit")
def merge(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Find the other card, look at what joining will do, join."""
    actor = _everywhere(request)
    winner = api.customer(CustomerId(customer_id), None)
    other = request.POST.get("other", "") or request.GET.get("other", "")
    if request.method == "POST" and other.isdecimal():
        with unit():
            api.merge_customers(winner_id=winner.customer_id, other_id=int(other), actor=actor)
        messages.success(request, _("The cards were joined. It can be undone on the customer's page."))
        return HttpResponseRedirect(reverse("crm:customer", args=[winner.customer_id]))
    text = request.GET.get("q", "")[:100].strip()
    context = {
        "customer": winner,
        "text": text,
        "found": _others(text, winner),
        "preview": api.merge_preview(winner_id=winner.customer_id, other_id=int(other)) if other.isdecimal() else None,
    }
    return render(request, "crm/merge.html", context)


@require_POST
@needs("customers.edit")
def undo_merge(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Take two joined cards apart again."""
    actor = _everywhere(request)
    merge_id = request.POST.get("merge", "")
    if not merge_id.isdecimal() or int(merge_id) not in {one.merge_id for one in api.merges_of(customer_id)}:
        raise NotFound
    try:
        with unit():
            other = api.undo_merge(merge_id=int(merge_id), actor=actor)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("crm:customer", args=[customer_id]))
    messages.success(request, _("The cards are two again."))
    return HttpResponseRedirect(reverse("crm:customer", args=[other]))


def _others(text: str, winner: CustomerCard) -> list[CustomerCard]:
    if not text:
        return []
    return [one for one in api.find_customers(text, 20, None) if one.customer_id != winner.customer_id]


def _everywhere(request: HttpRequest) -> Actor:
    """Whoever decides of people must see all of them, not those of some stores."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.stores is not None:
        raise Forbidden
    return actor
