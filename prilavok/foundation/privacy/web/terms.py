"""How long data stays: what we hold, what for, until when, and what the last night let go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.privacy import api
from prilavok.foundation.privacy.errors import DaysNotUnderstood


@require_http_methods(["GET", "POST"])
@needs("privacy.view")
def show_terms(request: HttpRequest) -> HttpResponse:
    """The schedule; a POST changes one term."""
    if request.method == "POST":
        actor: Actor = request.actor  # type: ignore[attr-defined]
        actor.require("privacy.edit")
        try:
            days = request.POST.get("days", "")
            if not days.isdecimal() or len(days) > 6:
                raise DaysNotUnderstood
            with unit():
                api.set_term(code=request.POST.get("code", "")[:80], days=int(days), actor=actor)
        except NotFound:
            raise
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The term is set. It holds from the next night."))
        return HttpResponseRedirect(reverse("privacy:terms"))
    return render(request, "privacy/terms.html", {"held": api.schedule()})
