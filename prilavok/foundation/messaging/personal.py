"""What messaging holds about people: messages as worded, and what they want to hear."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from prilavok.base.personal import Holding, Whose, declare_holding, declare_staff_marks
from prilavok.foundation.messaging.models import Message, Wish
from prilavok.foundation.messaging.values import State


def gather_messages(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """Messages that went to the person's own contacts; words of secret ones are forgotten already."""
    for row in Message.objects.filter(to__in=whose.contacts).order_by("pk"):
        yield {
            "channel": row.channel,
            "to": row.to,
            "title": row.title,
            "subject": row.subject,
            "text": "" if row.is_secret else row.text,
            "created_at": row.created_at,
            "sent_at": row.sent_at,
        }


def erase_messages(whose: Whose) -> int:
    """Words and addresses go, of messages to the person and of those about what is theirs."""
    rows = Message.objects.filter(Q(to__in=whose.contacts) | Q(about__in=whose.refs))
    rows.filter(state__in=[State.WAITING, State.SENDING]).update(state=State.UNWANTED, next_try_at=None)
    return rows.update(to="", text="", subject="", provider_ref="", error="")


def expire_messages(before: datetime, most: int) -> int:
    """Delete a batch of the oldest; numbers grow with time."""
    rows = Message.objects.order_by("pk").values_list("pk", "created_at")[:most]
    return int(Message.objects.filter(pk__in=[pk for pk, at in rows if at < before]).delete()[0])


def gather_wishes(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """What the person wants to hear, and where."""
    for row in Wish.objects.filter(address__in=whose.contacts).order_by("pk"):
        yield {"address": row.address, "kind": row.kind, "wanted": row.is_wanted, "changed_at": row.changed_at}


def erase_wishes(whose: Whose) -> int:
    """Without a wish nobody hears advertising."""
    return int(Wish.objects.filter(address__in=whose.contacts).delete()[0])


declare_holding(
    Holding(
        code="messaging.messages",
        title="Messages we sent you",
        why="To know whether they arrived, and to answer when you ask about them.",
        keeps={"messaging.Message": ("to", "text", "subject")},
        gather=gather_messages,
        erase=erase_messages,
        days=365,
        expire=expire_messages,
    ),
    Holding(
        code="messaging.wishes",
        title="What you want to hear",
        why="To write where you asked for it and nowhere else.",
        keeps={"messaging.Wish": ("address",)},
        gather=gather_wishes,
        erase=erase_wishes,
        corrected_at="/account/notifications/",
    ),
)
declare_staff_marks("messaging.TemplateVersion", "person_id", "person_name")
