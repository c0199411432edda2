"""What deeds with prices are about, for people."""

from collections.abc import Collection

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
from prilavok.goods.pricing import api
from prilavok.goods.pricing.coupons.models import CouponSeries
from prilavok.goods.pricing.legends.models import Legend
from prilavok.goods.pricing.models import PriceRule, Repricing
from prilavok.goods.pricing.promotions.models import Promotion


def _types(keys: Collection[str]) -> dict[str, str]:
    return {str(one.price_type_id): one.title for one in api.price_types() if str(one.price_type_id) in keys}


_promotions = titles_of(Promotion)


declare_subjects(
    {
        "price_type": SubjectKind(title=gettext_noop("Price type"), names=_types, pages=page_of("pricing:type")),
        "promotion": SubjectKind(
            title=gettext_noop("Promotion"), names=_promotions, pages=page_of("marketing:promotion")
        ),
        "promotions": SubjectKind(
            title=gettext_noop("All promotions"), names=only_one(""), pages=page_at("marketing:promotions")
        ),
        "price_rule": SubjectKind(
            title=gettext_noop("Price rule"), names=titles_of(PriceRule), pages=page_of("office:price_rule")
        ),
        "price_plan": SubjectKind(title=gettext_noop("Price plan"), pages=page_of("pricing:plan")),
        "repricing": SubjectKind(
            title=gettext_noop("Change of many prices"),
            names=titles_of(Repricing),
            pages=page_of("pricing:repricing"),
        ),
        "repricing_limits": SubjectKind(
            title=gettext_noop("Limits of changes of prices"), names=only_one(""), pages=page_at("pricing:repricings")
        ),
        "rounding": SubjectKind(
            title=gettext_noop("Rounding of prices"), names=only_one(""), pages=page_at("pricing:rates")
        ),
        "currency": SubjectKind(title=gettext_noop("Currency"), pages=page_at("pricing:rates")),
        "coupons": SubjectKind(
            title=gettext_noop("Coupons"), names=titles_of(CouponSeries), pages=page_of("pricing:series")
        ),
        "legend": SubjectKind(title=gettext_noop("Legend"), names=titles_of(Legend), pages=page_of("pricing:legend")),
        "prices": SubjectKind(title=gettext_noop("Prices"), names=only_one(""), pages=page_at("pricing:types")),
    }
)
declare_values({"promotion_id": _promotions})
