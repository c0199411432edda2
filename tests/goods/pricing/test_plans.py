"""Prices from a moment on: by the database's clock, the same for everybody, with a history that tells the truth."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from procrastinate.contrib.django.models import ProcrastinateJob

from prilavok.base.clock import database_now
from prilavok.base.models import EventRow
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.goods.pricing import api
from prilavok.goods.pricing.errors import AlreadyBegun
from prilavok.goods.pricing.models import ForeignPrice, PlannedPrice, Price, PriceChange, PricePlan
from prilavok.goods.pricing.plans.folding import fold_piece
from prilavok.goods.pricing.plans.planning import cancel_one, cancel_plan
from prilavok.goods.pricing.plans.showing import plans
from prilavok.goods.pricing.values import PriceRow, RateDraft
from tests.goods.pricing.make import make_types, price_of, row
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def retail(db: None) -> int:
    with unit():
        return make_types("Розничная")["Розничная"]


def tell(retail: int, amount: str | None, *, in_s: float | None = None, source: str = "erp:1", variant_id: int = 1,
         currency: str = "RUB") -> datetime | None:  # fmt: skip
    moment = None if in_s is None else database_now() + timedelta(seconds=in_s)
    told = PriceRow(
        variant_id=variant_id,
        price_type_id=retail,
        amount=None if amount is None else Decimal(amount),
        currency=currency,
        valid_from=moment,
    )
    with unit():
        api.set_prices(source=source, rows=[told])
    return moment


def let_it_come() -> None:
    """The moments come nearer: the clock of the database is nobody's to set."""
    PricePlan.objects.update(valid_from=F("created_at"))


def test_a_price_told_for_later_is_not_sold_by_and_leaves_no_history(retail: int) -> None:
    tell(retail, "100")
    moment = tell(retail, "120", in_s=3600)

    assert price_of(1) == "100.00"
    assert price_of(1, at=moment) == "120.00"
    assert PriceChange.objects.count() == 1
    (planned,) = api.explain_price(1).planned
    assert (planned.amount, planned.now, planned.valid_from) == (Money(Decimal(120)), Money(Decimal(100)), moment)


def test_it_is_sold_by_from_its_moment_before_any_worker_runs(retail: int) -> None:
    tell(retail, "100")
    tell(retail, "120", in_s=3600)

    let_it_come()

    assert price_of(1) == "120.00"
    assert Price.objects.get().amount == Decimal(100)


def test_the_worker_makes_it_stand_and_the_history_names_the_moment(retail: int, run_jobs: RunJobs) -> None:
    tell(retail, "100")
    tell(retail, "120", in_s=3600, source="erp:2")
    let_it_come()
    announced = EventRow.objects.filter(name="pricing.prices_changed").count()

    run_jobs(ahead_s=3700)

    assert Price.objects.get().amount == Decimal(120)
    change = PriceChange.objects.order_by("-pk").first()
    assert change is not None
    assert (change.before, change.after, change.source) == (Decimal(100), Decimal(120), "erp:2")
    assert change.at == PricePlan.objects.get().valid_from
    assert EventRow.objects.filter(name="pricing.prices_changed").count() == announced + 1
    assert PlannedPrice.objects.get().state == "done"


def test_a_job_that_wakes_early_does_nothing(retail: int, run_jobs: RunJobs) -> None:
    tell(retail, "100")
    tell(retail, "120", in_s=3600)

    run_jobs(ahead_s=7200)

    assert (price_of(1), PlannedPrice.objects.get().state) == ("100.00", "waiting")


def test_a_plan_for_next_year_does_not_hold_up_one_for_today(retail: int) -> None:
    """Jobs of one lock run in their order, however far away the first of them is."""
    tell(retail, "120", in_s=365 * 86400)
    tell(retail, "110", in_s=60, source="erp:2")

    waking = ProcrastinateJob.objects.filter(task_name__endswith="begin_plans", status="todo")

    assert [one.lock for one in waking] == [None, None]


def test_a_price_told_for_a_moment_that_is_past_holds_at_once(retail: int) -> None:
    tell(retail, "100", in_s=-60)

    assert (price_of(1), PlannedPrice.objects.count()) == ("100.00", 0)


def test_the_same_plan_again_writes_nothing_and_another_amount_takes_its_place(retail: int) -> None:
    moment = datetime(2100, 1, 1, tzinfo=UTC)
    told = [PriceRow(variant_id=1, price_type_id=retail, amount=Decimal(9), valid_from=moment)]
    other = [PriceRow(variant_id=1, price_type_id=retail, amount=Decimal(8), valid_from=moment)]
    with unit():
        counts = [api.set_prices(source="erp:1", rows=one) for one in (told, told, other)]

    assert [(one.created, one.changed, one.unchanged) for one in counts] == [(1, 0, 0), (0, 0, 1), (0, 1, 0)]
    assert PlannedPrice.objects.get().amount == Decimal(8)


def test_of_two_plans_that_are_due_the_later_moment_sells_and_both_stand_in_the_history(retail: int) -> None:
    tell(retail, "100")
    tell(retail, "120", in_s=100, source="erp:2")
    tell(retail, "130", in_s=200, source="erp:3")
    let_it_come()

    assert price_of(1) == "130.00"
    while True:
        with unit():
            if not fold_piece():
                break

    assert [(one.before, one.after) for one in PriceChange.objects.order_by("pk")] == [
        (None, Decimal(100)),
        (Decimal(100), Decimal(120)),
        (Decimal(120), Decimal(130)),
    ]


def test_what_is_told_after_the_moment_stands_after_it(retail: int) -> None:
    """A worker that sleeps does not put yesterday's plan over today's word."""
    tell(retail, "100")
    tell(retail, "120", in_s=100, source="erp:2")
    let_it_come()

    tell(retail, "90", source="erp:3")

    assert price_of(1) == "90.00"
    with unit():
        assert fold_piece() == 0
    assert [(one.before, one.after, one.source) for one in PriceChange.objects.order_by("pk")] == [
        (None, Decimal(100), "erp:1"),
        (Decimal(100), Decimal(120), "erp:2"),
        (Decimal(120), Decimal(90), "erp:3"),
    ]
    times = list(PriceChange.objects.order_by("pk").values_list("at", flat=True))
    assert times[1] < times[2]


def test_a_plan_can_be_taken_back_before_its_moment_only(retail: int) -> None:
    tell(retail, "100")
    tell(retail, "120", in_s=3600)
    tell(retail, "130", in_s=7200, source="erp:2")
    first, second = PlannedPrice.objects.order_by("pk")

    with unit():
        assert cancel_one(planned_id=first.pk, who="Анна") == 1
    let_it_come()

    with unit(), pytest.raises(AlreadyBegun):
        cancel_plan(plan_id=second.plan_id, who="Анна")
    assert price_of(1) == "130.00"
    first.refresh_from_db()
    assert (first.state, first.cancelled_by) == ("cancelled", "Анна")


def test_taking_a_package_back_takes_its_plans_back(retail: int) -> None:
    tell(retail, "100", source="erp:1")
    tell(retail, "120", in_s=3600, source="erp:1")

    assert api.undoable(source="erp:1").can == 2
    with unit():
        done = api.undo(source="erp:1")

    assert (done.restored, price_of(1), plans()) == (2, None, [])


def test_a_planned_end_of_sale_ends_it(retail: int) -> None:
    tell(retail, "100")
    tell(retail, None, in_s=60)
    let_it_come()

    assert price_of(1) is None
    assert api.unpriced(variant_ids=[1]) == [1]


def test_a_price_in_a_currency_is_planned_by_the_rate_of_its_day(retail: int) -> None:
    today = database_now().date()
    far = (datetime(2100, 1, 1, tzinfo=UTC) - database_now()).total_seconds()
    with unit():
        api.take_rates(source="r", drafts=[RateDraft(currency="USD", valid_from=today, rate=Decimal(90))])
    tell(retail, "10", in_s=far, currency="USD")
    amounts = [PlannedPrice.objects.get().amount]

    with unit():
        day = datetime(2099, 12, 31, tzinfo=UTC).date()
        api.take_rates(source="r", drafts=[RateDraft(currency="USD", valid_from=day, rate=Decimal(100))])
    amounts.append(PlannedPrice.objects.get().amount)

    assert amounts == [Decimal(900), Decimal(1000)]
    assert ForeignPrice.objects.count() == 0
    let_it_come()
    with unit():
        fold_piece()
    assert ForeignPrice.objects.get().amount == Decimal(10)
    assert price_of(1) == "1000.00"


def test_reading_prices_is_one_query_with_plans_too(retail: int, django_assert_num_queries) -> None:
    tell(retail, "100")
    tell(retail, "120", in_s=100)
    let_it_come()

    with django_assert_num_queries(1):
        assert price_of(1) == "120.00"
    assert row(1, retail, "1").valid_from is None
