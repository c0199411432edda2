"""What deeds of accounts are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.models import Role
from prilavok.foundation.accounts.queries import people
from prilavok.foundation.accounts.subjects import SubjectKind, declare_subjects, declare_values, numbers


def _people(keys: Collection[str]) -> dict[str, str]:
    return {str(key): card.name or card.username for key, card in people(numbers(keys)).items()}


def _roles(keys: Collection[str]) -> dict[str, str]:
    return dict(Role.objects.filter(code__in=keys).values_list("code", "title"))


declare_subjects(
    {
        "person": SubjectKind(title="", names=_people),
        "role": SubjectKind(title=gettext_noop("Role"), names=_roles),
        "session": SubjectKind(title=gettext_noop("Device")),
        "template": SubjectKind(title=gettext_noop("Message template")),
        "text": SubjectKind(title=gettext_noop("Text")),
    }
)
declare_values({"roles": _roles, "role": _roles})
