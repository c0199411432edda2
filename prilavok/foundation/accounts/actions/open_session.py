"""Begin and end a session. The session's key changes at login, so that a key planted before is worth nothing."""

from django.contrib.auth import login, logout
from django.http import HttpRequest

from prilavok.base.access import ANONYMOUS
from prilavok.base.errors import NotFound
from prilavok.foundation.accounts import settings
from prilavok.foundation.accounts.actions.keep_devices import forget_device, note_device
from prilavok.foundation.accounts.actors import actor_of, with_grants
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import PersonId

BACKEND = "prilavok.foundation.accounts.backends.RoleBackend"


def start_session(request: HttpRequest, person_id: PersonId, *, way: str = "code", network: str = "") -> None:
    """Log the person in on this browser. Raises NotFound for the inactive and for machines."""
    person = with_grants().filter(pk=person_id, is_active=True).exclude(kind=Person.Kind.MACHINE).first()
    if person is None:
        raise NotFound
    login(request, person, backend=BACKEND)
    is_staff = person.kind == Person.Kind.STAFF
    request.session.set_expiry(settings.STAFF_SESSION_S if is_staff else settings.BUYER_SESSION_S)
    request.actor = actor_of(person)  # type: ignore[attr-defined]
    if not is_staff:
        note_device(request, person.pk, way=way, network=network)


def end_session(request: HttpRequest) -> None:
    """Log out: the session's row is deleted, its key is worth nothing."""
    forget_device(request.session.session_key)
    logout(request)
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
