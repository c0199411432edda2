"""Prices that are yet to begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from prilavok.base.bulk import fetch, numbers
from prilavok.base.money import Money
from prilavok.goods.pricing.models import PlannedPrice, PricePlan
from prilavok.goods.pricing.values import PlannedView, VariantId

WAITING = """
SELECT r.id, r.plan_id, r.variant_id, t.title, r.min_quantity, r.amount, p.amount, coalesce(p.currency, 'RUB'),
    n.valid_from, n.source, n.who, n.reason
FROM pricing_plannedprice r
JOIN pricing_priceplan n ON n.id = r.plan_id
JOIN pricing_pricetype t ON t.id = r.price_type_id
LEFT JOIN pricing_price p ON p.variant_id = r.variant_id AND p.price_type_id = r.price_type_id
    AND p.min_quantity = r.min_quantity
WHERE r.state = 'waiting' AND n.valid_from IS NOT NULL
"""
OF_VARIANTS = f"{WAITING} AND r.variant_id = ANY (%s::bigint[]) ORDER BY n.valid_from, r.id"
OF_PLAN = f"{WAITING} AND r.plan_id = %s AND r.id > %s ORDER BY r.id LIMIT %s"


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """A plan that has prices waiting."""

    plan_id: int
    source: str
    who: str
    reason: str
    valid_from: datetime
    created_at: datetime
    waiting: int
    types: tuple[str, ...]


def planned_of(variant_ids: Sequence[int]) -> list[PlannedView]:
    """What will change of these goods, in the order of the moments. One query."""
    return [_view(row) for row in fetch(OF_VARIANTS, [numbers(variant_ids)])]


def plan_page(*, plan_id: int, after: int = 0, limit: int = 100) -> list[PlannedView]:
    """Prices of a plan that still wait, a page of them. One query."""
    return [_view(row) for row in fetch(OF_PLAN, [plan_id, after, limit])]


def plans(*, plan_id: int | None = None) -> list[PlanView]:
    """Plans with prices waiting, the nearest first; two queries."""
    waiting = Q(prices__state=PlannedPrice.State.WAITING)
    known = PricePlan.objects.filter(valid_from__isnull=False).annotate(waiting=Count("prices", filter=waiting))
    if plan_id is not None:
        known = known.filter(pk=plan_id)
    rows = list(known.filter(waiting__gt=0).order_by("valid_from", "pk")[:200])
    types: dict[int, list[str]] = {}
    named = PlannedPrice.objects.filter(plan__in=[row.pk for row in rows], state=PlannedPrice.State.WAITING)
    for pk, title in named.values_list("plan_id", "price_type__title").distinct().order_by("price_type__title"):
        types.setdefault(pk, []).append(title)
    return [
        PlanView(
            plan_id=row.pk,
            source=row.source,
            who=row.who,
            reason=row.reason,
            valid_from=row.valid_from,
            created_at=row.created_at,
            waiting=row.waiting,
            types=tuple(types.get(row.pk, ())),
        )
        for row in rows
        if row.valid_from is not None
    ]


def _view(row: tuple[Any, ...]) -> PlannedView:
    planned_id, plan_id, variant_id, title, min_quantity, amount, now, currency, valid_from, source, who, reason = row
    return PlannedView(
        planned_id=planned_id,
        plan_id=plan_id,
        variant_id=VariantId(variant_id),
        title=title,
        min_quantity=min_quantity,
        amount=None if amount is None else Money(amount),
        now=None if now is None else Money(now, currency),
        valid_from=valid_from,
        source=source,
        who=who,
        reason=reason,
    )
