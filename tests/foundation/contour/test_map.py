"""The map says the truth about flows: quiet, working, late, failing - and replays only what failed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prilavok.base import flows, journal
from prilavok.base.access import Actor
from prilavok.base.flows import Flow, System
from prilavok.base.models import Delivery, EventRow, JournalEntry
from prilavok.base.unit import unit
from prilavok.foundation.contour import api
from prilavok.foundation.contour.errors import FlowUnknown, NothingToReplay
from prilavok.foundation.contour.rules import place
from prilavok.foundation.contour.values import FlowHealth

pytestmark = pytest.mark.django_db
ACTOR = Actor(name="Мария", kind="staff", permissions=frozenset({"map.view"}), stores=None)


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "_systems", {})
    monkeypatch.setattr(flows, "_flows", {})
    monkeypatch.setattr(flows, "_providers", [])
    flows.declare_system(System(code="oms", title="Orders", floor="trade"))
    flows.declare_system(System(code="crm", title="Customers", floor="people"))
    flows.declare_system(System(code="erp.central", title="1C", is_outside=True))
    flows.declare_flow(Flow(code="erp.stock", source="erp.central", target="oms", carries="stock", promise_s=60))
    flows.declare_flow(
        Flow(code="events", source="oms", target="crm", carries="orders", promise_s=60, events=("oms.order_placed",))
    )


def delivery(state: str, *, minutes_old: int = 0) -> Delivery:
    event = EventRow.objects.create(name="oms.order_placed", subject="order:1", payload={})
    row = Delivery.objects.create(event=event, subscriber="crm.remember_order", state=state)
    Delivery.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(minutes=minutes_old))
    return row


@pytest.mark.usefixtures("declared")
def test_a_flow_is_quiet_then_works_then_fails_then_works_again() -> None:
    seen = [api.flow("erp.stock").health]
    for outcome in (journal.OK, journal.FAILED, journal.OK):
        journal.record(flow="erp.stock", summary="пакет", outcome=outcome)
        seen.append(api.flow("erp.stock").health)

    assert seen == [FlowHealth.IDLE, FlowHealth.OK, FlowHealth.BAD, FlowHealth.OK]


@pytest.mark.usefixtures("declared")
def test_a_flow_behind_its_promise_is_late() -> None:
    row = journal.record(flow="erp.stock", summary="пакет")
    JournalEntry.objects.filter(pk=row).update(at=timezone.now() - timedelta(minutes=5))

    assert api.flow("erp.stock").health == FlowHealth.LATE
    assert [view.code for view in api.troubled_flows()] == ["erp.stock"]


@pytest.mark.usefixtures("declared")
def test_events_that_wait_too_long_make_their_flow_late_and_failed_ones_make_it_bad() -> None:
    delivery(Delivery.State.WAITING, minutes_old=3)
    late = api.flow("events")
    delivery(Delivery.State.FAILED)
    bad = api.flow("events")

    assert (late.health, late.figures.waiting) == (FlowHealth.LATE, 1)
    assert (bad.health, bad.figures.failed) == (FlowHealth.BAD, 1)


@pytest.mark.usefixtures("declared")
def test_the_map_asks_the_database_twice_whatever_it_draws() -> None:
    for _ in range(20):
        delivery(Delivery.State.DONE)
        journal.record(flow="erp.stock", summary="пакет")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        drawing = api.system_map()

    assert len(asked) == 2
    assert {node.code for node in drawing.nodes} == {"oms", "crm", "erp.central"}
    assert {(edge.source, edge.target) for edge in drawing.edges} == {("erp.central", "oms"), ("oms", "crm")}


@pytest.mark.usefixtures("declared")
def test_a_delivered_message_is_not_replayed_and_a_failed_one_leaves_an_audit_line() -> None:
    done, failed = delivery(Delivery.State.DONE), delivery(Delivery.State.FAILED)

    with pytest.raises(NothingToReplay), unit():
        api.replay(delivery_id=done.pk, actor=ACTOR)
    with unit():
        api.replay(delivery_id=failed.pk, actor=ACTOR)

    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'delivery_id' FROM procrastinate_jobs")
        assert cursor.fetchall() == [(str(failed.pk),)]


@pytest.mark.usefixtures("declared")
def test_an_unknown_flow_is_not_found() -> None:
    with pytest.raises(FlowUnknown):
        api.flow_lines("no-such")


def test_no_two_systems_stand_on_one_place() -> None:
    systems = [(f"s{i}", ("trade", "goods", "doors")[i % 3], i % 4 == 0) for i in range(40)]

    places, width, height = place(systems)

    assert len(set(places.values())) == 40
    assert all(0 <= x < width and 0 <= y < height for x, y in places.values())


@pytest.mark.usefixtures("declared")
def test_what_is_drawn_from_the_database_stands_on_the_map_with_its_backlog_alarm_and_pause() -> None:
    asked = []

    @flows.draws
    def draw() -> flows.Drawing:
        asked.append(1)
        return flows.Drawing(
            systems=(System(code="erp.south", title="1С: Юг", is_outside=True),),
            flows=(
                Flow(code="erp.south.stock", source="erp.south", target="oms", carries="stock", promise_s=60),
                Flow(code="erp.south.orders", source="oms", target="erp.south", carries="orders", promise_s=60),
            ),
            standings={
                "erp.south.stock": flows.Standing(alarm="молчит два часа"),
                "erp.south.orders": flows.Standing(waiting=7, oldest_s=30, is_paused=True),
            },
        )

    drawing = api.system_map()

    edges = {(edge.source, edge.target): edge for edge in drawing.edges}
    assert edges["erp.south", "oms"].health == FlowHealth.BAD
    assert edges["erp.south", "oms"].flows[0].alarm == "молчит два часа"
    assert (edges["oms", "erp.south"].health, edges["oms", "erp.south"].waiting) == (FlowHealth.PAUSED, 7)
    assert next(node for node in drawing.nodes if node.code == "erp.south").health == FlowHealth.BAD
    assert len(asked) == 1
    assert flows.title_of("erp.south") == "1С: Юг"


@pytest.mark.usefixtures("declared")
def test_what_waits_longer_than_promised_makes_its_flow_late() -> None:
    journal.record(flow="erp.stock", summary="пакет")
    flows.draws(lambda: flows.Drawing(standings={"erp.stock": flows.Standing(waiting=1, oldest_s=61)}))

    assert api.flow("erp.stock").health == FlowHealth.LATE
