"""A figure equals the sum of the orders it opens, whatever order the events come in."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from prilavok.base.events import publish
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.insight.analytics import api
from prilavok.insight.analytics.rules import distinct_titles
from prilavok.insight.analytics.values import Period, Scope, Slice
from prilavok.trade.oms.events import OrderCorrected, OrderMoved, OrderPlaced
from prilavok.trade.payments.events import PaymentSettled
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db


def placed(order_id: int, total: str, *, store: int = 1, channel: str = "site", days_ago: int = 0) -> OrderPlaced:
    return OrderPlaced(
        order_id=order_id,
        number=f"10{order_id}-1",
        token=f"token{order_id}",
        channel=channel,
        location_id=store,
        phone="+79161234567",
        email="",
        name="Анна",
        total=Decimal(total),
        currency="RUB",
        placed_at=datetime.now(UTC) - timedelta(days=days_ago),
    )


def moved(order_id: int, to: str) -> OrderMoved:
    return OrderMoved(
        order_id=order_id, number=f"10{order_id}-1", from_status="new", to_status=to, actor_name="", revision=2
    )


def announce(*events: object) -> None:
    with unit():
        for event in events:
            publish(event)
    RunJobs()(queue="analytics")


def today() -> Period:
    return api.named_period("today")


def test_turnover_leaves_out_cancelled_orders_and_the_check_is_an_average_of_the_rest() -> None:
    announce(placed(1, "1000.00"), placed(2, "500.50"), placed(3, "99.00"), moved(3, "cancelled"))

    totals = api.totals(period=today(), scope=Scope())

    assert (totals.placed, totals.live, totals.cancelled) == (3, 2, 1)
    assert totals.turnover == Money(Decimal("1500.50"))
    assert totals.average == Money(Decimal("750.25"))


def test_every_figure_opens_exactly_the_orders_it_counts() -> None:
    announce(
        placed(1, "1000.00"),
        placed(2, "500.00", store=2),
        placed(3, "70.00"),
        moved(3, "cancelled"),
        PaymentSettled(order_id=1, payment_id=9, amount=Decimal("1000.00"), currency="RUB", method="card"),
        moved(1, "issued"),
    )
    totals = api.totals(period=today(), scope=Scope())

    def behind(slice_: Slice) -> set[int]:
        return {line.order_id for line in api.orders_behind(period=today(), scope=Scope(), slice_=slice_)}

    assert behind(Slice.PLACED) == {1, 2, 3}
    assert behind(Slice.LIVE) == {1, 2}
    assert behind(Slice.PAID) == behind(Slice.ISSUED) == {1}
    assert behind(Slice.CANCELLED) == {3}
    assert totals.paid_sum == Money(Decimal("1000.00"))


def test_a_corrected_order_counts_with_its_new_total() -> None:
    announce(
        placed(1, "1000.00"),
        OrderCorrected(order_id=1, number="101-1", version=2, source="picking", total=Decimal("400.00")),
    )

    assert api.totals(period=today(), scope=Scope()).turnover == Money(Decimal("400.00"))


def test_a_reaction_that_runs_twice_counts_once() -> None:
    announce(placed(1, "1000.00"))
    announce(placed(1, "1000.00"))

    assert api.totals(period=today(), scope=Scope()).placed == 1


def test_a_role_limited_to_stores_sees_their_figures_alone() -> None:
    announce(placed(1, "1000.00", store=1), placed(2, "500.00", store=2))

    page = api.dashboard(period=today(), scope=Scope(stores=frozenset({2})))

    assert page.totals.turnover == Money(Decimal("500.00"))
    assert [part.key for part in page.by_store] == ["2"]


def test_breakdowns_sum_to_the_turnover_and_compare_with_the_period_before() -> None:
    announce(
        placed(1, "1000.00", channel="site"),
        placed(2, "500.00", channel="operator", store=2),
        placed(3, "250.00", days_ago=1),
    )

    page = api.dashboard(period=today(), scope=Scope())

    for parts in (page.by_store, page.by_channel, page.by_time):
        assert sum(part.turnover.amount for part in parts) == page.totals.turnover.amount == Decimal("1500.00")
    assert page.totals_before.turnover == Money(Decimal("250.00"))
    assert api.growth(1500, 250) == 500


def test_stores_called_alike_are_told_apart_by_their_city() -> None:
    places = {1: ("На Ленина", "Мурманск"), 2: ("На Ленина", "Петрозаводск"), 3: ("У вокзала", "Вологда")}

    assert distinct_titles(places) == {1: "На Ленина, Мурманск", 2: "На Ленина, Петрозаводск", 3: "У вокзала"}
