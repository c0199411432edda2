"""What accounts does when a room below announces a deed: it keeps the audit for those who cannot call it."""

from prilavok.base.access import Actor
from prilavok.base.events import reacts_to
from prilavok.foundation.accounts.actions.write_audit import audit
from prilavok.foundation.messaging.events import MessageSentAgain, TemplateEdited


@reacts_to(TemplateEdited, as_="accounts.audit_template")
def audit_template(event: TemplateEdited) -> None:
    """Somebody wrote a new version of a template."""
    actor = Actor(person_id=event.person_id, name=event.person_name, kind="staff")
    subject = f"template:{event.code}.{event.channel}"
    audit(actor, "messaging.template_edited", subject, dict(event.before), dict(event.after))


@reacts_to(MessageSentAgain, as_="accounts.audit_message")
def audit_message(event: MessageSentAgain) -> None:
    """Somebody sent a failed message again."""
    actor = Actor(person_id=event.person_id, name=event.person_name, kind="staff")
    audit(actor, "messaging.sent_again", f"message:{event.message_id}", after={"about": event.about})
