"""Which till is speaking. A password costs a tenth of a second to check, so a right one is remembered for a minute.

Only a keyed digest is kept, in this process; rights and scope are read anew each time, so a till whose role was taken
away is refused at once, one whose password was changed within a minute.
"""

import base64
import binascii
import hashlib
import hmac
import time
from typing import Final

from django.conf import settings

from prilavok.base.access import Actor
from prilavok.doors.tills.errors import PasswordWanted
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId

KEPT_S: Final = 60.0
MOST: Final = 1_000
_known: dict[bytes, tuple[float, int]] = {}


def till_of(authorization: str, network: str) -> Actor:
    """The till behind a Basic header; OUTSIDE of a unit. Raises PasswordWanted, and Forbidden without the right."""
    login, password = _credentials(authorization)
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{login}\0{password}".encode(), hashlib.sha256).digest()
    known = _known.get(digest)
    if known is not None and known[0] > time.monotonic():
        actor: Actor | None = accounts.actor_for(PersonId(known[1]))
    else:
        _known.pop(digest, None)
        actor = accounts.authenticate_machine(login, password, network)
        if actor is not None and actor.person_id is not None:
            if len(_known) >= MOST:
                _known.clear()
            _known[digest] = (time.monotonic() + KEPT_S, actor.person_id)
    if actor is None or actor.kind != "machine":
        raise PasswordWanted
    actor.require("tills.quote")
    return actor


def _credentials(authorization: str) -> tuple[str, str]:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise PasswordWanted
    try:
        login, colon, password = base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise PasswordWanted from None
    if not colon or not login:
        raise PasswordWanted
    return login, password
