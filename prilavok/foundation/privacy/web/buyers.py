"""One buyer's account, as staff sees to it: what was asked, all data as a file, closing for violations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.ids import new_token
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PeopleFilter, PersonCard, PersonId
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, SMS, SendMessage
from prilavok.foundation.privacy import api
from prilavok.foundation.privacy.values import Ways

SHOWN = 50


@require_GET
@needs("privacy.answer")
def show_buyers(request: HttpRequest) -> HttpResponse:
    """Buyers' accounts by phone, e-mail or name."""
    text = " ".join(request.GET.get("q", "").split())[:100]
    found = accounts.find_people(PeopleFilter(text=_sought(text), kind="buyer", page_size=SHOWN)) if text else None
    return render(request, "privacy/buyers.html", {"text": text, "people": found.people if found else ()})


@require_GET
@needs("privacy.answer")
def show_buyer(request: HttpRequest, buyer_id: int) -> HttpResponse:
    """The account, what it agreed to, what it asked for."""
    card = _buyer(buyer_id)
    ways = Ways(phone=card.phone, email=card.email.lower())
    context = {
        "card": card,
        "consents": api.consents_of(person_id=buyer_id, ways=ways),
        "requests": api.requests_of(buyer_id),
        "is_gone": not (card.phone or card.email),
    }
    return render(request, "privacy/buyer.html", context)


@require_POST
@needs("privacy.export")
def give_archive(request: HttpRequest, buyer_id: int) -> HttpResponse:
    """Everything we hold about the buyer, to hand to whoever asked in person; audited."""
    card = _buyer(buyer_id)
    body = api.archive(card.person_id)
    with unit():
        api.note_export(person_id=card.person_id, actor=_actor(request))
    response = HttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="data-{buyer_id}.zip"'
    return response


@require_POST
@needs("privacy.answer")
def close(request: HttpRequest, buyer_id: int) -> HttpResponse:
    """The account is closed for violations; the buyer is told why."""
    card = _buyer(buyer_id)
    reason = " ".join(request.POST.get("reason", "").split())[:400]
    try:
        with unit():
            accounts.close_buyer(person_id=card.person_id, reason=reason, actor=_actor(request))
            _tell(card, reason)
    except NotFound:
        raise
    except Refused:
        messages.error(request, _("Write the reason: the buyer will read it."))
    else:
        messages.success(request, _("The account is closed, the buyer is told."))
    return HttpResponseRedirect(reverse("privacy:buyer", args=[buyer_id]))


@require_POST
@needs("privacy.answer")
def reopen(request: HttpRequest, buyer_id: int) -> HttpResponse:
    """The buyer may sign in again."""
    with unit():
        accounts.reopen_buyer(person_id=_buyer(buyer_id).person_id, actor=_actor(request))
    messages.success(request, _("The account is open again."))
    return HttpResponseRedirect(reverse("privacy:buyer", args=[buyer_id]))


def _buyer(buyer_id: int) -> PersonCard:
    card = accounts.people([PersonId(buyer_id)]).get(PersonId(buyer_id))
    if card is None or card.kind != "buyer":
        raise NotFound
    return card


def _sought(text: str) -> str:
    """A phone in any spelling is looked for by its digits."""
    digits = "".join(letter for letter in text if letter.isdecimal())
    return digits[-10:] if len(digits) >= 7 and not any(letter.isalpha() for letter in text) else text


def _tell(card: PersonCard, reason: str) -> None:
    channel, to = (EMAIL, card.email) if card.email else (SMS, card.phone)
    if to:
        key = f"account-closed:{card.person_id}:{new_token(64)}"
        messaging.send(
            SendMessage(
                key=key,
                template="account_closed",
                channel=channel,
                to=to,
                context={"reason": reason},
                about=f"person:{card.person_id}",
            )
        )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
