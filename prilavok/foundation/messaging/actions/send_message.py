"""Take messages for sending: worded and written down in the caller's unit, sent by a job after it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from prilavok.base import jobs
from prilavok.base.bulk import pieces
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.foundation.messaging import rules, settings
from prilavok.foundation.messaging.errors import TemplateMissing
from prilavok.foundation.messaging.models import Message, Template
from prilavok.foundation.messaging.values import Kind, SendMessage, State
from prilavok.foundation.messaging.wishes.wanting import stop_link, wishes_of

LANGUAGE: Final = "ru"
URGENT: Final = 10
JOB: Final = "prilavok.foundation.messaging.jobs.deliver_message"
JOB_OF_MANY: Final = "prilavok.foundation.messaging.jobs.deliver_messages"
# A job costs more than a message: so many go one after another. The last of them waits for seconds, not for minutes.
TOGETHER: Final = 10


def send(wanted: SendMessage) -> None:
    """Send one message later, once per key. Joins the unit; raises TemplateMissing."""
    send_many([wanted])


def send_many(wanted: Sequence[SendMessage]) -> None:
    """Send messages later, each once per key, in the same few statements for all. Joins the unit; raises
    TemplateMissing, having written nothing."""
    require_unit()
    if not wanted:
        return
    templates = _templates(wanted)
    refusable = [one.to for one in wanted if templates[one.template, one.channel].kind in rules.REFUSABLE]
    told = wishes_of(refusable) if refusable else {}
    now = database_now()
    worded = {one.key: _worded(one, templates[one.template, one.channel], told, now) for one in wanted}
    Message.objects.bulk_create(worded.values(), ignore_conflicts=True)
    # Of two who send under one key, the one whose own number stands there has sent it.
    written = Message.objects.filter(key__in=list(worded)).values_list("pk", "key", "gateway_id")
    mine = {key: pk for pk, key, number in written if number == worded[key].gateway_id}
    # Somebody waits in front of the screen for what is valid for minutes only.
    urgent = {one.key for one in wanted if one.valid_s}
    waiting = {pk: key for key, pk in mine.items() if worded[key].state == State.WAITING}
    jobs.defer_many(_job(pk, worded[key].channel, priority=URGENT) for pk, key in waiting.items() if key in urgent)
    defer_all({pk: worded[key].channel for pk, key in waiting.items() if key not in urgent})


def _templates(wanted: Sequence[SendMessage]) -> dict[tuple[str, str], Template]:
    known = Template.objects.filter(code__in={one.template for one in wanted}, language=LANGUAGE)
    found = {(one.code, one.channel): one for one in known}
    for one in wanted:
        if (one.template, one.channel) not in found:
            raise TemplateMissing(code=one.template, channel=one.channel)
    return found


def _worded(wanted: SendMessage, template: Template, told: Mapping[tuple[str, Kind], bool], now: datetime) -> Message:
    kind = Kind(template.kind)
    context = {"chain": settings.CHAIN, **wanted.context}
    is_wanted = True
    if template.kind in rules.REFUSABLE:
        context.setdefault("stop", stop_link(wanted.to, kind))
        is_wanted = told.get((wanted.to, kind), kind not in rules.ONLY_AGREED)
    words = rules.render(subject=template.subject, body=template.body, context=context)
    return Message(
        key=wanted.key,
        template=template.code,
        title=template.title,
        kind=template.kind,
        state=State.WAITING if is_wanted else State.UNWANTED,
        channel=wanted.channel,
        language=template.language,
        to=wanted.to,
        about=wanted.about,
        subject=words.subject[:300],
        text=words.text,
        is_secret=wanted.is_secret,
        unknown_names=list(words.unknown),
        gateway_id=secrets.randbelow(2**31 - 2) + 1,
        created_at=now,
        next_try_at=now if is_wanted else None,
        valid_until=now + (rules.seconds(wanted.valid_s) if wanted.valid_s else rules.VALID),
    )


def defer(message_id: int, channel: str, *, delay_s: float = 0, priority: int = 0) -> None:
    """Put the job that sends the message into the unit."""
    jobs.defer_many([_job(message_id, channel, delay_s=delay_s, priority=priority)])


def defer_all(channels: Mapping[int, str], *, delay_s: float = 0) -> None:
    """Put the jobs that send these messages into the unit: one for several of a channel. By message its channel."""
    wanted: list[jobs.Wanted] = []
    for channel in sorted(set(channels.values())):
        for piece in pieces((one for one, way in channels.items() if way == channel), TOGETHER):
            kwargs = {"message_ids": list(piece), "channel": channel}
            many = jobs.Wanted(task=JOB_OF_MANY, queue="messaging", kwargs=kwargs, delay_s=delay_s)
            wanted.append(many if len(piece) > 1 else _job(piece[0], channel, delay_s=delay_s))
    jobs.defer_many(wanted)


def _job(message_id: int, channel: str, *, delay_s: float = 0, priority: int = 0) -> jobs.Wanted:
    kwargs = {"message_id": message_id, "channel": channel}
    return jobs.Wanted(task=JOB, queue="messaging", kwargs=kwargs, delay_s=delay_s, priority=priority)
