"""Live pages: a unit says that something changed, open pages hear of it after the commit.

The message is only a hint ("look again"), never data: it may get lost, and the page asks the truth anyway. A page gets
a signed topic; the small process in `config.live` checks the signature and passes hints on as server-sent events.
"""

import json
from collections.abc import Collection, Sequence

from django.conf import settings
from django.core import signing
from django.db import connection

from prilavok.base import courier

CHANNEL = "prilavok_live"
SALT = "prilavok.live"
MAX_AGE_S = 12 * 3600


def say(topic: str, hint: str = "changed") -> None:
    """Tell the pages that watch the topic when the unit commits."""
    say_all([(topic, hint)])


def say_all(said: Sequence[tuple[str, str]]) -> None:
    """Tell the pages of several topics in one question to the database; pairs of topic and hint."""
    if courier.is_on():
        courier.after_commit(_notify, said)
    else:
        _notify(said)


def _notify(said: Collection[tuple[str, str]]) -> None:
    messages = [json.dumps(pair) for pair in said]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, said) FROM unnest(%s::text[]) said", [CHANNEL, messages])


def ticket(topic: str) -> str:
    """A signed topic for a page to open `/live/<ticket>`; valid for half a day."""
    return signing.dumps(topic, salt=SALT)


def live_url(ticket: str) -> str:
    """The address an open page listens at: `new EventSource(...)`; each `data: changed` means "look again"."""
    return f"{settings.LIVE_URL}/live/{ticket}"
