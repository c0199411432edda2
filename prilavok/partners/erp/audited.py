"""What deeds with the exchange are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, declare_values, numbers
from prilavok.partners.erp.models import Node


def _nodes(keys: Collection[str]) -> dict[str, str]:
    return {str(pk): title for pk, title in Node.objects.filter(pk__in=numbers(keys)).values_list("pk", "title")}


declare_subjects(
    {
        "node": SubjectKind(title="", names=_nodes),
        "package": SubjectKind(title=gettext_noop("Package")),
        "document": SubjectKind(title=gettext_noop("Document")),
        "export": SubjectKind(title=gettext_noop("Order for the accounting system")),
        "reconciliation": SubjectKind(title=gettext_noop("Reconciliation")),
    }
)
declare_values({"node": _nodes})
