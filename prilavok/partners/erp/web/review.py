"""Taking packages back, and looking at them before they are applied."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp.errors import ReasonMissing
from prilavok.partners.erp.review import showing, undoing


@require_GET
@needs("exchange.view")
def show_undo(request: HttpRequest, package_id: int) -> HttpResponse:
    """What taking a package back would do, thing by thing."""
    after = _number(request.GET.get("after", ""))
    context = {
        "page": showing.undo_page(package_id, lane=request.GET.get("lane", ""), after=after),
        "after": after,
        "live": live.live_url(live.ticket("exchange")),
    }
    return render(request, "erp/undo.html", context)


@require_POST
@needs("exchange.run")
def start_undo(request: HttpRequest, package_id: int) -> HttpResponse:
    """Take a package back."""
    reason = request.POST.get("reason", "").strip()
    try:
        with unit():
            if not reason:
                raise ReasonMissing
            undoing.start(package_id, by=request.actor.name, reason=reason)  # type: ignore[attr-defined]
            accounts.audit(
                request.actor,  # type: ignore[attr-defined]
                "erp.package_undone",
                f"package:{package_id}",
                after={"reason": reason},
            )
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The package is being taken back."))
    return HttpResponseRedirect(reverse("erp:undo", args=[package_id]))


def _number(text: str) -> int | None:
    """Where a page begins; nonsense means at the beginning."""
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 19 else None
