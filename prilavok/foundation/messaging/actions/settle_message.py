"""Write down what became of a message: after an attempt, after asking, or when the gateway tells by itself."""

from typing import Final

from prilavok.base import jobs
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit, unit
from prilavok.foundation.messaging import rules
from prilavok.foundation.messaging.actions.send_message import defer, defer_all
from prilavok.foundation.messaging.adapters.parcel import (
    Broken,
    Delivered,
    Impossible,
    Later,
    Outcome,
    Taken,
)
from prilavok.foundation.messaging.models import Message
from prilavok.foundation.messaging.values import State

CHECK: Final = "prilavok.foundation.messaging.jobs.check_message"
WAKE_AT_ONCE: Final = 500


def settle(message_id: int, outcome: Outcome) -> None:
    """Apply the result of an attempt to a message in `sending`; a delivery told meanwhile stays. Joins the unit."""
    require_unit()
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state != State.SENDING:
        return
    if isinstance(outcome, Later):
        _wait(message, outcome)
    else:
        had_failed = message.tries > 1
        finish(message, outcome)
        if had_failed and isinstance(outcome, Taken | Delivered):
            _wake_others(message.channel)


def finish(message: Message, outcome: Outcome) -> None:
    """Apply a final or nearly final result; a secret's words are forgotten. Joins the unit."""
    now = database_now()
    message.claimed_until = message.next_try_at = None
    if isinstance(outcome, Taken | Delivered):
        message.state, message.error, message.is_in_doubt = State.SENT, "", False
        message.sent_at = message.sent_at or now
    if isinstance(outcome, Taken):
        message.provider_ref = outcome.reference or message.provider_ref
        _plan_check(message)
    elif isinstance(outcome, Delivered):
        message.state, message.delivered_at = State.DELIVERED, now
    elif isinstance(outcome, Impossible):
        message.state, message.error, message.is_in_doubt = State.UNDELIVERABLE, outcome.reason[:400], False
    elif isinstance(outcome, Broken):
        message.state, message.error = State.FAILED, outcome.reason[:400]
    if message.is_secret:
        message.text = message.subject = rules.HIDDEN
    message.save()


def _wait(message: Message, outcome: Later) -> None:
    now = database_now()
    pause_s = rules.pause_s(message.tries)
    message.is_in_doubt = outcome.is_in_doubt
    message.error, message.claimed_until = outcome.reason[:400], None
    message.next_try_at = now + rules.seconds(pause_s)
    # One in doubt is asked about for some time longer: it may well have arrived.
    ends_at = message.valid_until + rules.VALID if outcome.is_in_doubt else message.valid_until
    if message.next_try_at > ends_at:
        finish(message, Broken(reason=outcome.reason))
        return
    message.state = State.WAITING
    message.save()
    defer(message.pk, message.channel, delay_s=pause_s)


def _wake_others(channel: str) -> None:
    # The other side is back: those who wait for their next try in an hour need not.
    now = database_now()
    asleep = Message.objects.filter(channel=channel, state=State.WAITING, next_try_at__gt=now).order_by("pk")
    ids = list(asleep.select_for_update(skip_locked=True).values_list("pk", flat=True)[:WAKE_AT_ONCE])
    Message.objects.filter(pk__in=ids).update(next_try_at=now)
    defer_all(dict.fromkeys(ids, channel))


def _plan_check(message: Message) -> None:
    pause_s = rules.check_pause_s(message.checks) if message.channel == "sms" else None
    if pause_s is not None:
        wanted = jobs.Wanted(task=CHECK, queue="messaging", kwargs={"message_id": message.pk}, delay_s=pause_s)
        jobs.defer_many([wanted])


def settle_check(message_id: int, outcome: Outcome | None) -> None:
    """Apply what the gateway said of a sent message; plan the next question while it is on its way."""
    with unit():
        message = Message.objects.select_for_update().get(pk=message_id)
        if message.state != State.SENT:
            return
        message.checks += 1
        if outcome is None or isinstance(outcome, Later | Taken):
            message.save(update_fields=["checks"])
            _plan_check(message)
        else:
            finish(message, outcome)


def note_status(*, own_id: int, to: str, outcome: Outcome | None) -> bool:
    """Apply what the gateway tells of one message; False when there is no such message. Joins the unit."""
    require_unit()
    message = Message.objects.select_for_update().filter(gateway_id=own_id, to=to, channel="sms").first()
    if message is None:
        return False
    if message.state in (State.SENDING, State.SENT, State.WAITING) and isinstance(
        outcome, Delivered | Impossible | Broken
    ):
        finish(message, outcome)
    return True
