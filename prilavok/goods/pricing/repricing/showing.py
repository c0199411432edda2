"""Changes of many prices as people look at them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from prilavok.base.bulk import fetch
from prilavok.base.money import Money
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard
from prilavok.goods.pricing.errors import RepricingUnknown
from prilavok.goods.pricing.models import Repricing, RepricingStep
from prilavok.goods.pricing.repricing.deciding import restored
from prilavok.goods.pricing.repricing.values import Beyond, LineView, RepricingView, StepView
from prilavok.goods.pricing.values import PriceTypeId, RoundingRule, VariantId

ORDERS: Final[Mapping[str, str]] = {
    "rise": "(after / nullif(before, 0)) DESC NULLS LAST, id",
    "fall": "(after / nullif(before, 0)) ASC NULLS LAST, id",
    "cost": "(after - cost) ASC NULLS LAST, id",
    "goods": "variant_id, min_quantity",
}
LINES: Final = """
SELECT variant_id, min_quantity, before, after, cost FROM pricing_repricingline
WHERE repricing_id = %s{only} ORDER BY {order} LIMIT %s OFFSET %s
"""
BELOW: Final = " AND after < cost"


def repricings(*, states: Sequence[str] = (), page: int = 1, size: int = 50) -> tuple[list[RepricingView], int]:
    """A page of them, newest first, and how many there are. Two queries."""
    rows = Repricing.objects.filter(state__in=states) if states else Repricing.objects.all()
    start = (max(page, 1) - 1) * size
    chosen = rows.select_related("base_type", "price_type", "plan").defer("selection").order_by("-pk")
    return [_view(row, has_selection=False) for row in chosen[start : start + size]], rows.count()


def awaiting_count() -> int:
    """How many wait for another person to agree."""
    return Repricing.objects.filter(state=Repricing.State.AWAITING).count()


def repricing(repricing_id: int) -> RepricingView:
    """One of them. Raises RepricingUnknown."""
    known = Repricing.objects.select_related("base_type", "price_type", "plan")
    row = known.filter(pk=repricing_id).first()
    if row is None:
        raise RepricingUnknown
    return _view(row, has_selection=True)


def steps(repricing_id: int) -> list[StepView]:
    """What happened to it, in order."""
    rows = RepricingStep.objects.filter(repricing_id=repricing_id).order_by("at", "pk")
    return [StepView(what=row.what, who=row.who, note=row.note, at=row.at) for row in rows]


def lines(*, repricing_id: int, order: str = "rise", page: int = 1, size: int = 50) -> list[LineView]:
    """A page of its lines in the order asked (rise, fall, cost, goods). Two queries."""
    told = LINES.format(order=ORDERS.get(order, ORDERS["goods"]), only=BELOW if order == "cost" else "")
    rows = fetch(told, [repricing_id, size, (max(page, 1) - 1) * size])
    cards = pim.variants(variant_ids=list({row[0] for row in rows}))
    return [_line((row[0], row[1], row[2], row[3], row[4]), cards) for row in rows]


def whole(repricing_id: int, size: int = 2000) -> Iterator[LineView]:
    """All its lines, a piece at a time: for a table to take away."""
    page = 1
    while found := lines(repricing_id=repricing_id, order="goods", page=page, size=size):
        yield from found
        page += 1


def _line(
    row: tuple[int, Decimal, Decimal | None, Decimal, Decimal | None], cards: Mapping[VariantId, VariantCard]
) -> LineView:
    variant_id, min_quantity, before, after, cost = row
    card = cards.get(VariantId(variant_id))
    return LineView(
        variant_id=VariantId(variant_id),
        title=card.title if card else f"#{variant_id}",
        article=card.article if card else "",
        min_quantity=min_quantity,
        before=None if before is None else Money(before),
        after=Money(after),
        percent=round((after / before - 1) * 100, 1) if before else None,
        cost=None if cost is None else Money(cost),
        margin=round((after - cost) / after * 100, 1) if cost else None,
    )


def _view(row: Repricing, *, has_selection: bool) -> RepricingView:
    rule = RoundingRule(step=row.step, mode=row.mode, ending=row.ending) if row.step else None
    return RepricingView(
        repricing_id=row.pk,
        title=row.title,
        reason=row.reason,
        state=row.state,
        operation=row.operation,
        value=row.value,
        rounding=rule,
        selection=restored(row.selection if has_selection else {}),
        base_type_id=PriceTypeId(row.base_type_id),
        price_type_id=PriceTypeId(row.price_type_id),
        base_title=row.base_type.title,
        price_title=row.price_type.title,
        starts_at=row.starts_at,
        begins_at=row.plan.valid_from if row.plan else None,
        created_by=row.created_by,
        created_by_name=row.created_by_name,
        approved_by_name=row.approved_by_name,
        created_at=row.created_at,
        applied_at=row.applied_at,
        lines_count=row.lines_count,
        done_count=row.done_count,
        left_count=row.left_count,
        unknown=tuple(row.unknown),
        beyond=tuple(Beyond(**one) for one in row.beyond),
    )
