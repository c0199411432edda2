"""What the buyer hears of and where: switches by kind and way, consents to advertising, links that end a kind."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prilavok.base.access import own, signed
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.frame import see_other, show
from prilavok.doors.storefront.web.mine.owner import actor_of, buyer_of, page, ways_of
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonCard
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import Kind
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import ADVERTISING, Agreement, ConsentView, Purpose, Ways

SWITCHED = (Kind.ORDERS, Kind.GOODS)


@dataclass(frozen=True)
class Switch:
    """One kind of messages by one way."""

    name: str
    title: str
    address: str
    is_on: bool


@dataclass(frozen=True)
class Consented:
    """One purpose of advertising as it stands."""

    purpose: Purpose
    title: str
    contact: str
    consent: ConsentView | None


@own
@require_http_methods(["GET", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Switches of service messages, and what advertising was agreed to; a POST keeps the switches."""
    card = buyer_of(request)
    error = ""
    if request.method == "POST":
        if _keep(request, card):
            return see_other("/account/notifications/?kept=1")
        error = _("News of an order have to reach you somewhere: leave one of the ways on.")
    ways = ways_of(card)
    consents = privacy.consents_of(person_id=card.person_id, ways=ways)
    held = privacy.standing(consents, ways)
    return page(
        request,
        "notifications",
        "notifications.html",
        status=422 if error else 200,
        orders=_switches(card, Kind.ORDERS),
        goods=_switches(card, Kind.GOODS),
        consented=[
            Consented(one, privacy.title_of(one), contact, held.get(one))
            for one, contact in zip(ADVERTISING, (ways.phone, ways.email), strict=True)
        ],
        consents=consents,
        error=error,
        is_kept=request.GET.get("kept") == "1",
    )


@own
@require_http_methods(["POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Agree to advertising by one way, or take it back with the same one press."""
    card, asked = buyer_of(request), request.POST.get("purpose", "")
    if asked not in {one.value for one in ADVERTISING}:
        raise NotFound
    purpose, ways = Purpose(asked), ways_of(card)
    with unit():
        if request.POST.get("do") == "agree":
            _agree(request, card, purpose, ways)
        else:
            privacy.withdraw(purpose=purpose, person_id=card.person_id, ways=ways, actor=actor_of(request))
    return see_other("/account/notifications/?kept=1")


@signed
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of our message: a button first, because machines follow links."""
    found = messaging.stopped_by(token)
    if found is None:
        raise NotFound
    if request.method == "POST":
        with unit():
            privacy.stop(token=token)
    kind = _("News and offers") if found[1] == Kind.NEWS else _("News of goods you asked about")
    return show(
        request,
        "storefront/stop.html",
        kind=kind,
        address=messaging.masked(found[0]),
        is_over=request.method == "POST",
    )


def _agree(request: HttpRequest, card: PersonCard, purpose: Purpose, ways: Ways) -> None:
    contact = ways.phone if purpose == Purpose.NEWS_SMS else ways.email
    if not contact:
        raise NotFound
    network = accounts.network_of_request(request)
    privacy.agree(said=Agreement(purpose=purpose, person_id=card.person_id, contact=contact, network=network))


def _switches(card: PersonCard, kind: Kind) -> list[Switch]:
    told = messaging.wishes_of([card.phone, card.email.lower()])
    titles = ((_("By SMS"), "sms", card.phone), (_("By e-mail"), "email", card.email.lower()))
    return [
        Switch(f"{kind.value}-{way}", title, address, told.get((address, kind), True))
        for title, way, address in titles
        if address
    ]


def _keep(request: HttpRequest, card: PersonCard) -> bool:
    """Write the switches down; False when news of orders would reach nobody."""
    chosen = {kind: _switches(card, kind) for kind in SWITCHED}
    if not any(request.POST.get(one.name) == "1" for one in chosen[Kind.ORDERS]):
        return False
    with unit():
        for kind, switches in chosen.items():
            for one in switches:
                is_on = request.POST.get(one.name) == "1"
                if is_on != one.is_on:
                    messaging.set_wish(address=one.address, kind=kind, wanted=is_on)
    return True
