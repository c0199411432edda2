"""What pricing shows, always for many."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.timezone import localdate

from prilavok.base.money import Money
from prilavok.goods.pricing.models import CurrencyRate, ForeignPrice, Price, PriceChange, PriceType, RateChange
from prilavok.goods.pricing.plans.showing import planned_of
from prilavok.goods.pricing.promotions.reckoning import tags
from prilavok.goods.pricing.resolution import asking
from prilavok.goods.pricing.rules import sold_by
from prilavok.goods.pricing.values import (
    ANYONE,
    ONE,
    Circumstances,
    ForeignPriceView,
    PriceChangeView,
    PriceExplanation,
    PriceTag,
    PriceTypeDraft,
    PriceTypeId,
    PriceTypeView,
    RateChangeView,
    RateView,
    RoundingRule,
    TypePrice,
    VariantId,
)

OURS = "platform"


def price_type_ids(*, system: str, external_ids: Sequence[str]) -> dict[str, PriceTypeId]:
    wanted = {one.lower(): one for one in external_ids}
    rows = PriceType.objects.filter(system=system, external_id__in=wanted).values_list("external_id", "pk")
    return {wanted[external]: PriceTypeId(pk) for external, pk in rows}


def external_ids(*, system: str) -> list[str]:
    return list(PriceType.objects.filter(system=system).values_list("external_id", flat=True))


def told_price_types(*, system: str, external_ids: Sequence[str]) -> dict[str, PriceTypeDraft]:
    wanted = {one.lower(): one for one in external_ids}
    return {
        wanted[row.external_id]: PriceTypeDraft(
            external_id=wanted[row.external_id],
            title=row.title,
            currency=row.currency,
            vat_included=row.vat_included,
        )
        for row in PriceType.objects.filter(system=system, external_id__in=wanted)
    }


def price_types() -> list[PriceTypeView]:
    rows = PriceType.objects.annotate(count=Count("price", filter=Q(price__amount__isnull=False))).order_by("pk")
    return [
        PriceTypeView(
            price_type_id=PriceTypeId(row.pk),
            title=row.title,
            currency=row.currency,
            vat_included=row.vat_included,
            role=row.role,
            prices_count=row.count,
            owner=row.owner,
            is_cost=row.is_cost,
            is_ours=row.system == OURS,
            rounding=RoundingRule(step=row.step, mode=row.mode, ending=row.ending) if row.step else None,
        )
        for row in rows
    ]


def prices(*, variant_ids: Sequence[VariantId], where: Circumstances = ANYONE) -> dict[VariantId, PriceTag]:
    return tags(variant_ids, where)


def unpriced(*, variant_ids: Sequence[int], where: Circumstances = ANYONE) -> list[VariantId]:
    standing = asking.standing(variant_ids, where)
    return [VariantId(pk) for pk in variant_ids if sold_by(standing.get(pk, ()), quantity=ONE) is None]


def explain_price(variant_id: int, *, limit: int = 100) -> PriceExplanation:
    key = VariantId(variant_id)
    standing = Price.objects.filter(variant_id=variant_id).select_related("price_type")
    changes = PriceChange.objects.filter(variant_id=variant_id).select_related("price_type").order_by("-id")[:limit]
    return PriceExplanation(
        variant_id=key,
        tag=prices(variant_ids=[key]).get(key),
        standing=tuple(
            TypePrice(
                price_type_id=PriceTypeId(row.price_type_id),
                title=row.price_type.title,
                role=row.price_type.role,
                amount=_money(row.amount, row.currency),
                min_quantity=row.min_quantity,
                changed_at=row.changed_at,
            )
            for row in standing.order_by("price_type_id", "min_quantity")
        ),
        changes=tuple(
            PriceChangeView(
                at=row.at,
                title=row.price_type.title,
                before=_money(row.before, row.currency),
                after=_money(row.after, row.currency),
                min_quantity=row.min_quantity,
                source=row.source,
                who=row.who,
                reason=row.reason,
            )
            for row in changes
        ),
        planned=tuple(planned_of([variant_id])),
    )


def rates() -> list[RateView]:
    today = localdate()
    counted = dict(ForeignPrice.objects.values_list("currency").annotate(Count("pk")))
    found, seen = [], set[str]()
    for row in CurrencyRate.objects.order_by("currency", "-valid_from")[:500]:
        holds = row.valid_from <= today and row.currency not in seen
        if holds:
            seen.add(row.currency)
        found.append(_rate(row, holds=holds, prices_count=counted.get(row.currency, 0)))
    return found


def currencies_without_rate() -> dict[str, int]:
    today = localdate()
    known = set(CurrencyRate.objects.filter(valid_from__lte=today).values_list("currency", flat=True))
    counted = ForeignPrice.objects.filter(amount__isnull=False).values_list("currency").annotate(Count("pk"))
    return {currency: count for currency, count in counted if currency not in known}


def rate_changes(limit: int = 50) -> list[RateChangeView]:
    return [
        RateChangeView(
            currency=row.currency,
            valid_from=row.valid_from,
            before=row.before,
            after=row.after,
            source=row.source,
            at=row.at,
        )
        for row in RateChange.objects.order_by("-pk")[:limit]
    ]


def foreign_prices(variant_id: int) -> list[ForeignPriceView]:
    now = {one.currency: one for one in rates() if one.holds}
    rows = ForeignPrice.objects.filter(variant_id=variant_id).select_related("price_type").order_by("price_type_id")
    return [
        ForeignPriceView(
            title=row.price_type.title,
            amount=_money(row.amount, row.currency),
            min_quantity=row.min_quantity,
            rate=now.get(row.currency),
        )
        for row in rows
    ]


def _rate(row: CurrencyRate, *, holds: bool, prices_count: int) -> RateView:
    return RateView(
        currency=row.currency,
        valid_from=row.valid_from,
        rate=row.rate,
        per=row.per,
        source=row.source,
        changed_at=row.changed_at,
        holds=holds,
        prices_count=prices_count,
    )


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)
