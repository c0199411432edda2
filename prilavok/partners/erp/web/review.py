"""Looking at packages before they are applied, taking them back afterwards, and when to ask."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp.errors import ReasonMissing
from prilavok.partners.erp.review import deciding, settings, showing, undoing
from prilavok.partners.erp.web.review_forms import PolicyForm


@require_GET
@needs("exchange.view")
def show_review(request: HttpRequest, package_id: int) -> HttpResponse:
    """What a package that waits would change, thing by thing."""
    page = showing.review_page(
        package_id,
        part=request.GET.get("part", ""),
        meaning=request.GET.get("sense", ""),
        page=_number(request.GET.get("page", "")) or 1,
    )
    return render(request, "erp/review.html", {"page": page, "live": live.live_url(live.ticket("exchange"))})


@require_POST
@needs("exchange.run")
def decide_review(request: HttpRequest, package_id: int) -> HttpResponse:
    """Apply a package that waits, or discard it."""
    apply = request.POST.get("decision") == "apply"
    comment = request.POST.get("comment", "").strip()
    try:
        with unit():
            deciding.decide(package_id, apply=apply, by=request.actor.name, comment=comment)  # type: ignore[attr-defined]
            accounts.audit(
                request.actor,  # type: ignore[attr-defined]
                "erp.package_applied" if apply else "erp.package_discarded",
                f"package:{package_id}",
                after={"comment": comment},
            )
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        said = (
            _("The package is being applied.") if apply else _("The package was discarded; nothing of it was applied.")
        )
        messages.success(request, said)
    return HttpResponseRedirect(reverse("erp:package", args=[package_id]))


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def edit_policy(request: HttpRequest, node_id: int) -> HttpResponse:
    """When packages of a node wait for a person."""
    node, policy = settings.policy(node_id)
    form = PolicyForm(request.POST or None, initial=asdict(policy))
    if request.method == "POST" and form.is_valid():
        with unit():
            before = asdict(policy)
            settings.set_policy(node_id, form.cleaned_data)
            accounts.audit(
                request.actor,  # type: ignore[attr-defined]
                "erp.review_policy",
                f"node:{node_id}",
                before=before,
                after=form.cleaned_data,
            )
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("erp:node", args=[node_id]))
    return render(request, "erp/review_policy.html", {"form": form, "title": node, "node_id": node_id})


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
