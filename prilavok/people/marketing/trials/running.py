"""A draft tried on the orders of a period: each order is quoted twice, as things stand and with the draft.

Prices and other promotions are those of today; hours and days of the week are those of the order. It runs in pieces, a
unit each, so that progress is seen and a run that was killed goes on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec
from django.db.models import F
from django.db.models.functions import Now

from prilavok.base import live
from prilavok.base.access import Actor
from prilavok.base.clock import now
from prilavok.base.money import Money
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import Terms
from prilavok.goods.pricing.values import Circumstances, Quote
from prilavok.goods.stock import api as stock
from prilavok.people.marketing.desk import cost_list_of, subject_of
from prilavok.people.marketing.errors import PeriodWrong, TrialUnknown
from prilavok.people.marketing.models import Trial, TrialOrder
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderView

PIECE: Final = 100
MOST_DAYS: Final = 92
NOTHING: Final = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """An order by both quotes; margins None when a line has no cost."""

    order: OrderView
    before: Quote
    after: Quote
    margin_before: Decimal | None
    margin_after: Decimal | None


def start(*, promotion_id: int, since: datetime, until: datetime, actor: Actor) -> int:
    """Write the trial down; the caller defers its job. Joins the unit. Raises PeriodWrong, PromotionUnknown."""
    require_unit()
    if not since < until or until - since > timedelta(days=MOST_DAYS):
        raise PeriodWrong(days=MOST_DAYS)
    found = promotions.promotion(promotion_id)
    until = max(since, min(until, now()))  # orders that come while it runs would move those that it reads page by page
    count = oms.find_orders(_wanted(since, until, page=1, size=1)).total_count
    trial = Trial.objects.create(
        promotion_id=promotion_id,
        draft=msgspec.to_builtins(found.terms),
        title=found.title,
        since=since,
        until=until,
        asked_by=actor.name[:200],
        orders_count=count,
        **({} if count else {"state": Trial.State.DONE, "done_at": Now()}),
    )
    told = {"since": since.isoformat(), "until": until.isoformat()}
    accounts.audit(actor, "promotion.tried", subject_of(promotion_id), after=told)
    return int(trial.pk)


def go_on(trial_id: int) -> bool:
    """Try the next orders; False when there are none left or somebody stopped it. Joins the unit."""
    require_unit()
    trial = Trial.objects.select_for_update().filter(pk=trial_id).first()
    if trial is None or trial.state != Trial.State.RUNNING:
        return False
    page = oms.find_orders(_wanted(trial.since, trial.until, page=trial.seen // PIECE + 1, size=PIECE))
    terms = msgspec.convert(trial.draft, Terms)
    books = (
        promotions.book_with(None, promotion_id=trial.promotion_id),
        promotions.book_with(terms, promotion_id=trial.promotion_id),
    )
    costs = _costs(page.orders, cost_list_of(terms))
    regions = stock.regions_of()
    for order in page.orders:
        _note(trial, _compared(order, terms, books, regions.get(order.location_id, ""), costs))  # type: ignore[call-overload]
    trial.seen += len(page.orders)
    is_over = len(page.orders) < PIECE
    if is_over:
        trial.state, trial.done_at = Trial.State.DONE, Now()
    trial.save()
    live.say(f"trial:{trial_id}")
    return not is_over


def stop(*, trial_id: int) -> int:
    """Stop a trial that runs; the promotion's id. Joins the unit. Raises TrialUnknown."""
    require_unit()
    Trial.objects.filter(pk=trial_id, state=Trial.State.RUNNING).update(state=Trial.State.STOPPED, done_at=Now())
    promotion_id = Trial.objects.filter(pk=trial_id).values_list("promotion_id", flat=True).first()
    if promotion_id is None:
        raise TrialUnknown
    return promotion_id


def _wanted(since: datetime, until: datetime, *, page: int, size: int) -> OrderFilter:
    return OrderFilter(placed_from=since, placed_to=until, page=page, page_size=size)


def _compared(
    order: OrderView,
    terms: Terms,
    books: tuple[promotions.Book, promotions.Book],
    region: str,
    costs: dict[VariantId, Money],
) -> Compared | None:
    """None for an order that cannot be quoted today, or that was cancelled."""
    lines = [(line.variant_id, line.quantity) for line in order.lines if line.total]
    if not lines or "cancelled" in order.facts:
        return None
    where = Circumstances(channel=order.channel, region=region, store_id=order.location_id)
    holds = promotions.is_in_hours(terms, order.placed_at)
    try:
        before = promotions.quote_with(lines=lines, where=where, book=books[0])
        after = promotions.quote_with(lines=lines, where=where, book=books[1]) if holds else before
    except NoPrice:
        return None
    return Compared(
        order=order,
        before=before,
        after=after,
        margin_before=_margin(before, costs),
        margin_after=_margin(after, costs),
    )


def _margin(quote: Quote, costs: dict[VariantId, Money]) -> Decimal | None:
    if any(line.variant_id not in costs for line in quote.lines):
        return None
    return quote.total.amount - sum((costs[one.variant_id].amount * one.quantity for one in quote.lines), NOTHING)


def _costs(orders: tuple[OrderView, ...], price_type_id: int | None) -> dict[VariantId, Money]:
    if price_type_id is None:
        return {}
    ids = {line.variant_id for order in orders for line in order.lines}
    return promotions.costs(variant_ids=sorted(ids), price_type_id=price_type_id)


def _note(trial: Trial, one: Compared | None) -> None:
    if one is None:
        trial.skipped += 1
        return
    before, after = one.before, one.after
    trial.turnover_before += before.total.amount
    trial.turnover_after += after.total.amount
    trial.discount_before += _discount(before)
    trial.discount_after += _discount(after)
    if one.margin_before is not None and one.margin_after is not None:
        trial.margin_orders += 1
        trial.margin_before += one.margin_before
        trial.margin_after += one.margin_after
    if before.total != after.total or len(before.lines) != len(after.lines):
        trial.touched += 1
        TrialOrder.objects.create(
            trial=trial,
            order_id=one.order.order_id,
            number=one.order.number,
            before=before.total.amount,
            after=after.total.amount,
        )


def _discount(quote: Quote) -> Decimal:
    whole = quote.base_total.amount if quote.base_total else quote.total.amount
    return whole - quote.total.amount


def forget_old(*, days: int = 30) -> int:
    """Trials are looked at for a month. Joins the unit."""
    require_unit()
    return Trial.objects.filter(asked_at__lt=Now() - timedelta(days=days)).delete()[0]


def progress_of(trial: Trial) -> int:
    """How far it got, in per cent."""
    return min(100, trial.seen * 100 // trial.orders_count) if trial.orders_count else 100


def newest(promotion_id: int, limit: int = 5) -> list[Trial]:
    """The last trials of a promotion."""
    return list(Trial.objects.filter(promotion_id=promotion_id).order_by("-pk")[:limit])


def trial(trial_id: int) -> Trial:
    """One trial. Raises TrialUnknown."""
    found = Trial.objects.filter(pk=trial_id).first()
    if found is None:
        raise TrialUnknown
    return found


def orders_behind(trial_id: int, *, page: int, size: int = 50) -> tuple[list[TrialOrder], int]:
    """The orders that would have cost something else, those that change the most first."""
    found = TrialOrder.objects.filter(trial_id=trial_id).annotate(change=F("after") - F("before"))
    at = (max(page, 1) - 1) * size
    return list(found.order_by("change", "pk")[at : at + size]), found.count()
