"""Messages and templates for tests."""

from prilavok.foundation.messaging.api import ensure_template, messages_about, send
from prilavok.foundation.messaging.values import MessageView, SendMessage, TemplateDraft

PHONE = "+79161234567"


def template(channel: str = "sms", body: str = "Заказ {number} готов. {chain}") -> None:
    """A template named `ready`."""
    subject = "Заказ {number}" if channel == "email" else ""
    ensure_template(
        TemplateDraft(
            code="ready", channel=channel, title="Готов", subject=subject, body=body, names=("number", "name")
        )
    )


def wanted(key: str = "order:1:ready", channel: str = "sms", **fields: object) -> SendMessage:
    """A message about order 1."""
    given = {
        "to": PHONE if channel == "sms" else "anna@example.com",
        "context": {"number": "1042-7"},
        "about": "order:1",
        **fields,
    }
    return SendMessage(key=key, template="ready", channel=channel, **given)  # type: ignore[arg-type]


def sent(channel: str = "sms", **fields: object) -> None:
    """A template and one message for sending."""
    template(channel)
    send(wanted(channel=channel, **fields))


def only(about: str = "order:1") -> MessageView:
    """The one message about the subject."""
    (one,) = messages_about(about)
    return one
