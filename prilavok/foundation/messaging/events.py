"""What messaging announces. Rooms above keep the audit from these: messaging stands below the room that has it."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("messaging.template_edited", subject="template:{code}.{channel}")
@dataclass(frozen=True, kw_only=True)
class TemplateEdited:
    """Somebody wrote a new version of a template."""

    code: str
    channel: str
    person_id: int | None
    person_name: str
    before: dict[str, str]
    after: dict[str, str]


@event("messaging.message_sent_again", subject="message:{message_id}")
@dataclass(frozen=True, kw_only=True)
class MessageSentAgain:
    """Somebody asked for a message that had failed to be sent once more."""

    message_id: int
    about: str
    person_id: int | None
    person_name: str
