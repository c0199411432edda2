"""What deeds with customers are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.design.formats import phone
from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, numbers, page_of
from prilavok.people.crm.models import Customer


def _customers(keys: Collection[str]) -> dict[str, str]:
    found = Customer.objects.filter(pk__in=numbers(keys)).values_list("pk", "name", "phone")
    return {str(pk): name or (phone(number) if number else f"{pk}") for pk, name, number in found}


declare_subjects(
    {"customer": SubjectKind(title=gettext_noop("Customer"), names=_customers, pages=page_of("crm:customer"))}
)
