"""The door of messaging: messages to people, once each, from texts that the chain edits."""

from collections.abc import Mapping

from prilavok.foundation.messaging import rules, settings
from prilavok.foundation.messaging.actions.edit_template import edit_template, ensure_template
from prilavok.foundation.messaging.actions.send_message import send
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

__all__ = [
    "edit_template",
    "ensure_template",
    "find_messages",
    "masked",
    "message",
    "message_counts",
    "messages_about",
    "messages_about_many",
    "preview",
    "send",
    "template",
    "template_versions",
    "templates",
    "unknown_names",
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
