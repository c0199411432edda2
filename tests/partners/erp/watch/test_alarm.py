"""The alarm rings once, is heard by those who asked for it, and stops by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from prilavok.base.unit import unit
from prilavok.foundation.contour import api as contour
from prilavok.foundation.messaging import api as messaging
from prilavok.partners.erp.models import Export, FlowPlan, Incident, Node, Package
from prilavok.partners.erp.watch import alarm, care, notice, pauses
from prilavok.partners.erp.watch.care import Care
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db


@pytest.fixture
def node(nodes: None) -> Node:
    """The central node, whose stock went well a moment ago and is promised every hour."""
    found = Node.objects.get(code="erp.central")
    with unit():
        care.set_care(found.pk, Care(emails=("1c@example.org", "boss@example.org")))
        notice.note_flow(node=found, flow="stock", is_good=True)
        care.set_plan(care.Plan(node_id=found.pk, flow="stock", promise_s=3600, patience=2))
    return found


def silent_for(flow: str, **ago: Any) -> None:
    FlowPlan.objects.filter(flow=flow).update(last_good_at=timezone.now() - timedelta(**ago))


def letters() -> list[tuple[str, str]]:
    found = messaging.messages_about(f"node:{Node.objects.get(code='erp.central').pk}")
    return sorted((one.template, one.to) for one in found)


def test_a_flow_that_fell_silent_rings_once_and_stops_by_itself(node: Node) -> None:
    silent_for("stock", minutes=119)
    assert alarm.watch() == (0, 0)

    silent_for("stock", minutes=121)
    assert [alarm.watch(), alarm.watch()] == [(1, 0), (0, 0)]
    incident = Incident.objects.get()
    assert (incident.kind, incident.flow, incident.closed_at) == ("silent", "stock", None)
    assert letters() == [("exchange_alarm", "1c@example.org"), ("exchange_alarm", "boss@example.org")]
    assert contour.flow("erp.central.stock").health == "bad"
    assert "2 ч" in contour.flow("erp.central.stock").alarm

    with unit():
        notice.note_flow(node=node, flow="stock", is_good=True)
    assert [alarm.watch(), alarm.watch()] == [(0, 1), (0, 0)]
    assert letters().count(("exchange_back", "1c@example.org")) == 1
    assert contour.flow("erp.central.stock").health != "bad"


def test_a_flow_that_never_went_or_is_paused_does_not_ring(node: Node) -> None:
    FlowPlan.objects.filter(flow="stock").update(last_good_at=None)
    assert alarm.watch() == (0, 0)

    silent_for("stock", days=3)
    with unit():
        pauses.pause(node_id=node.pk, door="goods", hours=None, by="Ирина", reason="")
    assert alarm.watch() == (0, 0)
    assert contour.flow("erp.central.stock").health == "paused"


def test_a_failed_package_rings_until_the_next_good_one(node: Node) -> None:
    with unit():
        notice.note_flow(node=node, flow="catalog", is_good=False, text="Файл import.xml пуст.")
    assert alarm.watch() == (1, 0)
    assert "Файл import.xml пуст." in Incident.objects.get().text

    with unit():
        notice.note_flow(node=node, flow="catalog", is_good=True)
    assert alarm.watch() == (0, 1)


def test_orders_that_wait_longer_than_promised_ring(node: Node) -> None:
    with unit():
        care.set_plan(care.Plan(node_id=node.pk, flow="orders_out", promise_s=600, patience=1))
    export = Export.objects.create(node=node, order_id=1, number="1-1")
    assert alarm.watch() == (0, 0)

    Export.objects.filter(pk=export.pk).update(queued_at=timezone.now() - timedelta(minutes=11))
    assert alarm.watch() == (1, 0)
    assert Incident.objects.get().kind == "stuck"
    assert contour.flow("erp.central.orders_out").figures.waiting == 1


def test_a_held_package_rings(node: Node, one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()
    Package.objects.update(state="held")

    assert alarm.watch() == (1, 0)
    Package.objects.update(state="done")
    assert alarm.watch() == (0, 1)


def test_quiet_hours_hold_the_letter_back_and_what_is_over_by_then_is_never_one(node: Node) -> None:
    clock = timezone.localtime()
    quiet = {"quiet_from": (clock - timedelta(hours=1)).time(), "quiet_till": (clock + timedelta(hours=1)).time()}
    with unit():
        care.set_care(node.pk, Care(emails=("1c@example.org",), **quiet))
    silent_for("stock", hours=3)
    alarm.watch()
    assert (Incident.objects.count(), letters()) == (1, [])

    with unit():
        care.set_care(node.pk, Care(emails=("1c@example.org",)))
    alarm.watch()
    assert letters() == [("exchange_alarm", "1c@example.org")]


def test_an_incident_that_a_person_has_seen_stays_open_and_calms_the_card(node: Node) -> None:
    from prilavok.partners.erp.watch.board import boards

    silent_for("stock", hours=3)
    alarm.watch()
    with unit():
        alarm.acknowledge(incident_id=Incident.objects.get().pk, by="Ирина")

    assert alarm.watch() == (0, 0)
    assert Incident.objects.get().acknowledged_by == "Ирина"
    assert letters() != []
    assert boards(node.pk)[0].incidents[0].acknowledged_by == "Ирина"


def test_two_incidents_of_one_kind_cannot_be_open(node: Node) -> None:
    from django.db import IntegrityError, transaction

    Incident.objects.create(node=node, flow="stock", kind="silent", text="", opened_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.create(node=node, flow="stock", kind="silent", text="", opened_at=timezone.now())
    assert connection.is_usable()
