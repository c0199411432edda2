"""What was planned and is due becomes what stands: set-based, in the order of the moments, with history.

The history names the moment the price began, which was the plan's, not the worker's. Whoever writes prices folds in
first what is due of the same goods, so the lines of a price's history stand in the order in which it changed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from prilavok.base.bulk import fetch, numbers, one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.money import RUB
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.actions.set_prices import Cause, write_prices
from prilavok.goods.pricing.models import PlannedPrice, PricePlan
from prilavok.goods.pricing.rates.foreign import note_foreign
from prilavok.goods.pricing.values import PriceRow

A_PIECE: Final = 5000
DUE: Final = """
SELECT DISTINCT n.valid_from, n.id FROM pricing_plannedprice r JOIN pricing_priceplan n ON n.id = r.plan_id
WHERE r.state = 'waiting' AND r.variant_id = ANY (%s::bigint[]) AND n.valid_from <= %s ORDER BY 1, 2
"""


def fold_due_of(variant_ids: Sequence[int], moment: datetime) -> None:
    """Fold in what of these goods is due at the moment. One query when there is nothing. Joins the unit."""
    require_unit()
    for _, plan_id in fetch(DUE, [numbers(variant_ids), moment]):
        waiting = PlannedPrice.objects.filter(
            plan_id=plan_id, state=PlannedPrice.State.WAITING, variant_id__in=list(variant_ids)
        )
        _fold(PricePlan.objects.get(pk=plan_id), list(waiting.order_by("pk")))


def fold_piece() -> int:
    """Fold in a piece of what is due, the earliest moment first; returns how many prices. Joins the unit."""
    require_unit()
    one_at_a_time("pricing.set")
    due = PricePlan.objects.filter(valid_from__lte=database_now(), prices__state=PlannedPrice.State.WAITING).order_by(
        "valid_from", "pk"
    )
    plan = due.first()
    if plan is None:
        return 0
    waiting = plan.prices.filter(state=PlannedPrice.State.WAITING).order_by("variant_id", "pk")
    rows = list(waiting[:A_PIECE])
    _fold(plan, rows)
    return len(rows)


def _fold(plan: PricePlan, planned: Sequence[PlannedPrice]) -> None:
    note_foreign([_row(one, as_told=True) for one in planned])
    cause = Cause(source=plan.source, who=plan.who, reason=plan.reason, at=plan.valid_from)
    write_prices(cause, [_row(one, as_told=False) for one in planned])
    PlannedPrice.objects.filter(pk__in=[one.pk for one in planned]).update(state=PlannedPrice.State.DONE)


def _row(one: PlannedPrice, *, as_told: bool) -> PriceRow:
    return PriceRow(
        variant_id=one.variant_id,
        price_type_id=one.price_type_id,
        amount=one.told if as_told and one.currency != RUB else one.amount,
        currency=one.currency if as_told else RUB,
        min_quantity=one.min_quantity,
    )
