"""What others write over a node's words makes its next same words count again."""

import io
from datetime import timedelta

import pytest

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.config import demo
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.identity import merging
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import Known, Node, Session
from prilavok.partners.erp.plain.load_table import import_table, keep_table, preview_table
from tests.jobs import RunJobs
from tests.partners.erp.reconciliation.conftest import _spool, nodes, one_c
from tests.partners.erp.reconciliation.make import agree, on_hand
from tests.protocols.client import OneC
from tests.protocols.make import price_of

__all__ = ["_spool", "nodes", "one_c"]

pytestmark = pytest.mark.django_db
STOCKS = {"g1": {"a": 10}, "g2": {"a": 7}}


def load(kind: str, text: str, run_jobs: RunJobs) -> None:
    """A person loads a table under the codes of the central base."""
    node = Node.objects.get(code="erp.central")
    number = keep_table(node_id=node.pk, kind=kind, name="t.csv", body=io.BytesIO(text.encode()))
    import_table(number, preview_table(number, {}).mapping)
    run_jobs()


def test_a_table_of_prices_and_stocks_does_not_outlive_the_next_export(one_c: OneC, run_jobs: RunJobs) -> None:
    agree(one_c, STOCKS)
    load("stocks", "Код;Склад;Остаток\ng1;a;3\n", run_jobs)
    assert on_hand("g1", "a") == 3
    known = Known.objects.filter(lane="offer")
    assert [one.key for one in known] == ["g2"]

    agree(one_c, STOCKS)

    assert (on_hand("g1", "a"), price_of("g1")) == (10, 100)


def test_a_table_of_goods_forgets_cards_too(one_c: OneC, run_jobs: RunJobs) -> None:
    agree(one_c, STOCKS)
    load("goods", "Код;Наименование\ng1;Иное имя\n", run_jobs)

    agree(one_c, STOCKS)

    ids = pim.product_ids(system="erp.central", external_ids=["g1"])
    assert pim.cards(product_ids=list(ids.values()))[ids["g1"]].title == "Товар g1"


def test_goods_put_together_and_taken_apart_are_told_anew(one_c: OneC, run_jobs: RunJobs) -> None:
    agree(one_c, STOCKS)
    ids = pim.product_ids(system="erp.central", external_ids=["g1", "g2"])

    with unit():
        number = merging.merge(kept_id=ids["g1"], gone_id=ids["g2"], by="Ирина")
    run_jobs()
    assert not Known.objects.filter(lane__in=["offer", "product"]).exists()
    agree(one_c, STOCKS)
    assert Known.objects.filter(lane="offer").count() == 2
    with unit():
        merging.take_apart(number)
    run_jobs()

    assert not Known.objects.filter(lane__in=["offer", "product"], key__in=["g1", "g2"]).exists()


def test_idle_conversations_are_forgotten_and_those_with_packages_stay(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    one_c.checkauth("sale")
    one_c.ask("type=sale&mode=query")
    assert Session.objects.count() == 2
    Session.objects.update(last_seen_at=database_now() - timedelta(days=20))

    erp.forget_old()

    assert [one.type for one in Session.objects.all()] == ["catalog"]


def test_a_restart_of_the_demo_leaves_what_a_person_has_set(db: None) -> None:
    demo.make_nodes()
    Node.objects.filter(code="erp.central").update(title="Наша база", stock_meaning="physical", zip_allowed=True)

    demo.make_nodes()

    node = Node.objects.get(code="erp.central")
    assert (node.title, node.stock_meaning, node.zip_allowed) == ("Наша база", "physical", True)
