"""Where the buyer is signed in, and by which passkeys: one ended, or all."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import own
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.account import answer_in, read_json
from prilavok.doors.storefront.web.addresses import identity, words
from prilavok.doors.storefront.web.frame import see_other
from prilavok.doors.storefront.web.mine.owner import buyer_of, page, site_of
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.passkeys import api as passkeys
from prilavok.foundation.accounts.values import PersonId


@own
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Devices and passkeys."""
    card = buyer_of(request)
    with unit():
        accounts.touch_device(request)
    return page(
        request,
        "security",
        "security.html",
        person=card,
        devices=accounts.devices_of(request, card.person_id),
        keys=passkeys.passkeys_of(card.person_id),
    )


@own
@require_POST
def end_device(request: HttpRequest) -> HttpResponse:
    """Sign out one browser, or all but this one."""
    card = buyer_of(request)
    with unit():
        if request.POST.get("all") == "1":
            accounts.end_all_sessions(person_id=card.person_id, keep=request)
        else:
            accounts.end_device(person_id=card.person_id, device_id=identity(request.POST.get("device")) or 0)
    return see_other("/account/security/")


@own
@require_POST
def passkey_begin(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    try:
        card = buyer_of(request)
        with unit():
            return JsonResponse(passkeys.begin_adding(person_id=card.person_id, site=site_of(request)))
    except NotFound:
        raise
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=422)


@own
@require_POST
def passkey_finish(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser made."""
    card, said = buyer_of(request), read_json(request)
    try:
        with unit():
            passkeys.finish_adding(
                person_id=PersonId(card.person_id),
                name=words(str(said.get("name", "")), 60),
                answer=answer_in(said),
                site=site_of(request),
            )
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=422)
    return JsonResponse({"next": "/account/security/"})


@own
@require_POST
def passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Call a passkey otherwise, or take it away; somebody else's is not found."""
    card = buyer_of(request)
    with unit():
        if request.POST.get("do") == "drop":
            passkeys.drop_passkey(person_id=card.person_id, passkey_id=passkey_id)
        else:
            name = words(request.POST.get("name"), 60)
            passkeys.rename_passkey(person_id=card.person_id, passkey_id=passkey_id, name=name)
    return see_other("/account/security/")
