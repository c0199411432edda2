"""What deeds of accounts are about, for people."""

from collections.abc import Collection
from functools import partial

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.models import Person, Role
from prilavok.foundation.accounts.queries import people
from prilavok.foundation.accounts.subjects import (
    SubjectKind,
    declare_subjects,
    declare_values,
    numbers,
    page_at,
    page_of,
)
from prilavok.foundation.messaging.api import templates

Kind = Person.Kind


def _people(keys: Collection[str], *, kind: str) -> dict[str, str]:
    found = people(numbers(keys)).items()
    return {str(key): card.name or card.username for key, card in found if card.kind == kind}


def _roles(keys: Collection[str]) -> dict[str, str]:
    return dict(Role.objects.filter(code__in=keys).values_list("code", "title"))


def _templates(keys: Collection[str]) -> dict[str, str]:
    known = {f"{one.code}.{one.channel}": f"{one.title} ({one.channel})" for one in templates()}
    return {key: known[key] for key in keys if key in known}


for kind, title, pages in (
    (Kind.STAFF, "", page_of("office:person")),
    (Kind.BUYER, gettext_noop("Buyer"), page_of("privacy:buyer")),
    (Kind.MACHINE, gettext_noop("Login of the exchange"), page_at("erp:nodes")),
):
    declare_subjects({"person": SubjectKind(title=title, names=partial(_people, kind=kind), pages=pages)})
declare_subjects({"role": SubjectKind(title=gettext_noop("Role"), names=_roles, pages=page_at("accounts:roles"))})
declare_subjects(
    {
        "template": SubjectKind(
            title=gettext_noop("Message template"), names=_templates, pages=page_at("messaging:templates")
        ),
        "message": SubjectKind(title=gettext_noop("Message"), pages=page_of("messaging:message")),
    }
)
declare_values({"roles": _roles, "role": _roles})
