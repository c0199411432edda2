"""What the office sees of promotions, and what orders explain themselves by."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.db.models import Count

from prilavok.base.bulk import fetch_often, numbers
from prilavok.base.clock import database_now
from prilavok.base.money import RUB, Money
from prilavok.goods.pricing.engine.terms import read_terms
from prilavok.goods.pricing.promotions.book import begun
from prilavok.goods.pricing.promotions.errors import PromotionUnknown
from prilavok.goods.pricing.promotions.models import (
    Promotion,
    PromotionClass,
    PromotionCount,
    PromotionRevision,
    PromotionUse,
)
from prilavok.goods.pricing.promotions.values import (
    ClassView,
    PromotionId,
    PromotionView,
    RevisionView,
    Running,
    State,
    Terms,
    UseView,
)

REVISIONS: Final = """
SELECT promotion_id, number, content, made_by, made_at FROM pricing_promotionrevision
WHERE (promotion_id, number) IN (SELECT * FROM unnest(%s::bigint[], %s::int[]))
"""


def promotions(*, states: Sequence[str] = (), text: str = "", limit: int = 500) -> list[PromotionView]:
    """Promotions in these states (none: all but archived), newest first. Four queries."""
    rows = Promotion.objects.filter(state__in=states) if states else Promotion.objects.exclude(state=State.ARCHIVED)
    if text:
        rows = rows.filter(title__icontains=text)
    return _views(list(rows.order_by("-pk")[:limit]))


def promotion(promotion_id: int) -> PromotionView:
    """One promotion. Raises PromotionUnknown."""
    found = _views(list(Promotion.objects.filter(pk=promotion_id)))
    if not found:
        raise PromotionUnknown
    return found[0]


def running(*, channel: str, region: str, store_id: int | None) -> list[Running]:
    """Published promotions that hold now for everybody there, those that end first at the head. One query."""
    found = [
        Running(
            promotion_id=PromotionId(pk),
            title=terms.title,
            legend=terms.legend,
            ends_at=terms.ends_at,
            categories=terms.goods.categories,
        )
        for pk, _, terms in begun()
        if _is_for_everybody(terms, channel, region, store_id)
    ]
    return sorted(found, key=lambda one: (one.ends_at.timestamp() if one.ends_at else math.inf, one.promotion_id))


def _is_for_everybody(terms: Terms, channel: str, region: str, store_id: int | None) -> bool:
    where = terms.where
    return (
        not terms.need.coupon
        and not where.segments
        and (not where.channels or channel in where.channels)
        and (not where.regions or region in where.regions)
        and (not where.stores or store_id in where.stores)
    )


def revisions(promotion_id: int) -> list[RevisionView]:
    """What a promotion said each time it was published, newest first."""
    rows = PromotionRevision.objects.filter(promotion_id=promotion_id).order_by("-number")
    return [_revision(row) for row in rows]


def revisions_of(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], RevisionView]:
    """Revisions by (promotion, number): what an order was reckoned by. One query."""
    rows = fetch_often(REVISIONS, [numbers(one for one, _ in pairs), numbers(number for _, number in pairs)])
    return {
        (promotion_id, number): RevisionView(
            promotion_id=PromotionId(promotion_id),
            number=number,
            terms=read_terms(msgspec.json.decode(content)),
            made_by=made_by,
            made_at=made_at,
        )
        for promotion_id, number, content, made_by, made_at in rows
    }


def classes() -> list[ClassView]:
    """Stacking classes in the order in which they stack."""
    rows = PromotionClass.objects.order_by("position", "code")
    return [ClassView(code=row.code, title=row.title, position=row.position) for row in rows]


def uses_of(order_ref: str) -> list[UseView]:
    """The promotions an order has used."""
    rows = PromotionUse.objects.filter(order_ref=order_ref).select_related("promotion").order_by("pk")
    return [
        UseView(
            promotion_id=PromotionId(row.promotion_id),
            title=row.promotion.title,
            revision=row.revision,
            order_ref=row.order_ref,
            amount=Money(row.amount, RUB),
            is_given_back=row.is_given_back,
            at=row.at,
        )
        for row in rows
    ]


def phase_of(state: str, starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> str:
    """What people ask of a promotion: does it hold now."""
    if state != State.PUBLISHED:
        return str(state)
    if starts_at is not None and now < starts_at:
        return "waiting"
    return "over" if ends_at is not None and ends_at <= now else "running"


def _views(rows: list[Promotion]) -> list[PromotionView]:
    counts = {row.promotion_id: row for row in PromotionCount.objects.filter(promotion_id__in=[one.pk for one in rows])}
    live = PromotionUse.objects.filter(promotion_id__in=[one.pk for one in rows], is_given_back=False)
    used = dict(live.values_list("promotion_id").annotate(Count("pk")))
    now = database_now()
    return [_view(row, counts.get(row.pk), used.get(row.pk, 0), now) for row in rows]


def _view(row: Promotion, count: PromotionCount | None, used: int, now: datetime) -> PromotionView:
    return PromotionView(
        promotion_id=PromotionId(row.pk),
        title=row.title,
        kind=row.kind,
        state=State(row.state),
        phase=phase_of(row.state, row.starts_at, row.ends_at, now),
        terms=read_terms(row.draft),
        draft_version=row.draft_version,
        is_changed=row.is_changed,
        revision=row.revision,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        used=used,
        limit=count.limit if count else None,
        made_by=row.made_by,
        made_at=row.made_at,
        changed_at=row.changed_at,
    )


def _revision(row: PromotionRevision) -> RevisionView:
    return RevisionView(
        promotion_id=PromotionId(row.promotion_id),
        number=row.number,
        terms=read_terms(row.content),
        made_by=row.made_by,
        made_at=row.made_at,
    )
