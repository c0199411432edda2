"""Templates: laid by the rooms that need them, edited by people, every version kept."""

from prilavok.base.access import Actor
from prilavok.base.errors import NotFound
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.foundation.messaging import rules
from prilavok.foundation.messaging.errors import TemplateChangedMeanwhile, TemplateEmpty
from prilavok.foundation.messaging.events import TemplateEdited
from prilavok.foundation.messaging.models import Template, TemplateVersion
from prilavok.foundation.messaging.values import TemplateDraft, TemplateEdit


def ensure_template(draft: TemplateDraft) -> None:
    """Add the template if it is missing; of an existing one the list of names grows and the kind follows."""
    require_unit()
    names = sorted({*draft.names, *rules.names_in(draft.subject, draft.body)} - set(rules.ALWAYS))
    template, created = Template.objects.get_or_create(
        code=draft.code,
        channel=draft.channel,
        language=draft.language,
        defaults={
            "title": draft.title,
            "subject": draft.subject,
            "body": draft.body,
            "names": names,
            "kind": draft.kind,
        },
    )
    if created:
        TemplateVersion.objects.create(template=template, version=1, subject=draft.subject, body=draft.body)
    elif not set(names) <= set(template.names) or template.kind != draft.kind:
        # What a message is for is the room's word, not the editor's: refusals depend on it.
        Template.objects.filter(pk=template.pk).update(names=sorted({*template.names, *names}), kind=draft.kind)


def edit_template(*, edit: TemplateEdit, actor: Actor) -> int:
    """Write a new version; returns its number. Raises NotFound, TemplateChangedMeanwhile, TemplateEmpty."""
    require_unit()
    template = Template.objects.select_for_update().filter(pk=edit.template_id).first()
    if template is None:
        raise NotFound
    subject, body = edit.subject.strip(), edit.body.replace("\r\n", "\n").strip()
    if not body or (template.channel == "email" and not subject):
        raise TemplateEmpty
    if (template.subject, template.body) == (subject, body):
        return template.version
    if template.version != edit.version:
        raise TemplateChangedMeanwhile
    before = {"subject": template.subject, "body": template.body}
    template.subject, template.body, template.version = subject, body, template.version + 1
    template.save(update_fields=["subject", "body", "version", "changed_at"])
    TemplateVersion.objects.create(
        template=template,
        version=template.version,
        subject=subject,
        body=body,
        person_id=actor.person_id,
        person_name=actor.name,
    )
    publish(
        TemplateEdited(
            code=template.code,
            channel=template.channel,
            person_id=actor.person_id,
            person_name=actor.name,
            before=before,
            after={"subject": subject, "body": body},
        )
    )
    return template.version
