"""An order uses its coupons, in one conditional statement each, and gives them back when it is cancelled.

The counters of code, series and person are raised only where a limit is set, so that a word without limits is no row
for which all orders wait. The series is held by a key share lock: who changes limits waits for the orders that are
being placed, and recounts. Looking first and counting after would let rivals pass together. A sale of a till has no
order: its uses stand under a number below zero.
"""

from typing import Final

from prilavok.base.bulk import fetch, texts
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.coupons import rows
from prilavok.goods.pricing.coupons.errors import CouponSpent
from prilavok.goods.pricing.coupons.models import Coupon
from prilavok.goods.pricing.coupons.values import CouponId, Redemption
from prilavok.goods.pricing.errors import PersonWanted

REDEEM: Final = """
WITH series AS MATERIALIZED (
    SELECT s.id, c.id AS coupon_id, s.per_code, s.per_person, s.in_total
    FROM pricing_coupon c JOIN pricing_couponseries s ON s.id = c.series_id
    WHERE c.id = %(coupon)s AND c.withdrawn_at IS NULL AND NOT s.is_stopped
        AND (s.valid_from IS NULL OR s.valid_from <= statement_timestamp())
        AND (s.valid_to IS NULL OR statement_timestamp() < s.valid_to)
    FOR KEY SHARE OF s
), code AS (
    UPDATE pricing_coupon c SET used = c.used + 1 FROM series
    WHERE c.id = series.coupon_id AND c.withdrawn_at IS NULL AND c.used < series.per_code RETURNING c.id
), person AS (
    INSERT INTO pricing_couponholder AS holder (series_id, person, used)
    SELECT series.id, told.person, 1 FROM series, unnest(%(persons)s::text[]) AS told (person)
    WHERE series.per_person >= 1 ORDER BY told.person
    ON CONFLICT (series_id, person) DO UPDATE SET used = holder.used + 1
    WHERE holder.used < (SELECT per_person FROM series) RETURNING holder.person
), whole AS (
    UPDATE pricing_couponseries s SET used = s.used + 1 FROM series
    WHERE s.id = series.id AND s.used < series.in_total RETURNING s.id
)
INSERT INTO pricing_couponuserow (series_id, coupon_id, order_id, number, phone, persons, discount, currency, at)
SELECT series.id, series.coupon_id, %(order_id)s, %(number)s, %(phone)s, %(persons)s::text[], %(discount)s,
    %(currency)s, statement_timestamp()
FROM series
WHERE (series.per_code IS NULL OR EXISTS (SELECT FROM code)) AND (series.in_total IS NULL OR EXISTS (SELECT FROM whole))
    AND (series.per_person IS NULL OR cardinality(%(persons)s::text[]) > 0
        AND (SELECT count(*) FROM person) = cardinality(%(persons)s::text[]))
RETURNING id
"""
RELEASE: Final = """
WITH back AS (
    UPDATE pricing_couponuserow u SET returned_at = statement_timestamp() FROM pricing_couponseries s
    WHERE u.order_id = %s AND u.returned_at IS NULL AND s.id = u.series_id AND (s.comes_back OR u.order_id < 0)
    RETURNING u.coupon_id, u.series_id, u.persons, s.per_code, s.per_person, s.in_total
), code AS (
    UPDATE pricing_coupon c SET used = c.used - 1 FROM back
    WHERE c.id = back.coupon_id AND back.per_code IS NOT NULL AND c.used > 0
), person AS (
    UPDATE pricing_couponholder h SET used = h.used - 1 FROM back
    WHERE h.series_id = back.series_id AND h.person = ANY(back.persons) AND back.per_person IS NOT NULL AND h.used > 0
), whole AS (
    UPDATE pricing_couponseries s SET used = s.used - least(s.used, given.uses)
    FROM (SELECT series_id, count(*) AS uses FROM back WHERE in_total IS NOT NULL GROUP BY series_id) AS given
    WHERE s.id = given.series_id
)
SELECT count(*) FROM back
"""


def redeem(use: Redemption) -> None:
    """Use the coupons for the order, each once. Joins the unit. Raises CouponSpent, PersonWanted, and then nothing was
    used."""
    require_unit()
    if not persons_of(use.phone, use.person_id):
        _refuse_personal([coupon_id for coupon_id, _ in use.coupons])
    for coupon_id, discount in sorted(use.coupons, key=lambda one: one[0]):
        told = {
            "coupon": coupon_id,
            "order_id": use.order_id,
            "number": use.number,
            "phone": use.phone,
            "persons": texts(persons_of(use.phone, use.person_id)),
            "discount": discount.amount,
            "currency": discount.currency,
        }
        if not fetch(REDEEM, told):
            raise CouponSpent(shown=_name(coupon_id), coupon_id=coupon_id)


def release(*, order_id: int) -> int:
    """The order was cancelled: give back the uses of series that say so; how many. Joins the unit; twice is once."""
    require_unit()
    ((count,),) = fetch(RELEASE, [order_id])
    return int(count)


def persons_of(phone: str, person_id: int | None) -> list[str]:
    """Under which names a person's uses are counted: the phone of the order, and the account when there is one."""
    return sorted({phone, *([] if person_id is None else [f"person:{person_id}"])} - {""})


def _refuse_personal(coupon_ids: list[CouponId]) -> None:
    """Without a phone and an account nobody can say whose use it is."""
    if Coupon.objects.filter(pk__in=coupon_ids, series__per_person__isnull=False).exists():
        raise PersonWanted


def _name(coupon_id: CouponId) -> str:
    coupon = Coupon.objects.select_related("series").filter(pk=coupon_id).first()
    return rows.shown(coupon.series.kind, coupon.clear, coupon.tail) if coupon else "—"
