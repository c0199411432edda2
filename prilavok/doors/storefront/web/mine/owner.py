"""Whose account it is, and the frame its pages stand in: where one may go, what is missing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.errors import NotFound
from prilavok.doors.storefront.web.addresses import called
from prilavok.doors.storefront.web.frame import show
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonCard, PersonId, Site
from prilavok.foundation.privacy.values import Ways


@dataclass(frozen=True)
class Section:
    """A page of the account, as its menu shows it."""

    code: str
    title: str
    href: str


def sections() -> list[Section]:
    """The account's menu, in the active language."""
    return [
        Section("orders", _("My orders"), "/account/"),
        Section("favourites", _("Favourites"), "/favourites/"),
        Section("reviews", _("My reviews"), "/account/reviews/"),
        Section("profile", _("My details"), "/account/profile/"),
        Section("addresses", _("Addresses"), "/account/addresses/"),
        Section("notifications", _("Notifications"), "/account/notifications/"),
        Section("security", _("Sign-in and devices"), "/account/security/"),
        Section("data", _("My data"), "/account/data/"),
    ]


def buyer_of(request: HttpRequest) -> PersonCard:
    """The buyer who is signed in. Raises NotFound for staff, who have no account here."""
    actor = actor_of(request)
    card = accounts.people([PersonId(actor.person_id or 0)]).get(PersonId(actor.person_id or 0))
    if card is None or card.kind != "buyer":
        raise NotFound
    return card


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def ways_of(card: PersonCard) -> Ways:
    """The contacts that the buyer has proven."""
    return Ways(phone=card.phone, email=card.email.lower())


def page(request: HttpRequest, section: str, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the account."""
    return show(request, f"storefront/mine/{template}", status=status, sections=sections(), section=section, **context)


def name_of(card: PersonCard) -> str:
    """What to call the buyer."""
    return called(card.name)


def site_of(request: HttpRequest) -> Site:
    """What passkeys are bound to: the host the browser asked, which Django has checked to be ours."""
    host = request.get_host()
    origin = f"{'https' if request.is_secure() or settings.SESSION_COOKIE_SECURE else 'http'}://{host}"
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return Site(host=name, origin=origin, title=settings.SHOP_NAME)


def typed_code(request: HttpRequest) -> str:
    """The digits of a code, however it was typed."""
    return "".join(letter for letter in request.POST.get("code", "") if letter.isdecimal())[:12]
