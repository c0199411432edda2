"""The life of a change of many prices: drafted, agreed on, put, taken back. Each step is written down.

Its row is locked for every step, so of two people (or two workers) who do the same at once one finds it done.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch, one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.jobs import Wanted, defer_many
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import (
    CheaperWithoutLegend,
    FourEyes,
    NothingChanges,
    NothingChosen,
    NotNow,
    PriceLocked,
    PricesMoved,
    PriceTypeUnknown,
    RepricingUnknown,
)
from prilavok.goods.pricing.models import PricePlan, PriceType, Repricing, RepricingLimits, RepricingStep
from prilavok.goods.pricing.plans.folding import fold_piece
from prilavok.goods.pricing.plans.planning import begin_later, cancel_plan
from prilavok.goods.pricing.repricing import counting, rules
from prilavok.goods.pricing.repricing.values import Limits, RepricingDraft, Selection
from prilavok.goods.pricing.resolution.cheaper import cheaper_by
from prilavok.goods.pricing.resolution.showing import all_rules

State = Repricing.State
PUT: Final = "prilavok.goods.pricing.jobs.put_repricing"
TAKE_BACK: Final = "prilavok.goods.pricing.jobs.take_repricing_back"
A_PIECE: Final = 5000
# The next lines go into the plan; its moment is not set yet, so nobody sells by a half of it.
PUT_PIECE: Final = """
WITH put AS (
    INSERT INTO pricing_plannedprice (plan_id, variant_id, price_type_id, min_quantity, amount, currency, state)
    SELECT %(plan)s, variant_id, %(type)s, min_quantity, after, 'RUB', 'waiting' FROM pricing_repricingline
    WHERE repricing_id = %(id)s ORDER BY variant_id, min_quantity LIMIT %(limit)s OFFSET %(done)s RETURNING 1
)
SELECT count(*) FROM put
"""


def source_of(repricing_id: int) -> str:
    """How the history names it."""
    return f"repricing:{repricing_id}"


def draft_repricing(draft: RepricingDraft, *, actor: Actor, repricing_id: int | None = None) -> int:
    """Write a draft, new or anew, and count it; returns its id. Raises NothingChosen, NothingChanges, PriceLocked,
    PriceTypeUnknown, NotNow (it is no draft any more). Joins the unit."""
    require_unit()
    _check(draft)
    row = Repricing(created_by=actor.person_id, created_by_name=actor.name)
    if repricing_id is not None:
        row = lock(repricing_id)
        _expect(row, State.DRAFT)
    _fill(row, draft)
    row.version += 1
    row.save()
    row.lines_count, unknown = counting.count_lines(row, draft.selection, draft.rounding)
    row.unknown = unknown
    if not row.lines_count:
        raise NothingChanges
    row.save(update_fields=["lines_count", "unknown"])
    note(row, "counted", actor.name, str(row.lines_count))
    return int(row.pk)


def submit(*, repricing_id: int, actor: Actor) -> bool:
    """Ask for it: within the limits it is agreed on at once (True), else it waits for another person. Raises NotNow,
    PricesMoved, CheaperWithoutLegend. Joins the unit."""
    require_unit()
    row = lock(repricing_id)
    _expect(row, State.DRAFT)
    _see_that_it_is_fresh(row)
    row.beyond = [asdict(one) for one in rules.beyond(counting.totals(row.pk), limits())]
    if row.beyond:
        row.state = State.AWAITING
        row.save(update_fields=["state", "beyond"])
        note(row, "submitted", actor.name)
        return False
    _agree(row, actor)
    return True


def approve(*, repricing_id: int, actor: Actor) -> None:
    """Another person agrees. Raises FourEyes (it is their own), NotNow, PricesMoved, CheaperWithoutLegend. Joins the
    unit."""
    require_unit()
    row = lock(repricing_id)
    _expect(row, State.AWAITING)
    if actor.person_id is None or actor.person_id == row.created_by:
        raise FourEyes
    _see_that_it_is_fresh(row)
    _agree(row, actor)


def decline(*, repricing_id: int, actor: Actor, reason: str) -> None:
    """Another person does not agree: it is a draft again, with the reason. Raises NotNow. Joins the unit."""
    require_unit()
    row = lock(repricing_id)
    _expect(row, State.AWAITING)
    row.state = State.DRAFT
    row.save(update_fields=["state"])
    note(row, "declined", actor.name, reason)


def discard(*, repricing_id: int, actor: Actor) -> None:
    """Give it up before it begins: prices that it has planned are taken back. Raises NotNow, AlreadyBegun."""
    require_unit()
    row = lock(repricing_id)
    _expect(row, State.DRAFT, State.AWAITING, State.APPROVED)
    if row.plan_id is not None:
        cancel_plan(plan_id=row.plan_id, who=actor.name)
    row.state = State.DISCARDED
    row.save(update_fields=["state"])
    note(row, "discarded", actor.name)


def take_back(*, repricing_id: int, actor: Actor, reason: str) -> None:
    """Begin to put the prices back to what stood before; what somebody changed later stays. Raises NotNow."""
    require_unit()
    row = lock(repricing_id)
    _expect(row, State.APPLIED)
    row.state, row.done_count = State.ROLLED_BACK, 0
    row.save(update_fields=["state", "done_count"])
    note(row, "rolled_back", actor.name, reason)
    kwargs = {"repricing_id": row.pk, "after": 0, "who": actor.name, "reason": reason}
    defer_many([Wanted(task=TAKE_BACK, queue="pricing", lock=source_of(row.pk), kwargs=kwargs)])


def put_piece(*, repricing_id: int) -> bool:
    """Put the next piece into the plan; with the last one its moment is set and it begins. True while more is to do.

    Twice at once is once: the row is locked, and it knows how many lines are in the plan already. Joins the unit."""
    require_unit()
    row = lock(repricing_id)
    if row.state != State.APPROVED or row.plan is None or row.plan.valid_from is not None:
        return False
    params = {"id": row.pk, "plan": row.plan_id, "type": row.price_type_id, "limit": A_PIECE, "done": row.done_count}
    ((put,),) = fetch(PUT_PIECE, params)
    row.done_count += put
    row.save(update_fields=["done_count"])
    if put == A_PIECE:
        return True
    _begin(row, row.plan)
    return False


def mark_begun() -> int:
    """Changes whose moment has come are in effect; returns how many. Joins the unit."""
    require_unit()
    begun = Repricing.objects.filter(state=State.APPROVED, plan__valid_from__lte=database_now())
    rows = list(begun.select_for_update(of=("self",)).select_related("plan").order_by("pk"))
    for row in rows:
        row.state, row.applied_at = State.APPLIED, row.plan.valid_from if row.plan else None
        row.save(update_fields=["state", "applied_at"])
        note(row, "applied", "", at=row.applied_at)
    return len(rows)


def limits() -> Limits:
    """What one person may do alone."""
    row = RepricingLimits.objects.filter(pk=1).first()
    if row is None:
        return Limits()
    return Limits(
        rise_percent=row.rise_percent,
        fall_percent=row.fall_percent,
        goods_count=row.goods_count,
        below_cost=row.below_cost,
    )


def set_limits(told: Limits) -> bool:
    """Change them; True when they differ. Joins the unit."""
    require_unit()
    if told == limits():
        return False
    RepricingLimits.objects.update_or_create(pk=1, defaults=asdict(told))
    return True


def lock(repricing_id: int) -> Repricing:
    """Its row, until the end of the unit. Raises RepricingUnknown."""
    row = Repricing.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=repricing_id).first()
    if row is None:
        raise RepricingUnknown
    return row


def note(row: Repricing, what: str, who: str, words: str = "", *, at: datetime | None = None) -> None:
    """Write a step down."""
    told: dict[str, Any] = {"at": at} if at else {}
    RepricingStep.objects.create(repricing=row, what=what, who=who[:200], note=words[:400], **told)


def stored(selection: Selection) -> dict[str, Any]:
    """A selection as it is kept."""
    return {
        "text": selection.text,
        "category_ids": list(selection.category_ids),
        "brands": list(selection.brands),
        "codes": list(selection.codes),
        "prices": [str(one) for one in selection.prices],
        "everything": selection.everything,
    }


def restored(kept: dict[str, Any]) -> Selection:
    """A selection as it was kept."""
    return Selection(
        text=kept.get("text", ""),
        category_ids=tuple(kept.get("category_ids", ())),
        brands=tuple(kept.get("brands", ())),
        codes=tuple(kept.get("codes", ())),
        prices=tuple(Decimal(one) for one in kept.get("prices", ())),
        everything=bool(kept.get("everything")),
    )


def _check(draft: RepricingDraft) -> None:
    if draft.selection.is_empty:
        raise NothingChosen
    types = {one.pk: one for one in PriceType.objects.filter(pk__in=(draft.base_type, draft.price_type))}
    if draft.base_type not in types or draft.price_type not in types:
        raise PriceTypeUnknown
    target = types[draft.price_type]
    if target.owner == PriceType.Owner.ERP:
        raise PriceLocked(title=target.title)


def _fill(row: Repricing, draft: RepricingDraft) -> None:
    rule = draft.rounding
    row.title, row.reason = draft.title[:200], draft.reason[:400]
    row.selection = stored(draft.selection)
    row.base_type_id, row.price_type_id = draft.base_type, draft.price_type
    row.operation, row.value = str(draft.operation), draft.value
    row.step, row.mode = (rule.step, rule.mode) if rule else (None, "nearest")
    row.ending = rule.ending if rule else Decimal(0)
    row.starts_at = draft.starts_at


def _see_that_it_is_fresh(row: Repricing) -> None:
    """What is agreed on is what was looked at: not prices that moved meanwhile."""
    one_at_a_time("pricing.set")
    while fold_piece():
        pass
    moved = counting.stale_count(row)
    if moved:
        raise PricesMoved(count=moved)
    known = [one.rule for one in all_rules()]
    for pair in cheaper_by(known, {}, repricing_id=row.pk, price_type_id=row.price_type_id):
        raise CheaperWithoutLegend(count=pair.count)


def _agree(row: Repricing, actor: Actor) -> None:
    row.state = State.APPROVED
    row.approved_by, row.approved_by_name = actor.person_id, actor.name
    row.done_count = 0
    row.plan = PricePlan.objects.create(source=source_of(row.pk), who=row.created_by_name, reason=row.reason)
    row.save()
    note(row, "approved", actor.name)
    kwargs = {"repricing_id": row.pk}
    defer_many([Wanted(task=PUT, queue="pricing", lock=source_of(row.pk), kwargs=kwargs)])


def _begin(row: Repricing, plan: PricePlan) -> None:
    moment = database_now()
    plan.valid_from = max(row.starts_at, moment) if row.starts_at else moment
    plan.save(update_fields=["valid_from"])
    if plan.valid_from > moment:
        note(row, "planned", "")
    begin_later(plan.valid_from)
    mark_begun()


def _expect(row: Repricing, *states: Sequence[str]) -> None:
    if row.state not in states:
        raise NotNow
