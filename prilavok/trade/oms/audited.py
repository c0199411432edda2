"""What deeds of the sale are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, declare_values, numbers
from prilavok.trade.oms import api
from prilavok.trade.oms.models import Order


def _orders(keys: Collection[str]) -> dict[str, str]:
    return {str(pk): number for pk, number in Order.objects.filter(pk__in=numbers(keys)).values_list("pk", "number")}


def _statuses(keys: Collection[str]) -> dict[str, str]:
    return {one.code: one.title for one in api.scheme() if one.code in keys}


declare_subjects(
    {
        "order": SubjectKind(title=gettext_noop("Order"), names=_orders),
        "status": SubjectKind(title=gettext_noop("Status"), names=_statuses),
        "source": SubjectKind(title=gettext_noop("Source")),
        "mask": SubjectKind(title=gettext_noop("Mask")),
        "entity": SubjectKind(title=gettext_noop("Legal entity")),
    }
)
declare_values({"status": _statuses})
