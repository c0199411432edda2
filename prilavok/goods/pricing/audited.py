"""What deeds with prices are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, declare_values, numbers
from prilavok.goods.pricing import api
from prilavok.goods.pricing.promotions.models import Promotion


def _types(keys: Collection[str]) -> dict[str, str]:
    return {str(one.price_type_id): one.title for one in api.price_types() if str(one.price_type_id) in keys}


def _promotions(keys: Collection[str]) -> dict[str, str]:
    return {str(pk): title for pk, title in Promotion.objects.filter(pk__in=numbers(keys)).values_list("pk", "title")}


declare_subjects(
    {
        "price_type": SubjectKind(title=gettext_noop("Price type"), names=_types),
        "promotion": SubjectKind(title=gettext_noop("Promotion"), names=_promotions),
        "price_rule": SubjectKind(title=gettext_noop("Price rule")),
        "price_plan": SubjectKind(title=gettext_noop("Price plan")),
        "repricing": SubjectKind(title=gettext_noop("Change of many prices")),
        "coupons": SubjectKind(title=gettext_noop("Coupons")),
        "legend": SubjectKind(title=gettext_noop("Legend")),
    }
)
declare_values({"promotion_id": _promotions})
