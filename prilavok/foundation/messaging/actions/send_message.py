"""Take a message for sending: worded and written down in the caller's unit, sent by a job after it."""

import secrets
from typing import Final

from prilavok.base import jobs
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.foundation.messaging import rules, settings
from prilavok.foundation.messaging.errors import TemplateMissing
from prilavok.foundation.messaging.models import Message, Template
from prilavok.foundation.messaging.values import Kind, SendMessage, State
from prilavok.foundation.messaging.wishes.wanting import stop_link, wants

LANGUAGE: Final = "ru"
URGENT: Final = 10
JOB: Final = "prilavok.foundation.messaging.jobs.deliver_message"


def send(wanted: SendMessage) -> None:
    """Send one message later, once per key. Joins the unit; raises TemplateMissing."""
    require_unit()
    template = Template.objects.filter(code=wanted.template, channel=wanted.channel, language=LANGUAGE).first()
    if template is None:
        raise TemplateMissing(code=wanted.template, channel=wanted.channel)
    context = {"chain": settings.CHAIN, **wanted.context}
    if template.kind in rules.REFUSABLE:
        context.setdefault("stop", stop_link(wanted.to, Kind(template.kind)))
    is_wanted = template.kind not in rules.REFUSABLE or wants(wanted.to, Kind(template.kind))
    worded = rules.render(subject=template.subject, body=template.body, context=context)
    now = database_now()
    message, created = Message.objects.get_or_create(
        key=wanted.key,
        defaults={
            "template": template.code,
            "title": template.title,
            "kind": template.kind,
            "state": State.WAITING if is_wanted else State.UNWANTED,
            "channel": wanted.channel,
            "language": template.language,
            "to": wanted.to,
            "about": wanted.about,
            "subject": worded.subject[:300],
            "text": worded.text,
            "is_secret": wanted.is_secret,
            "unknown_names": list(worded.unknown),
            "gateway_id": secrets.randbelow(2**31 - 2) + 1,
            "created_at": now,
            "next_try_at": now if is_wanted else None,
            "valid_until": now + (rules.seconds(wanted.valid_s) if wanted.valid_s else rules.VALID),
        },
    )
    if created and is_wanted:
        # Somebody waits in front of the screen for what is valid for minutes only.
        defer(message.pk, priority=URGENT if wanted.valid_s else 0)


def defer(message_id: int, delay_s: float = 0, priority: int = 0) -> None:
    """Put the job that sends the message into the unit."""
    wanted = jobs.Wanted(
        task=JOB, queue="messaging", kwargs={"message_id": message_id}, delay_s=delay_s, priority=priority
    )
    jobs.defer_many([wanted])
