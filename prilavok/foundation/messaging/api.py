"""The door of messaging: messages to people, once each, from texts that the chain edits."""

from collections.abc import Mapping

from prilavok.base.unit import unit
from prilavok.foundation.messaging import rules, settings
from prilavok.foundation.messaging.actions.deliver_message import send_again
from prilavok.foundation.messaging.actions.edit_template import edit_template, ensure_template
from prilavok.foundation.messaging.actions.send_message import send, send_many
from prilavok.foundation.messaging.actions.settle_message import note_status
from prilavok.foundation.messaging.adapters import smsc
from prilavok.foundation.messaging.queries import (
    find_messages,
    message,
    message_counts,
    messages_about,
    messages_about_many,
    template,
    template_versions,
    templates,
)
from prilavok.foundation.messaging.values import Rendered
from prilavok.foundation.messaging.wishes.wanting import (
    chosen_ways,
    chosen_ways_of_many,
    set_wish,
    stop_link,
    stopped_by,
    wants,
    wishes_of,
)

__all__ = [
    "chosen_ways",
    "chosen_ways_of_many",
    "edit_template",
    "ensure_template",
    "find_messages",
    "masked",
    "message",
    "message_counts",
    "messages_about",
    "messages_about_many",
    "note_sms_callback",
    "preview",
    "send",
    "send_again",
    "send_many",
    "set_wish",
    "sms_parts",
    "stop_link",
    "stopped_by",
    "template",
    "template_versions",
    "templates",
    "unknown_names",
    "wants",
    "wishes_of",
]


def masked(address: str) -> str:
    """A phone or an e-mail for those who may not see contacts."""
    return rules.masked(address)


def preview(*, subject: str, body: str, context: Mapping[str, str]) -> Rendered:
    """The texts as a recipient would read them; names without a value stay visible."""
    return rules.render(subject=subject, body=body, context={"chain": settings.CHAIN, **context})


def unknown_names(*, subject: str, body: str, known: tuple[str, ...]) -> list[str]:
    """The {names} used in the texts that nobody will give."""
    return rules.unknown_names([subject, body], known)


def sms_parts(text: str) -> int:
    """How many SMS a text is paid as."""
    return rules.sms_parts(text)


def note_sms_callback(form: Mapping[str, str]) -> bool:
    """Apply a status the SMS gateway posts; False for a forged or unreadable one. Opens a unit of its own."""
    number, status, phone = form.get("id", ""), form.get("status", ""), form.get("phone", "").lstrip("+")
    is_readable = number.isdecimal() and status.lstrip("-").isdecimal() and phone.isdecimal() and len(number) < 19
    if not is_readable or not smsc.is_genuine(form):
        return False
    with unit():
        note_status(own_id=int(number), to=f"+{phone}", outcome=smsc.outcome_of(int(status)))
    return True
