"""The screens of the reconciliation: what they show, what a button does, the tables to take away."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from prilavok.base.unit import unit
from prilavok.partners.erp.models import Difference, Incident, Node, NodeRequest, Reconciliation, Repair
from prilavok.partners.erp.watch import alarm, care
from tests.jobs import RunJobs
from tests.partners.erp.reconciliation.make import ago, agree, causes, on_hand, send, stocks_file, told, variant
from tests.partners.erp.reconciliation.test_repairs import STOCKS, drifted
from tests.partners.erp.test_screens import staff
from tests.protocols import make as protocol
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db
ADDRESS = "/office/exchange/reconciliation/"


@pytest.fixture
def office(db: None) -> Client:
    return staff("administrator")


def test_a_node_that_was_never_compared_says_what_to_do(one_c: OneC, office: Client) -> None:
    page = office.get(ADDRESS).content.decode()

    assert "Ещё не сверялись" in page
    assert "Запросить полный снимок" in page


def test_a_picture_is_asked_for_once(one_c: OneC, office: Client) -> None:
    node = Node.objects.get(code="erp.central")

    for _ in range(2):
        assert office.post(f"/office/exchange/nodes/{node.pk}/picture/").status_code == 302

    assert NodeRequest.objects.count() == 1
    assert "Снимок запрошен" in office.get(ADDRESS).content.decode()


def test_the_last_full_export_is_compared_without_any_word_of_the_node(
    one_c: OneC, office: Client, run_jobs: RunJobs
) -> None:
    agree(one_c, STOCKS)
    from tests.partners.erp.reconciliation.test_stocks import say

    say("g2", "a", 1, "table:9")
    node = Node.objects.get(code="erp.central")

    office.post(f"/office/exchange/nodes/{node.pk}/kept/")
    run_jobs()

    run = Reconciliation.objects.get()
    assert (run.origin, run.state, causes(run)) == ("kept", "done", {"stocks:g2@a": "changed_here"})
    assert set(run.windows) == {"stocks", "prices"}


def test_an_export_that_came_in_portions_is_compared_whole(one_c: OneC, office: Client, run_jobs: RunJobs) -> None:
    one_c.send({"import0_1.xml": protocol.catalogue(*[protocol.product(f"p{n}") for n in range(4)])})
    for number, goods in ((1, ("p0", "p1")), (2, ("p2", "p3"))):
        told = [protocol.offer(key, price="100", stocks={"a": "5"}) for key in goods]
        one_c.send({f"offers0_{number}.xml": protocol.offers(*told, changes=number > 1)})
    node = Node.objects.get(code="erp.central")

    office.post(f"/office/exchange/nodes/{node.pk}/kept/")
    run_jobs()

    run = Reconciliation.objects.get()
    assert (run.state, {kind: window["told"] for kind, window in run.windows.items()}) == (
        "done",
        {"stocks": 4, "prices": 4},
    )
    assert causes(run) == {}


def test_differences_are_grouped_explained_and_repaired_by_a_button(one_c: OneC, office: Client) -> None:
    run = drifted(one_c)

    assert "без объяснения" in office.get(ADDRESS).content.decode()
    page = office.get(f"{ADDRESS}{run.pk}/?kind=stocks").content.decode()
    assert "Товар g1" in page
    one = Difference.objects.get(run=run, kind="stocks", facts__variant_id=variant("g1"))
    shown = office.get(f"/office/exchange/differences/{one.pk}/").content.decode()
    assert "Журнал остатка" in shown
    assert "Ничто из известного нам этого не объясняет. Что просмотрено" in shown

    answer = office.post(f"{ADDRESS}{run.pk}/repair/", {"way": "accept", "id": one.pk})

    repair = Repair.objects.get()
    assert answer["Location"] == f"/office/exchange/repairs/{repair.pk}/"
    assert (repair.done, on_hand("g1", "a")) == (1, 12)
    assert "Вернуть остатки и цены" in office.get(answer["Location"]).content.decode()


def test_many_are_looked_at_first_and_can_be_given_back(one_c: OneC, office: Client, run_jobs: RunJobs) -> None:
    run = drifted(one_c)

    page = office.get(f"{ADDRESS}{run.pk}/repair/?way=accept&kind=stocks").content.decode()
    assert "Будет исправлено" in page
    office.post(f"{ADDRESS}{run.pk}/repair/", {"way": "accept", "kind": "stocks"})
    run_jobs()
    assert (on_hand("g1", "a"), on_hand("g2", "a")) == (12, 1)

    office.post(f"/office/exchange/repairs/{Repair.objects.get().pk}/undo/")
    run_jobs()

    assert (on_hand("g1", "a"), on_hand("g2", "a")) == (10, 7)


def test_tables_to_take_away(one_c: OneC, office: Client) -> None:
    run = drifted(one_c)

    text = b"".join(office.get(f"{ADDRESS}{run.pk}/table.csv?kind=stocks").streaming_content).decode()  # type: ignore[attr-defined]
    book = load_workbook(io.BytesIO(office.get(f"{ADDRESS}{run.pk}/table.xlsx?kind=stocks").content))

    assert text.count("\n") == 3
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[2] for row in rows[1:]] == ["Товар g2", "Товар g1"]
    assert rows[1][6] == 600


def test_nobody_looks_without_the_right(one_c: OneC) -> None:
    run = drifted(one_c)
    content = staff("content_manager")

    assert content.get(ADDRESS).status_code == 403
    assert content.post(f"{ADDRESS}{run.pk}/repair/", {"way": "accept"}).status_code == 403
    assert not Repair.objects.exists()


def test_unexplained_differences_are_told_by_one_letter_and_its_end(
    one_c: OneC, office: Client, run_jobs: RunJobs
) -> None:
    node = Node.objects.get(code="erp.central")
    with unit():
        care.set_care(node.pk, care.Care(emails=("1c@example.com",)))
    run = drifted(one_c)
    alarm.watch()
    alarm.watch()
    incident = Incident.objects.get(kind="drift")
    assert "3 расхождения без объяснения" in incident.text
    assert incident.mailed_at is not None

    office.post(f"{ADDRESS}{run.pk}/repair/", {"way": "accept"})
    run_jobs()
    alarm.watch()

    incident.refresh_from_db()
    assert incident.closed_at is not None


def test_a_limit_of_the_node_is_data(one_c: OneC, office: Client) -> None:
    node = Node.objects.get(code="erp.central")
    said = {"limit": "5", "patience_min": "30", "nightly": "on"}
    assert office.post(f"/office/exchange/nodes/{node.pk}/reconciliation/", said).status_code == 302

    drifted(one_c)
    alarm.watch()

    assert not Incident.objects.filter(kind="drift").exists()


def test_a_change_longer_under_way_than_the_rules_allow_is_unexplained(one_c: OneC, office: Client) -> None:
    agree(one_c, STOCKS)
    node = Node.objects.get(code="erp.central")
    office.post(f"/office/exchange/nodes/{node.pk}/reconciliation/", {"limit": "0", "patience_min": "1"})
    told(one_c, {"g3": {"a": 3}})
    from prilavok.goods.stock.models import Movement

    assert Movement.objects.exists()
    run = send(one_c, stocks=stocks_file({**STOCKS, "g2": {"a": 5}}, created_at=ago(0)))

    assert causes(run) == {"stocks:g2@a": "late"}
