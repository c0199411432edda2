"""Send one message, whatever happens in between.

The worker takes a lease on the message and commits it, hands the message over outside of any unit, and writes down what
came of it in a second unit. A worker killed in between leaves the message in `sending`: whoever comes after the lease
knows the first attempt is in doubt and asks the gateway about our own number before anything is sent again.
"""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from prilavok.base import crashpoints
from prilavok.base.access import Actor
from prilavok.base.bulk import fetch, numbers
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.events import publish
from prilavok.base.unit import follow_only, require_unit, unit
from prilavok.foundation.messaging import rules, settings
from prilavok.foundation.messaging.actions.send_message import defer, defer_all
from prilavok.foundation.messaging.actions.settle_message import settle, settle_check
from prilavok.foundation.messaging.adapters.parcel import Broken, Outcome, Parcel, Way
from prilavok.foundation.messaging.adapters.smsc import Smsc
from prilavok.foundation.messaging.adapters.smtp import Smtp
from prilavok.foundation.messaging.errors import NotForSendingAgain
from prilavok.foundation.messaging.events import MessageSentAgain
from prilavok.foundation.messaging.models import Message
from prilavok.foundation.messaging.values import MessageId, State

WAYS: Final[dict[str, Way]] = {"sms": Smsc(), "email": Smtp()}

# Over how many seconds those who waited for the other side come back.
SPREAD_S: Final = 10.0
CLAIM: Final = """
UPDATE messaging_message SET
  is_in_doubt = is_in_doubt OR state = 'sending', state = 'sending', tries = tries + 1,
  claimed_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id = %(id)s AND (state = 'waiting' OR (state = 'sending' AND claimed_until < clock_timestamp()))
RETURNING *, valid_until < clock_timestamp() AS is_late
"""
PUT_OFF: Final = """
UPDATE messaging_message SET next_try_at = statement_timestamp() + make_interval(secs => %s)
WHERE id = ANY(%s::bigint[]) AND state = 'waiting' RETURNING id
"""


@dataclass(frozen=True)
class Claim:
    """A message this worker alone may send now."""

    message: Message
    is_late: bool
    is_in_doubt: bool


def deliver(message_id: int, channel: str = "") -> None:
    """Send the message unless somebody else did or does. Opens units of its own."""
    deliver_many([message_id], channel)


def deliver_many(message_ids: Sequence[int], channel: str) -> None:
    """Send the messages one after another; one that fails holds up none. Opens units of its own."""
    failure: Exception | None = None
    left = list(message_ids)
    while left := _without_put_off(left, channel):
        try:
            _deliver(left.pop(0))
        except Exception as error:  # noqa: BLE001 - raised when all have had their turn
            failure = failure or error
    if failure is not None:
        raise failure


def _deliver(message_id: int) -> None:
    with unit():
        claim = _claim(message_id)
    if claim is None:
        return
    outcome = _attempt(claim)
    crashpoints.at(f"messaging.{claim.message.channel}:after_send")
    with unit():
        settle(message_id, outcome)


def _without_put_off(message_ids: list[int], channel: str) -> list[int]:
    """While the other side is left alone for a while, messages wait too, and their try is not lost; gives the others:
    all as a rule, those no longer waiting while it rests."""
    rest_s = WAYS[channel].rests_s() if channel and message_ids else 0.0
    if not rest_s:
        return message_ids
    pause_s = rest_s + random.uniform(0, SPREAD_S)  # noqa: S311 - not all of them at one moment
    with unit():
        follow_only()  # the job that is over by it ends no sooner: lost, they go together
        put_off = {one for (one,) in fetch(PUT_OFF, [pause_s, numbers(message_ids)])}
        defer_all(dict.fromkeys(sorted(put_off), channel), delay_s=pause_s)
    return [one for one in message_ids if one not in put_off]


def _claim(message_id: int) -> Claim | None:
    for message in Message.objects.raw(CLAIM, {"id": message_id, "lease": settings.LEASE_S}):
        is_late: bool = message.is_late  # type: ignore[attr-defined]  # the statement tells it beside the row
        return Claim(message=message, is_late=is_late, is_in_doubt=message.is_in_doubt)
    held = Message.objects.filter(pk=message_id, state=State.SENDING).values_list("claimed_until", "channel").first()
    until, channel = held or (None, "")
    if until is not None:
        # Another worker has it, or had it and died: look again when its lease is over.
        defer(message_id, channel, delay_s=max(0.0, (until - database_now()).total_seconds()) + 1)
    return None


def _attempt(claim: Claim) -> Outcome:
    way, parcel = WAYS[claim.message.channel], parcel_of(claim.message)
    found = way.find(parcel) if claim.is_in_doubt else None
    if found is not None:
        return found
    if claim.is_late:
        return Broken(reason=_("it is too late to send it"))
    return way.send(parcel)


def parcel_of(message: Message) -> Parcel:
    """The message as an adapter needs it."""
    return Parcel(
        own_id=message.gateway_id,
        key=message.key,
        to=message.to,
        subject=message.subject,
        text=message.text,
        language=message.language,
        about=message.about,
        created_at=message.created_at,
    )


def check(message_id: int) -> None:
    """Ask whether a sent message has arrived. Opens units of its own."""
    message = Message.objects.filter(pk=message_id, state=State.SENT).first()
    if message is not None:
        settle_check(message_id, WAYS[message.channel].find(parcel_of(message)))


def send_again(*, message_id: MessageId, actor: Actor) -> None:
    """Put a failed message back into the queue, as worded then. Raises NotFound, NotForSendingAgain."""
    require_unit()
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NotFound
    if message.state not in (State.FAILED, State.UNDELIVERABLE):
        raise NotForSendingAgain(reason=_("it has not failed"))
    if message.is_secret:
        raise NotForSendingAgain(reason=_("its text was secret and is forgotten"))
    now = database_now()
    message.state, message.tries, message.checks, message.error = State.WAITING, 0, 0, ""
    message.next_try_at, message.valid_until = now, now + rules.VALID
    if not message.is_in_doubt:
        message.gateway_id = secrets.randbelow(2**31 - 2) + 1
    message.save()
    publish(
        MessageSentAgain(message_id=message.pk, about=message.about, person_id=actor.person_id, person_name=actor.name)
    )
    defer(message.pk, message.channel)


def pick_up_forgotten() -> int:
    """Give a job to open messages that have none any more (a safety net, run every minute); returns how many."""
    require_unit()
    now = database_now()
    overdue = now - rules.FORGOTTEN_AFTER
    forgotten = Message.objects.filter(
        Q(state=State.WAITING, next_try_at__lt=overdue) | Q(state=State.SENDING, claimed_until__lt=overdue)
    ).order_by("pk")
    found = dict(forgotten.select_for_update(skip_locked=True).values_list("pk", "channel")[:500])
    ids = list(found)
    Message.objects.filter(pk__in=ids, state=State.WAITING).update(next_try_at=now)
    Message.objects.filter(pk__in=ids, state=State.SENDING).update(claimed_until=now)
    defer_all(found)
    return len(ids)
