"""What deeds of the sale are about, for people."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import (
    SubjectKind,
    declare_subjects,
    declare_values,
    only_one,
    page_at,
    page_of,
    titles_of,
)
from prilavok.trade.oms import api
from prilavok.trade.oms.models import LegalEntity, NumberMask, Order, OrderSource

_orders = titles_of(Order, "number")


def _statuses(keys: Collection[str]) -> dict[str, str]:
    return {one.code: one.title for one in api.scheme() if one.code in keys}


def _order_pages(keys: Collection[str]) -> dict[str, str]:
    return {key: reverse("office:order", args=[number]) for key, number in _orders(keys).items()}


declare_subjects(
    {
        "order": SubjectKind(title=gettext_noop("Order"), names=_orders, pages=_order_pages),
        "status": SubjectKind(title=gettext_noop("Status"), names=_statuses, pages=page_of("oms:status")),
        "source": SubjectKind(title=gettext_noop("Source"), names=titles_of(OrderSource), pages=page_at("oms:sources")),
        "mask": SubjectKind(
            title=gettext_noop("Mask"), names=titles_of(NumberMask, "mask"), pages=page_at("oms:numbers")
        ),
        "entity": SubjectKind(
            title=gettext_noop("Legal entity"), names=titles_of(LegalEntity), pages=page_of("oms:entity")
        ),
        "scheme": SubjectKind(title=gettext_noop("Terms of orders"), names=only_one("1"), pages=page_at("oms:scheme")),
        "basket_terms": SubjectKind(
            title=gettext_noop("Terms of baskets"), names=only_one("1"), pages=page_at("oms:basket_settings")
        ),
    }
)
declare_values({"status": _statuses})
