"""Staff correct a customer's name and e-mail; the deed and the field's history are kept."""

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.api import audit
from prilavok.people.crm import rules
from prilavok.people.crm.actions._locks import lock_contacts
from prilavok.people.crm.errors import EmailNotUnderstood, EmailOfAnother
from prilavok.people.crm.models import Customer, FieldChange, Identity
from prilavok.people.crm.values import CustomerEdit

SOURCE = "office"


def edit_customer(*, edit: CustomerEdit, actor: Actor) -> None:
    """Write the new name and e-mail. Raises NotFound, EmailNotUnderstood, EmailOfAnother."""
    require_unit()
    email = rules.known_email(edit.email)
    if edit.email.strip() and not email:
        raise EmailNotUnderstood(email=edit.email.strip()[:100])
    lock_contacts(email)
    customer = Customer.objects.select_for_update().filter(pk=edit.customer_id, merged_into=None).first()
    if customer is None:
        raise NotFound
    before = {"name": customer.name, "email": customer.email}
    after = {"name": " ".join(edit.name.split())[:200], "email": email}
    if before == after:
        return
    if email and email != customer.email:
        _claim_email(customer, email)
    customer.name, customer.email, customer.search = after["name"], email, rules.searchable(after["name"])
    customer.name_source = SOURCE
    customer.save()
    _keep_history(customer, before, after, actor)
    audit(actor, "crm.customer_changed", f"customer:{customer.pk}", before, after)


def _claim_email(customer: Customer, email: str) -> None:
    taken = Identity.objects.filter(kind="email", value=email).select_related("customer").first()
    if taken is not None and taken.customer_id != customer.pk:
        raise EmailOfAnother(email=email, name=taken.customer.name or taken.customer.phone)
    if taken is None:
        Identity.objects.create(customer=customer, kind="email", value=email, source=SOURCE, since=database_now())


def _keep_history(customer: Customer, before: dict[str, str], after: dict[str, str], actor: Actor) -> None:
    now = database_now()
    FieldChange.objects.bulk_create(
        FieldChange(
            customer=customer,
            field=field,
            before=before[field],
            after=after[field],
            source=SOURCE,
            actor_name=actor.name,
            at=now,
        )
        for field in after
        if after[field] != before[field]
    )
