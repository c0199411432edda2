"""Keep prices for a moment to come, and take them back before it comes.

A plan is one source's prices of one moment; told again, they take the place of what was told before. The moment decides
which of two plans is sold by; of one moment the later told.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.timezone import now

from prilavok.base.bulk import fetch, numbers, texts
from prilavok.base.clock import database_now
from prilavok.base.jobs import Wanted, defer_many
from prilavok.base.money import RUB
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.actions.set_prices import Cause
from prilavok.goods.pricing.errors import AlreadyBegun, PlanUnknown
from prilavok.goods.pricing.models import PlannedPrice, PricePlan
from prilavok.goods.pricing.rates.foreign import Conversion
from prilavok.goods.pricing.values import PriceRow, UpsertCounts

# A host's clock that is a little fast must not wake us before the database's has come there.
A_MOMENT_S: Final = 0.05
BEGIN_PLANS: Final = "prilavok.goods.pricing.jobs.begin_plans"
# Only what is new or differs is written; a price that was taken back and is told again waits again.
PLAN: Final = """
WITH told AS MATERIALIZED (
    SELECT DISTINCT ON (variant_id, price_type_id, min_quantity) variant_id, price_type_id, min_quantity,
        CASE WHEN amount > 0 THEN round(amount, 2) END AS amount, CASE WHEN told > 0 THEN round(told, 2) END AS told,
        currency
    FROM unnest(%(variants)s::bigint[], %(types)s::bigint[], %(from)s::numeric(14,3)[], %(amounts)s::numeric[],
                %(told)s::numeric[], %(currencies)s::text[]) WITH ORDINALITY
        AS t (variant_id, price_type_id, min_quantity, amount, told, currency, number)
    ORDER BY variant_id, price_type_id, min_quantity, number DESC
), written AS (
    INSERT INTO pricing_plannedprice AS p (plan_id, variant_id, price_type_id, min_quantity, amount, told, currency,
                                           state)
    SELECT %(plan)s, variant_id, price_type_id, min_quantity, amount, told, currency, 'waiting' FROM told
    ON CONFLICT (plan_id, variant_id, price_type_id, min_quantity) DO UPDATE
        SET amount = excluded.amount, told = excluded.told, currency = excluded.currency, state = 'waiting',
            cancelled_by = '', cancelled_at = NULL
        WHERE p.state = 'cancelled' OR p.state = 'waiting' AND
            (p.amount, p.told, p.currency) IS DISTINCT FROM (excluded.amount, excluded.told, excluded.currency)
    RETURNING (xmax = 0) AS is_new
)
SELECT (SELECT count(*) FROM told), count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
"""


def plan_prices(cause: Cause, rows: Sequence[PriceRow]) -> UpsertCounts:
    """Keep prices, each with its moment to come; the same again write nothing. Joins the unit."""
    require_unit()
    by_moment: dict[datetime, list[PriceRow]] = defaultdict(list)
    for row in rows:
        if row.valid_from is not None:
            by_moment[row.valid_from].append(row)
    counts = UpsertCounts()
    for moment in sorted(by_moment):
        plan, is_new = PricePlan.objects.get_or_create(
            source=cause.source[:200],
            valid_from=moment,
            defaults={"who": cause.who[:200], "reason": cause.reason[:400]},
        )
        counts += put_into(plan, by_moment[moment])
        if is_new:
            begin_later(moment)
    return counts


def put_into(plan: PricePlan, rows: Sequence[PriceRow]) -> UpsertCounts:
    """Write rows into a plan. Joins the unit."""
    require_unit()
    by = Conversion()
    params = {
        "plan": plan.pk,
        "variants": numbers([row.variant_id for row in rows]),
        "types": numbers([row.price_type_id for row in rows]),
        "from": numbers([row.min_quantity for row in rows]),
        "amounts": _amounts([by.amount(row) for row in rows]),
        "told": _amounts([row.amount if row.currency != RUB else None for row in rows]),
        "currencies": texts([row.currency for row in rows]),
    }
    ((told, created, changed),) = fetch(PLAN, params)
    return UpsertCounts(created=created, changed=changed, unchanged=told - created - changed)


def begin_later(moment: datetime) -> None:
    """Have the plan folded in when its moment has come. The job asks the database's clock; ours only wakes it.

    It has no lock of jobs: those of one lock run in their order, and a plan for next year would hold up today's.
    """
    left_s = (moment - database_now()).total_seconds()
    defer_many([Wanted(task=BEGIN_PLANS, queue="pricing", delay_s=left_s + A_MOMENT_S if left_s > 0 else 0)])


def cancel_one(*, planned_id: int, who: str) -> int:
    """Take one price back before it begins; returns whose it was. Raises AlreadyBegun, PlanUnknown. Joins the unit."""
    require_unit()
    rows = PlannedPrice.objects.select_for_update(of=("self",)).select_related("plan")
    row = rows.filter(pk=planned_id, plan__valid_from__isnull=False).first()
    if row is None:
        raise PlanUnknown
    _see_that_it_waits(row.plan)
    _cancel([row.pk], who)
    return int(row.variant_id)


def cancel_plan(*, plan_id: int, who: str) -> int:
    """Take a whole plan back before it begins; returns how many prices. Raises AlreadyBegun, PlanUnknown. Joins the
    unit."""
    require_unit()
    plan = PricePlan.objects.select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise PlanUnknown
    _see_that_it_waits(plan)
    waiting = plan.prices.filter(state=PlannedPrice.State.WAITING)
    return _cancel(list(waiting.values_list("pk", flat=True)), who)


def cancel_source(source: str, who: str) -> int:
    """Take back whatever a source planned and has not begun; returns how many prices. Joins the unit."""
    require_unit()
    waiting = PlannedPrice.objects.filter(plan__source=source[:200], state=PlannedPrice.State.WAITING)
    return _cancel(list(waiting.values_list("pk", flat=True)), who)


def _see_that_it_waits(plan: PricePlan) -> None:
    if plan.valid_from is not None and plan.valid_from <= database_now():
        raise AlreadyBegun


def _cancel(ids: Sequence[int], who: str) -> int:
    return PlannedPrice.objects.filter(pk__in=ids, state=PlannedPrice.State.WAITING).update(
        state=PlannedPrice.State.CANCELLED, cancelled_by=who[:200], cancelled_at=now()
    )


def _amounts(values: Sequence[object]) -> str:
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
