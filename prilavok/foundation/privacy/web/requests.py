"""Requests about personal data: by the day they have to be answered, and one of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.privacy import api
from prilavok.foundation.privacy.values import Asked, RequestFilter, State

A_PAGE = 50


@require_GET
@needs("privacy.view")
def show_requests(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first; then what is over."""
    kind, state, page = request.GET.get("kind", ""), request.GET.get("state", ""), request.GET.get("page", "1")
    wanted = RequestFilter(
        kind=kind if kind in set(Asked) else "",
        state=state if state in set(State) else "",
        page=min(int(page), 10_000) if page.isdecimal() and len(page) < 8 else 1,
        page_size=A_PAGE,
    )
    found = api.find_requests(wanted)
    people = accounts.people([one.person_id for one in found.requests])
    context = {
        "rows": [(one, people.get(PersonId(one.person_id))) for one in found.requests],
        "total_count": found.total_count,
        "page": wanted.page,
        "pages_count": max(1, -(-found.total_count // A_PAGE)),
        "wanted": wanted,
        "kinds": [(one.value, api.kind_title(one)) for one in Asked],
        "states": [(one.value, api.state_title(one)) for one in State],
        "sees_contacts": _actor(request).may("customers.view"),
    }
    return render(request, "privacy/requests.html", context)


@require_http_methods(["GET", "POST"])
@needs("privacy.view")
def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request; a POST answers it."""
    found = api.request(request_id)
    if request.method == "POST":
        actor = _actor(request)
        actor.require("privacy.answer")
        try:
            with unit():
                api.answer(
                    request_id=request_id,
                    text=request.POST.get("answer", ""),
                    done=request.POST.get("decision") == "done",
                    actor=actor,
                )
        except NotFound:
            raise
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Answered. The person is told."))
        return HttpResponseRedirect(reverse("privacy:request", args=[request_id]))
    other = found.detail.get("other")
    ids = [found.person_id, *([int(str(other))] if other else [])]
    people = accounts.people(ids)
    context = {
        "asked": found,
        "person": people.get(PersonId(found.person_id)),
        "other": people.get(PersonId(int(str(other)))) if other else None,
        "sees_contacts": _actor(request).may("customers.view"),
    }
    return render(request, "privacy/request.html", context)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
