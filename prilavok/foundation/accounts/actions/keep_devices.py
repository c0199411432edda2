"""Where a buyer is signed in: a line for every browser, one of them ended, or all.

All sessions of a person hang on the stamp that Django makes of the password; a buyer's password is a random word that
nobody knows, so a new one ends them all at once, those included that have no line here.
"""

import re
from typing import Final

from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.models import Device, Person
from prilavok.foundation.accounts.rules import device_title
from prilavok.foundation.accounts.values import DeviceView

SEEN: Final = "seen_at"
SEEN_EVERY_S: Final = 3600
KEY: Final = re.compile(r"[a-z0-9]{8,40}")


def note_device(request: HttpRequest, person_id: int, *, way: str, network: str) -> None:
    """A line for the session that has just begun."""
    if not request.session.session_key:
        request.session.save()
    Device.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "person_id": person_id,
            "title": device_title(request.headers.get("User-Agent", "")),
            "network": network[:64],
            "way": way,
        },
    )


def touch_device(request: HttpRequest) -> None:
    """The browser is still in use: written down at most once an hour. Joins the unit."""
    now = database_now()
    if now.timestamp() - request.session.get(SEEN, 0) < SEEN_EVERY_S:
        return
    require_unit()
    request.session[SEEN] = now.timestamp()
    Device.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


def forget_device(session_key: str | None) -> None:
    """The session has ended."""
    if session_key:
        Device.objects.filter(session_key=session_key).delete()


def devices_of(request: HttpRequest, person_id: int) -> list[DeviceView]:
    """Where the person is signed in, this browser first; lines of sessions that are over are left out."""
    rows = list(Device.objects.filter(person_id=person_id).order_by("-last_seen_at", "-pk"))
    keys = [row.session_key for row in rows]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=database_now()).values_list(
            "session_key", flat=True
        )
    )
    own = request.session.session_key
    views = [
        DeviceView(
            device_id=row.pk,
            title=row.title,
            network=row.network,
            way=row.way,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_this=row.session_key == own,
        )
        for row in rows
        if row.session_key in alive or row.session_key == own
    ]
    return sorted(views, key=lambda one: not one.is_this)


def end_device(*, person_id: int, device_id: int) -> None:
    """Sign out one browser. Raises NotFound for somebody else's; joins the unit."""
    require_unit()
    row = Device.objects.filter(pk=device_id, person_id=person_id).first()
    if row is None:
        raise NotFound
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()


def end_all_sessions(*, person_id: int, keep: HttpRequest | None = None) -> int:
    """Sign the person out everywhere, but for the browser of the request given. Returns how many. Joins the unit."""
    require_unit()
    person = Person.objects.select_for_update().get(pk=person_id, kind=Person.Kind.BUYER)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    own = keep.session.session_key if keep is not None else None
    rows = Device.objects.filter(person_id=person_id).exclude(session_key=own)
    keys = list(rows.values_list("session_key", flat=True))
    if keep is not None:  # this browser goes on, under a new key and the new stamp
        update_session_auth_hash(keep, person)
        Device.objects.filter(session_key=own).update(session_key=keep.session.session_key)
    Session.objects.filter(session_key__in=keys).delete()
    return Device.objects.filter(session_key__in=keys).delete()[0]
