"""What pricing shows, always for many."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.timezone import localdate

from prilavok.base.money import Money, total
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.models import CurrencyRate, ForeignPrice, Price, PriceChange, PriceType, RateChange
from prilavok.goods.pricing.plans.showing import planned_of
from prilavok.goods.pricing.resolution import asking
from prilavok.goods.pricing.rules import Standing, for_quantity, sold_by, struck
from prilavok.goods.pricing.values import (
    ANYONE,
    ONE,
    Circumstances,
    ForeignPriceView,
    PriceChangeView,
    PriceExplanation,
    PriceTag,
    PriceTypeId,
    PriceTypeView,
    Quote,
    QuoteLine,
    RateChangeView,
    RateView,
    Step,
    TypePrice,
    VariantId,
)


def price_type_ids(*, system: str, external_ids: Sequence[str]) -> dict[str, PriceTypeId]:
    wanted = {one.lower(): one for one in external_ids}
    rows = PriceType.objects.filter(system=system, external_id__in=wanted).values_list("external_id", "pk")
    return {wanted[external]: PriceTypeId(pk) for external, pk in rows}


def external_ids(*, system: str) -> list[str]:
    return list(PriceType.objects.filter(system=system).values_list("external_id", flat=True))


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
        )
        for row in rows
    ]


def _tag(variant_id: VariantId, standing: list[Standing]) -> PriceTag | None:
    selling = sold_by(standing, quantity=ONE)
    if selling is None or selling.amount is None:
        return None
    price = Money(selling.amount, selling.currency)
    before = struck(price, for_quantity(standing, role="compare", quantity=ONE))
    return PriceTag(variant_id=variant_id, price=price, before=before)


def prices(*, variant_ids: Sequence[VariantId], where: Circumstances = ANYONE) -> dict[VariantId, PriceTag]:
    standing = asking.standing(variant_ids, where)
    tags = (
        (variant_id, _tag(variant_id, standing[variant_id])) for variant_id in variant_ids if variant_id in standing
    )
    return {variant_id: tag for variant_id, tag in tags if tag is not None}


def quote(
    *,
    lines: Sequence[tuple[VariantId, Decimal]],
    where: Circumstances = ANYONE,
    coupons: Sequence[str] = (),
) -> Quote:
    standing = asking.standing([variant_id for variant_id, _ in lines], where)
    quoted = [_line(variant_id, quantity, standing.get(variant_id, [])) for variant_id, quantity in lines]
    missing = tuple(lines[index][0] for index, line in enumerate(quoted) if line is None)
    if missing:
        raise NoPrice(variants=missing)
    ready = tuple(line for line in quoted if line is not None)
    currency = ready[0].total.currency if ready else "RUB"
    return Quote(lines=ready, total=total([line.total for line in ready], currency))


def _line(variant_id: VariantId, quantity: Decimal, standing: list[Standing]) -> QuoteLine | None:
    if quantity <= 0:
        raise ValueError("a quantity to quote must be positive")
    single = sold_by(standing, quantity=ONE)
    chosen = sold_by(standing, quantity=quantity)
    if chosen is None or chosen.amount is None:
        return None
    unit_price = Money(chosen.amount, chosen.currency)
    steps = []
    if single is not None and single.amount is not None and single != chosen:
        steps.append(Step(title=single.title, amount=Money(single.amount, single.currency)))
    label = chosen.title if chosen.min_quantity <= 1 else f"{chosen.title}, ≥ {chosen.min_quantity.normalize():f}"
    steps.append(Step(title=label, amount=unit_price))
    return QuoteLine(
        variant_id=variant_id, quantity=quantity, unit_price=unit_price, total=unit_price * quantity, steps=tuple(steps)
    )


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
