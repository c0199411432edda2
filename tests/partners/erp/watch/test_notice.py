"""What the watch learns by itself: flows that went, words that were said, goods behind warnings, new warehouses."""

from pathlib import Path

import pytest

from prilavok.base.models import JournalEntry
from prilavok.base.unit import unit
from prilavok.partners.erp.models import (
    CallLine,
    FlowPlan,
    Mentioned,
    Node,
    NodeCare,
    PackageWarning,
    WarnedThing,
)
from prilavok.partners.erp.watch import pauses
from tests.protocols import make
from tests.protocols.client import OneC

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nodes")]
OFFERS = make.offers(make.offer("g1", stocks={"a": "1"}), make.offer("g2", price=None))


def good_flows() -> set[str]:
    return set(FlowPlan.objects.filter(last_good_at__isnull=False).values_list("flow", flat=True))


def test_a_package_is_news_for_every_flow_it_carries(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": make.catalogue(make.product("g1")), "offers0_1.xml": OFFERS})

    assert good_flows() == {"catalog", "prices", "stock"}
    told = JournalEntry.objects.filter(flow__startswith="erp.central.").values_list("flow", flat=True)
    assert sorted(told) == ["erp.central.catalog", "erp.central.prices", "erp.central.stock"]


def test_a_failed_file_of_offers_leaves_the_catalogue_in_good_order(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": make.catalogue(make.product("g1")), "offers0_1.xml": b"<broken"})

    assert FlowPlan.objects.get(flow="catalog").is_last_good is False  # nobody can tell what a broken file was about
    assert "stock" not in good_flows()


def test_the_transcript_counts_what_is_repeated_and_holds_no_secret(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", make.catalogue(make.product("g1")), limit=100)
    one_c.load("import0_1.xml")

    lines = list(CallLine.objects.order_by("id").values_list("mode", "file", "answer"))
    chunks = CallLine.objects.get(mode="file")
    assert [(mode, answer.partition(" ")[0]) for mode, _, answer in lines] == [
        ("checkauth", "success"),
        ("init", "zip=yes"),
        ("file", "success"),
        ("import", "progress"),
        ("import", "success"),
    ]
    assert (chunks.file, chunks.times > 2, chunks.received > 400) == ("import0_1.xml", True, True)
    assert one_c.cookie.partition("=")[2] not in str(list(CallLine.objects.values()))


def test_a_wrong_password_stands_in_the_transcript_of_the_node_it_was_meant_for(one_c: OneC) -> None:
    OneC(one_c.run_jobs, password="guess").checkauth()

    line = CallLine.objects.get()
    assert (line.node.code, line.session, line.answer.split()[0]) == ("erp.central", None, "failure")
    assert "guess" not in str(vars(line))


def test_every_thing_behind_a_warning_is_kept_by_identifier(one_c: OneC) -> None:
    offers = [make.offer(f"g{number}", price="0") for number in range(30)]
    one_c.send({"offers0_1.xml": make.offers(*offers)})

    warning = PackageWarning.objects.get(code="price_zero")
    assert (warning.count, len(warning.things)) == (30, 20)
    assert set(WarnedThing.objects.filter(warning=warning).values_list("key", flat=True)) == {
        f"g{number}" for number in range(30)
    }


def test_a_new_warehouse_is_counted_only_after_a_decision_when_the_node_asks(one_c: OneC) -> None:
    NodeCare.objects.create(node=Node.objects.get(code="erp.central"), new_warehouses="ask")
    one_c.send({"import0_1.xml": make.catalogue(make.product("g1")), "offers0_1.xml": OFFERS})

    from prilavok.goods.pim import api as pim
    from prilavok.goods.stock import api as stock

    variant = pim.variant_ids(system="erp.central", external_ids=["g1"])["g1"]
    assert Mentioned.objects.get(what="warehouse", external_id="a").decision == "new"
    assert stock.availability(variant_ids=[variant]) == {variant: {}}


def test_a_shut_node_refuses_the_next_conversation_and_lets_the_present_one_end(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()
    node = Node.objects.get(code="erp.central")
    with unit():
        pauses.pause(node_id=node.pk, door="", hours=None, by="Ирина", reason="инвентаризация")

    assert one_c.file("import0_1.xml", make.catalogue(make.product("g1"))) == b"success"
    assert one_c.load("import0_1.xml") == "success"
    assert one_c.checkauth().decode().startswith("failure\nОбмен приостановлен на сайте: инвентаризация")
    with unit():
        assert pauses.resume(node_id=node.pk, door="")
    assert one_c.checkauth().startswith(b"success")


def test_shut_doors_hold_orders_back_and_refuse_documents_but_take_goods(one_c: OneC, tmp_path: Path) -> None:
    node = Node.objects.get(code="erp.central")
    with unit():
        for door in ("orders_out", "orders_in"):
            pauses.pause(node_id=node.pk, door=door, hours=1, by="Ирина", reason="")

    assert one_c.checkauth("sale").startswith(b"success")
    assert one_c.init("sale").startswith(b"zip=")
    assert "<Документ>".encode() not in one_c.ask("type=sale&mode=query")
    assert one_c.file("documents.xml", make.root(), type_="sale").decode().startswith("failure\nОбмен приостановлен")
    assert one_c.checkauth("catalog").startswith(b"success")
    assert "orders_out" not in good_flows()


def test_a_pause_ends_by_itself(one_c: OneC) -> None:
    from datetime import timedelta

    from django.utils import timezone

    node = Node.objects.get(code="erp.central")
    with unit():
        pauses.pause(node_id=node.pk, door="goods", hours=1, by="Ирина", reason="")
    assert one_c.checkauth().startswith(b"failure")

    FlowPlan.objects.filter(flow="goods").update(paused_until=timezone.now() - timedelta(seconds=1))

    assert one_c.checkauth().startswith(b"success")


def test_what_was_given_is_kept_byte_for_byte(one_c: OneC, tmp_path: Path) -> None:
    one_c.checkauth("sale")
    given = one_c.ask("type=sale&mode=info")

    line = CallLine.objects.get(mode="info")
    assert (tmp_path / "exchange" / line.kept_as).read_bytes() == given


def test_a_file_refused_unread_is_news_for_the_flow_its_name_speaks_of(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": make.catalogue(make.product("g1")), "arrivals_2.jsonl": b'{"format":"strange"}'})

    assert FlowPlan.objects.get(flow="catalog").is_last_good
    one_c.load("arrivals_2.jsonl")
    assert FlowPlan.objects.get(flow="catalog").is_last_good
    assert not FlowPlan.objects.get(flow="arrivals").is_last_good
