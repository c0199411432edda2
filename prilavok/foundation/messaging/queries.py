"""What messaging shows: templates and their versions, messages and where they are."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from prilavok.base.errors import NotFound
from prilavok.foundation.messaging.models import Message, Template, TemplateVersion
from prilavok.foundation.messaging.rules import HIDDEN
from prilavok.foundation.messaging.values import (
    MessageFilter,
    MessageId,
    MessagePage,
    MessageView,
    State,
    TemplateId,
    TemplateVersionView,
    TemplateView,
)


def messages_about(about: str) -> list[MessageView]:
    """Messages about the subject (e.g. "order:12"), oldest first."""
    return messages_about_many([about]).get(about, [])


def messages_about_many(subjects: Iterable[str]) -> dict[str, list[MessageView]]:
    """Messages about these subjects, oldest first; subjects without any are absent."""
    result: dict[str, list[MessageView]] = {}
    for row in Message.objects.filter(about__in=list(subjects)).order_by("pk"):
        result.setdefault(row.about, []).append(_view(row))
    return result


def message(message_id: MessageId) -> MessageView:
    """One message. Raises NotFound."""
    row = Message.objects.filter(pk=message_id).first()
    if row is None:
        raise NotFound
    return _view(row)


def find_messages(wanted: MessageFilter) -> MessagePage:
    """One page of messages, newest first, by recipient, subject reference or words of the text."""
    found = _narrowed(Message.objects.order_by("-pk"), wanted)
    start = (max(1, wanted.page) - 1) * wanted.page_size
    return MessagePage(
        messages=tuple(_view(row) for row in found[start : start + wanted.page_size]), total_count=found.count()
    )


def message_counts() -> dict[str, int]:
    """How many messages there are in each state; absent states have none."""
    rows = Message.objects.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    return dict(rows)


def templates() -> list[TemplateView]:
    """All templates, ordered by title and channel."""
    return [_template(row) for row in Template.objects.order_by("title", "code", "-channel")]


def template(template_id: TemplateId) -> TemplateView:
    """One template. Raises NotFound."""
    row = Template.objects.filter(pk=template_id).first()
    if row is None:
        raise NotFound
    return _template(row)


def template_versions(template_id: TemplateId) -> list[TemplateVersionView]:
    """All versions of a template, newest first."""
    return [
        TemplateVersionView(
            version=row.version, subject=row.subject, body=row.body, person_name=row.person_name, at=row.at
        )
        for row in TemplateVersion.objects.filter(template_id=template_id).order_by("-version")
    ]


def _narrowed(found: "QuerySet[Message]", wanted: MessageFilter) -> "QuerySet[Message]":
    if wanted.text:
        digits = "".join(letter for letter in wanted.text if letter.isdigit())
        match = Q(to__icontains=wanted.text) | Q(about=wanted.text) | Q(text__icontains=wanted.text, is_secret=False)
        if len(digits) >= 4:
            match |= Q(to__contains=digits[-10:])
        found = found.filter(match)
    exact = {"channel": wanted.channel, "state": wanted.state, "template": wanted.template}
    return found.filter(**{field: value for field, value in exact.items() if value})


def _view(row: Message) -> MessageView:
    return MessageView(
        message_id=MessageId(row.pk),
        template=row.template,
        channel=row.channel,
        to=row.to,
        subject_ref=row.about,
        title=row.title,
        subject=HIDDEN if row.is_secret and row.subject else row.subject,
        text=HIDDEN if row.is_secret else row.text,
        state=State(row.state),
        tries=row.tries,
        error=row.error,
        created_at=row.created_at,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
    )


def _template(row: Template) -> TemplateView:
    return TemplateView(
        template_id=TemplateId(row.pk),
        code=row.code,
        channel=row.channel,
        language=row.language,
        title=row.title,
        subject=row.subject,
        body=row.body,
        names=tuple(row.names),
        version=row.version,
        changed_at=row.changed_at,
    )
