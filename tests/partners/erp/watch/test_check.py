"""The check of a connection tells what a node's settings really do, and leaves nothing behind."""

import json
from pathlib import Path

import pytest
from django.test import Client

from prilavok.base.models import EventRow
from prilavok.base.unit import unit
from prilavok.foundation.accounts.models import Person
from prilavok.goods.pim.models import Product
from prilavok.partners.erp.check import inside, report
from prilavok.partners.erp.check.steps import Steps
from prilavok.partners.erp.models import ConnectionCheck, Node, Package, Session
from tests.jobs import RunJobs, waiting
from tests.partners.erp.test_screens import staff

pytestmark = pytest.mark.django_db
PAGE = "/office/exchange/"


@pytest.fixture
def node(nodes: None) -> Node:
    return Node.objects.get(code="erp.central")


def states(steps: Steps) -> dict[str, str]:
    return {one.code: one.state for one in steps.done}


@pytest.mark.parametrize("profile", [{}, {"dialect": "bitrix"}, {"zip_allowed": False}, {"stock_meaning": "physical"}])
def test_every_step_holds_for_a_sound_node(node: Node, profile: dict[str, object]) -> None:
    Node.objects.filter(pk=node.pk).update(**profile)
    node.refresh_from_db()
    steps = Steps()

    inside.look_inside(node, steps)

    wanted = "skipped" if "zip_allowed" in profile else "ok"
    assert [one for one in steps.done if one.state not in ("ok", "skipped")] == []
    assert states(steps)["zip"] == wanted
    assert len(steps.done) == 11


def test_nothing_of_it_remains(node: Node, tmp_path: Path) -> None:
    before = (Node.objects.count(), Person.objects.count(), EventRow.objects.count(), len(waiting()))

    inside.look_inside(node, Steps())

    assert (Node.objects.count(), Person.objects.count(), EventRow.objects.count(), len(waiting())) == before
    assert (Product.objects.count(), Package.objects.count(), Session.objects.count()) == (0, 0, 0)
    assert [one for one in (tmp_path / "exchange").rglob("*") if one.is_file()] == []


def test_a_setting_that_breaks_the_import_is_found(node: Node) -> None:
    Node.objects.filter(pk=node.pk).update(stock_meaning="strange")
    node.refresh_from_db()
    steps = Steps()

    inside.look_inside(node, steps)

    assert states(steps)["import"] == "failed"
    assert states(steps)["login"] == "ok"


def test_a_report_is_signed_and_a_changed_one_is_told(node: Node, run_jobs: RunJobs, settings: object) -> None:
    settings.BASE_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]  # nobody answers there
    administrator = staff("administrator")
    address = administrator.post(f"{PAGE}nodes/{node.pk}/checks/ask/")["Location"]
    run_jobs(queue="erp")

    check = report.check_of(ConnectionCheck.objects.get().pk)
    told = json.loads(administrator.get(f"{address}json/").content)
    assert (check.state, check.is_genuine) == ("failed", True)
    assert {one["code"]: one["state"] for one in check.report["steps"]}["address"] == "failed"
    assert "Подпись" in administrator.get(address).content.decode()
    assert is_said_genuine(administrator, told)

    told["report"]["result"] = "passed"
    assert not is_said_genuine(administrator, told)
    ConnectionCheck.objects.update(report={**check.report, "result": "passed"})
    assert not report.check_of(check.check_id).is_genuine


def is_said_genuine(client: Client, told: object) -> bool:
    answer = client.post(f"{PAGE}checks/prove/", {"text": json.dumps(told)})
    return bool(answer.context["is_genuine"])


@pytest.mark.parametrize("text", ["", "[]", '{"report": 1}', "{" * 100_000])
def test_nonsense_is_no_report(node: Node, text: str) -> None:
    answer = staff("director").post(f"{PAGE}checks/prove/", {"text": text})

    assert (answer.status_code, answer.context["is_genuine"]) == (200, False)


def test_who_may_look_may_not_ask_for_a_check(node: Node) -> None:
    assert staff("director").post(f"{PAGE}nodes/{node.pk}/checks/ask/").status_code == 403
    assert ConnectionCheck.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_public_address_is_really_asked(node: Node, live_server: object, settings: object) -> None:
    settings.BASE_URL = live_server.url  # type: ignore[attr-defined]
    with unit():
        check = report.ask_check(node_id=node.pk, by="Ирина")

    report.run_check(check)

    found = report.check_of(check)
    assert [one for one in found.report["steps"] if one["state"] not in ("ok", "skipped")] == []
    assert (found.state, found.is_genuine) == ("passed", True)
    assert Node.objects.count() == 2
