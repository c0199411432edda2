"""Pictures come as the description shows them, whole or not at all."""

import pytest

from prilavok.partners.erp.models import Difference, PackageFile, PictureStock, Reconciliation
from tests.partners.erp.plain.make import example, make_goods, make_places
from tests.partners.erp.reconciliation.make import agree, causes, send, stocks_file
from tests.protocols.client import OneC
from tests.protocols.make import offer, offers

pytestmark = pytest.mark.django_db
KINDS = ("stocks", "prices", "orders", "receipts")


def test_the_examples_of_the_description_are_compared(one_c: OneC) -> None:
    make_places("store-nevsky", "warehouse-1")
    make_goods("kettle#red", "kettle#blue")

    run = send(one_c, **{kind: example(f"reconcile-{kind}") for kind in KINDS})

    assert sorted(run.windows) == sorted(KINDS)
    assert [one.warnings_count for one in PackageFile.objects.order_by("pk")] == [0, 0, 0, 0]
    assert {one.partition(":")[0]: cause for one, cause in causes(run).items()} == {
        "stocks": "late",
        "prices": "unmapped",
        "orders": "late",
        "receipts": "till_unsynced",
    }


def refused(one_c: OneC, content: bytes) -> str:
    one_c.checkauth("reconciliation")
    one_c.init("reconciliation")
    one_c.file("p.jsonl", content, type_="reconciliation")
    return one_c.load("p.jsonl", type_="reconciliation")


def test_a_picture_that_was_cut_off_is_refused(one_c: OneC) -> None:
    agree(one_c, {"g1": {"a": 1}, "g2": {"a": 1}})

    answer = refused(one_c, stocks_file({"g1": {"a": 1}}, count=2))

    assert answer.startswith("failure")
    assert "оборван" in answer
    assert not Difference.objects.exists()


def test_a_picture_with_records_that_cannot_be_read_is_compared_with_nothing(one_c: OneC) -> None:
    """What was not read would stand as missing there, and a picture of nothing as no difference at all."""
    agree(one_c, {"g1": {"a": 1}, "g2": {"a": 2}})
    one_c.checkauth("reconciliation")
    one_c.init("reconciliation")
    one_c.file("s.jsonl", stocks_file({"g1": {"a": 1}, "g2": {"a": 2}}, sequence=None), type_="reconciliation")
    one_c.load("s.jsonl", type_="reconciliation")
    one_c.run_jobs()

    run = Reconciliation.objects.get()
    assert (run.state, Difference.objects.count()) == ("failed", 0)
    assert run.error.startswith("Записей выгрузки не прочитано: 2.")


def test_a_picture_that_does_not_say_that_it_is_whole_is_refused(one_c: OneC) -> None:
    assert "full: true" in refused(one_c, stocks_file({"g1": {"a": 1}}, full=False))


def test_a_full_offers_file_of_commerceml_is_a_picture_and_is_not_applied(one_c: OneC) -> None:
    agree(one_c, {"g1": {"a": 1}, "g2": {"a": 5}})
    one_c.checkauth("reconciliation")
    one_c.init("reconciliation")
    content = offers(offer("g1", price="90", stocks={"a": "1"}), offer("g2", price="100", stocks={"a": "2"}))
    one_c.file("offers0_1.xml", content, type_="reconciliation")
    assert one_c.load("offers0_1.xml", type_="reconciliation") == "success"
    one_c.run_jobs()

    run = Reconciliation.objects.get()
    assert causes(run) == {"stocks:g2@a": "late", "prices:g1": "late"}
    from tests.protocols.make import available, price_of

    assert (available("g2", "a"), price_of("g1")) == (5, 100)


def test_changes_alone_are_no_picture(one_c: OneC) -> None:
    one_c.checkauth("reconciliation")
    one_c.init("reconciliation")
    one_c.file("offers0_1.xml", offers(offer("g1"), changes=True), type_="reconciliation")

    assert "полным" in one_c.load("offers0_1.xml", type_="reconciliation")


def test_figures_that_the_database_lost_are_said_to_be_lost(one_c: OneC) -> None:
    from prilavok.base.unit import unit
    from prilavok.partners.erp.reconciliation import starting

    agree(one_c, {"g1": {"a": 1}})
    run = send(one_c, stocks=stocks_file({"g1": {"a": 2}}))
    PictureStock.objects.all().delete()

    with unit():
        starting.again(run.pk)
    one_c.run_jobs()

    run.refresh_from_db()
    assert run.state == "failed"
    assert "потеряла" in run.error
