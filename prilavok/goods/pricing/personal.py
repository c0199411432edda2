"""What pricing holds about buyers: which coupons and promotions somebody has used, as far as uses are limited."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat

from prilavok.base.personal import Holding, Whose, declare_holding, declare_nobodys, declare_staff_marks
from prilavok.goods.pricing.coupons.models import CouponHolder, CouponUseRow
from prilavok.goods.pricing.promotions.models import PromotionPerson, PromotionUse
from prilavok.goods.pricing.redemptions.models import Redemption


def _called(whose: Whose) -> list[str]:
    """How counts of uses call the person: by phone, or by number."""
    named = {f"phone:{one}" for one in whose.phones}
    return sorted({*whose.phones, *named, *whose.emails, f"person:{whose.person_id}"})


def gather_uses(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """Coupons used in the person's orders."""
    orders = whose.ids("order")
    for row in CouponUseRow.objects.filter(order_id__in=orders).select_related("series", "coupon").order_by("pk"):
        yield {"order": row.number, "discount": f"{row.discount} {row.currency}", "at": row.at}


def erase_uses(whose: Whose) -> int:
    """That a coupon was used in an order stays; by whom goes, and with it the count of their uses."""
    called = _called(whose)
    PromotionPerson.objects.filter(person__in=called).delete()
    for one in called:  # a use names all that its person is called by
        PromotionUse.objects.annotate(names=Concat(Value(" "), "person", Value(" "))).filter(
            names__contains=f" {one} "
        ).update(person="")
    Redemption.objects.filter(phone__in=whose.phones).update(phone="")
    CouponHolder.objects.filter(person__in=called).delete()
    mine = Q(phone__in=whose.phones) | Q(order_id__in=whose.ids("order")) | Q(persons__overlap=called)
    return CouponUseRow.objects.filter(mine).update(phone="", persons=[])


declare_holding(
    Holding(
        code="pricing.uses",
        title="Coupons and promotions you used",
        why="To keep to the limits of a promotion and to answer questions about a discount.",
        keeps={
            "pricing.CouponHolder": ("person",),
            "pricing.CouponUseRow": ("phone", "persons"),
            "pricing.PromotionPerson": ("person",),
            "pricing.PromotionUse": ("person",),
            "pricing.Redemption": ("phone",),
        },
        gather=gather_uses,
        erase=erase_uses,
        stays="That an order had a discount stays with the order, without you.",
    )
)
declare_nobodys("pricing.CouponSeries", "per_person")
declare_staff_marks("pricing.CouponBatch", "made_by")
declare_staff_marks("pricing.LegendVersion", "made_by")
declare_staff_marks("pricing.Repricing", "approved_by_name", "created_by_name")
declare_staff_marks("pricing.Promotion", "made_by")
declare_staff_marks("pricing.PromotionRevision", "made_by")
