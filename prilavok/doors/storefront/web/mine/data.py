"""The buyer's rights over their data: everything as a file, a correction, being forgotten, thinking better of it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import own
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import lines
from prilavok.doors.storefront.web.frame import see_other
from prilavok.doors.storefront.web.mine.owner import actor_of, buyer_of, page
from prilavok.foundation.accounts.values import PersonCard
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import Asked, State


@own
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """What we hold, what may be asked, what was asked."""
    return _show(request, buyer_of(request))


@own
@require_POST
def archive(request: HttpRequest) -> HttpResponse:
    """Everything we hold, made now and kept nowhere."""
    card = buyer_of(request)
    try:
        privacy.spend_export(card.person_id)
    except Refused as refusal:
        return _show(request, card, error=refusal.message)
    body = privacy.archive(card.person_id)
    with unit():
        privacy.note_export(person_id=card.person_id, actor=actor_of(request))
    response = HttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@own
@require_POST
def correct(request: HttpRequest) -> HttpResponse:
    """What the buyer cannot correct alone is asked of staff."""
    card, text = buyer_of(request), lines(request.POST.get("text"), 4000)
    if not text:
        return _show(request, card, error=_("Write what is wrong and how it should be."))
    with unit():
        privacy.ask(person_id=card.person_id, kind=Asked.CORRECT, text=text)
    return see_other("/account/data/?asked=1")


@own
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """What goes, what stays and until when; then, with a tick, the erasure is asked for."""
    card, error = buyer_of(request), ""
    if request.method == "POST":
        if request.POST.get("sure") == "1":
            try:
                with unit():
                    privacy.ask(person_id=card.person_id, kind=Asked.ERASE)
            except Refused as refusal:
                return _show(request, card, error=refusal.message)
            return see_other("/account/data/")
        error = _("Tick that you have read what is erased.")
    held = privacy.schedule()
    return page(
        request,
        "data",
        "erase.html",
        status=422 if error else 200,
        goes=[one for one in held if not one.stays],
        stays=[one for one in held if one.stays],
        day=privacy.erasure_day(),
        held_up=privacy.held_up(privacy.whose(card.person_id)),
        error=error,
    )


@own
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """The buyer thinks better of it."""
    with unit():
        privacy.call_off(person_id=buyer_of(request).person_id)
    return see_other("/account/data/")


def _show(request: HttpRequest, card: PersonCard, *, error: str = "") -> HttpResponse:
    asked = privacy.requests_of(card.person_id)
    waiting = [one for one in asked if one.kind == Asked.ERASE and one.state == State.WAITING]
    return page(
        request,
        "data",
        "data.html",
        status=422 if error else 200,
        held=privacy.schedule(),
        asked=asked,
        erasure=waiting[0] if waiting else None,
        error=error,
        is_asked=request.GET.get("asked") == "1",
    )
