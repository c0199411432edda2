"""What coupons show, always for many."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from prilavok.base.clock import database_now
from prilavok.base.money import RUB, Money
from prilavok.goods.pricing.coupons import codes, rows
from prilavok.goods.pricing.coupons.errors import SeriesUnknown
from prilavok.goods.pricing.coupons.models import Coupon, CouponBatch, CouponSeries, CouponUseRow
from prilavok.goods.pricing.coupons.values import (
    BatchView,
    CouponId,
    CouponUse,
    CouponView,
    Kind,
    SeriesId,
    SeriesView,
    State,
)

PAGE = 50


def all_series(*, text: str = "") -> list[SeriesView]:
    """Series, newest first; by name or by word. Four queries."""
    found = CouponSeries.objects.order_by("-pk")
    if text.strip():
        word = Q(coupons__digest__in=rows.digests(codes.readings(text)))
        found = found.filter(Q(title__icontains=text.strip()) | word).distinct()
    return _views(list(found[:200]))


def series(series_id: int) -> SeriesView:
    """One series. Raises SeriesUnknown."""
    found = _views(list(CouponSeries.objects.filter(pk=series_id)))
    if not found:
        raise SeriesUnknown
    return found[0]


def series_of(*, promotion_ids: Sequence[int]) -> dict[int, list[SeriesView]]:
    """The series that open each of the promotions."""
    found: dict[int, list[SeriesView]] = defaultdict(list)
    for one in _views(list(CouponSeries.objects.filter(promotion_id__in=promotion_ids).order_by("-pk"))):
        found[one.draft.promotion_id or 0].append(one)
    return dict(found)


def _views(found: list[CouponSeries]) -> list[SeriesView]:
    ids = [one.pk for one in found]
    now = database_now()
    of_series = Coupon.objects.filter(series_id__in=ids)
    counted = {
        row["series_id"]: row
        for row in of_series.values("series_id").annotate(
            codes=Count("pk"), withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False))
        )
    }
    words = dict(of_series.filter(series__kind=Kind.WORD).values_list("series_id", "clear"))
    live = Q(returned_at=None)
    used = {
        row["series_id"]: row
        for row in CouponUseRow.objects.filter(series_id__in=ids)
        .values("series_id")
        .annotate(live=Count("pk", filter=live), back=Count("pk", filter=~live), off=Sum("discount", filter=live))
    }
    nothing: dict[str, Any] = {}
    return [
        SeriesView(
            series_id=SeriesId(one.pk),
            draft=rows.draft_of(one, words.get(one.pk, "")),
            state=_state(one, now),
            codes_count=counted.get(one.pk, nothing).get("codes", 0),
            withdrawn_count=counted.get(one.pk, nothing).get("withdrawn", 0),
            used_count=used.get(one.pk, nothing).get("live", 0),
            returned_count=used.get(one.pk, nothing).get("back", 0),
            discount=Money(used.get(one.pk, nothing).get("off") or Decimal(0), RUB),
            created_by=one.created_by,
            created_at=one.created_at,
        )
        for one in found
    ]


def _state(one: CouponSeries, now: Any) -> str:
    if one.is_stopped:
        return "stopped"
    if one.valid_to is not None and one.valid_to <= now:
        return "ended"
    return "planned" if one.valid_from is not None and now < one.valid_from else "running"


def batches(series_id: int) -> list[BatchView]:
    """The batches of a series, newest first."""
    return [
        BatchView(
            batch_id=row.pk,
            series_id=SeriesId(row.series_id),
            count=row.count,
            made_by=row.made_by,
            made_at=row.made_at,
            exported_by=row.exported_by,
            exported_at=row.exported_at,
            erased_at=row.erased_at,
        )
        for row in CouponBatch.objects.filter(series_id=series_id).order_by("-pk")
    ]


def coupons(*, series_id: int, state: str = "", page: int = 1) -> tuple[list[CouponView], int]:
    """A page of the coupons of a series in a state, and how many there are of them."""
    found = _in_state(Coupon.objects.filter(series_id=series_id), state)
    count = found.count()
    at = (max(1, page) - 1) * PAGE
    return _coupon_views(list(found.select_related("series").order_by("pk")[at : at + PAGE])), count


def look_up(text: str) -> list[CouponView]:
    """What has become of a coupon that a customer reads out: any state, by whole code or by its last group."""
    by_code = Q(digest__in=rows.digests(codes.readings(text)))
    tail = codes.skeleton(text)
    if len(tail) == codes.GROUP:
        by_code |= Q(tail=tail)
    return _coupon_views(list(Coupon.objects.filter(by_code).select_related("series").order_by("-pk")[:10]))


def _in_state(found: QuerySet[Coupon], state: str) -> QuerySet[Coupon]:
    live = Q(couponuserow__isnull=False, couponuserow__returned_at=None)
    if state == State.WITHDRAWN:
        return found.filter(withdrawn_at__isnull=False)
    if state == State.USED:
        return found.filter(live, withdrawn_at=None).distinct()
    return found.filter(withdrawn_at=None).exclude(live) if state == State.ISSUED else found


def _coupon_views(found: list[Coupon]) -> list[CouponView]:
    uses: dict[int, list[CouponUse]] = defaultdict(list)
    for use in _uses(CouponUseRow.objects.filter(coupon_id__in=[one.pk for one in found])):
        uses[use.coupon_id].append(use)
    views = []
    for one in found:
        live = sum(use.returned_at is None for use in uses[one.pk])
        is_used_up = one.series.per_code is not None and live >= one.series.per_code
        state = State.USED if is_used_up else State.ISSUED
        views.append(
            CouponView(
                coupon_id=CouponId(one.pk),
                series_id=SeriesId(one.series_id),
                series_title=one.series.title,
                shown=rows.shown(one.series.kind, one.clear, one.tail),
                state=State.WITHDRAWN if one.withdrawn_at else state,
                used=live,
                uses=tuple(uses[one.pk]),
            )
        )
    return views


def used_in(order_ids: Sequence[int]) -> dict[int, tuple[CouponUse, ...]]:
    """The coupons of each order. One query."""
    found: dict[int, list[CouponUse]] = defaultdict(list)
    for use in _uses(CouponUseRow.objects.filter(order_id__in=list(order_ids))):
        found[use.order_id].append(use)
    return {order_id: tuple(uses) for order_id, uses in found.items()}


def used_by(*, phones: Sequence[str], limit: int = 50) -> list[CouponUse]:
    """The coupons a customer has used, newest first. One query."""
    return _uses(CouponUseRow.objects.filter(phone__in=[one for one in phones if one]), limit)


def uses_of_series(series_id: int, limit: int = 50) -> list[CouponUse]:
    """Who used a series, newest first."""
    return _uses(CouponUseRow.objects.filter(series_id=series_id), limit)


def _uses(found: QuerySet[CouponUseRow], limit: int | None = None) -> list[CouponUse]:
    return [
        CouponUse(
            coupon_id=CouponId(row.coupon_id),
            series_id=SeriesId(row.series_id),
            title=row.series.title,
            shown=rows.shown(row.series.kind, row.coupon.clear, row.coupon.tail),
            order_id=row.order_id,
            number=row.number,
            discount=Money(row.discount, row.currency),
            at=row.at,
            returned_at=row.returned_at,
        )
        for row in found.select_related("series", "coupon").order_by("-pk")[:limit]
    ]
