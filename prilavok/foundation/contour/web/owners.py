"""Who owns what: one page of all fields of all things; a change is shown with what it means before it is made."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import flows
from prilavok.base.access import Actor, needs
from prilavok.base.errors import Forbidden, Refused
from prilavok.base.owners import BOTH, ERP, IF_EMPTY, PLATFORM, SITE
from prilavok.base.unit import unit
from prilavok.foundation.contour import api
from prilavok.foundation.contour.errors import FieldUnknown
from prilavok.foundation.contour.values import Ownership

OWNERS: dict[str, str | Promise] = {
    ERP: gettext_lazy("the ERP"),
    PLATFORM: gettext_lazy("the platform"),
    SITE: gettext_lazy("the platform (the site)"),
    IF_EMPTY: gettext_lazy("the platform, else the ERP"),
    BOTH: gettext_lazy("both"),
}


@dataclass(frozen=True)
class Line:
    """A line of the page: the field, its owner in words, whom it may be given to, the address where it is edited."""

    own: Ownership
    scope: str
    owner: str | Promise
    choices: tuple[tuple[str, str | Promise], ...]
    href: str


@require_GET
@needs("map.view")
def show_owners(request: HttpRequest) -> HttpResponse:
    """Every field with its owner; with `field`, `scope` and `to`, what the change would mean, to be confirmed."""
    lines = [_line(one) for one in api.ownerships()]
    asked = (request.GET.get("field", ""), request.GET.get("scope", ""))
    chosen = next((line for line in lines if (line.own.field, line.own.scope) == asked), None)
    after = request.GET.get("to", "")
    is_change = chosen is not None and after in chosen.own.owners and after != chosen.own.owner
    context = {
        "lines": lines,
        "chosen": chosen if is_change else None,
        "to": after,
        "to_words": OWNERS.get(after, ""),
        "means": dict(chosen.own.means) if chosen else {},
    }
    return render(request, "contour/owners.html", context)


@require_POST
@needs("owners.edit")
def choose(request: HttpRequest) -> HttpResponse:
    """Give a field to another owner."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.stores is not None:
        raise Forbidden
    post = request.POST
    try:
        with unit():
            changed = api.choose_owner(
                field=post.get("field", ""), scope=post.get("scope", ""), owner=post.get("to", ""), actor=actor
            )
    except FieldUnknown:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("contour:owners")
    messages.success(request, _("Saved. What looks different now: %(count)d.") % {"count": changed})
    return redirect("contour:owners")


def _line(one: Ownership) -> Line:
    try:
        href = reverse(one.screen) if one.screen else ""
    except NoReverseMatch:
        href = ""
    return Line(
        own=one,
        scope=_(flows.title_of(one.scope_title)) if one.scope_title else "",
        owner=OWNERS.get(one.owner, one.owner),
        choices=tuple((code, OWNERS.get(code, code)) for code in one.owners),
        href=href,
    )
