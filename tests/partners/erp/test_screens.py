"""The screens of the exchange: what a person sees and may do."""

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.partners.erp.models import Node, Package, PackageFile
from tests.jobs import RunJobs
from tests.protocols import make
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spool(settings: object, tmp_path: object) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    settings.EXCHANGE_POLL_S = 0  # type: ignore[attr-defined]


SENT = make.offers(make.offer("g1", stocks={"a": "1"}))


def staff(role: str) -> Client:
    """A logged-in member of staff."""
    from prilavok.foundation.accounts.models import Person

    with unit():
        person = accounts.create_staff(f"erp-{role}", "A long password 42", "Ирина", [Grant(role=role)])
    client = Client()
    client.force_login(Person.objects.get(pk=person))
    return client


@pytest.fixture
def package(run_jobs: RunJobs) -> Package:
    """An imported package with a warning."""
    make.make_nodes()
    client = OneC(run_jobs)
    client.send({"offers0_1.xml": SENT})
    return Package.objects.get()


def test_the_journal_shows_packages_and_their_warnings(package: Package) -> None:
    director = staff("director")

    listing = director.get("/office/exchange/packages/").content.decode()
    page = director.get(f"/office/exchange/packages/{package.pk}/").content.decode()

    assert f"/office/exchange/packages/{package.pk}/" in listing
    assert "offers0_1.xml" in page
    assert "Товар g1" in page
    assert ">offer_before_product<" not in page


@pytest.mark.parametrize(
    "path",
    [
        *("", "packages/", "packages/?state=done&warned=on", "nodes/", "statuses/", "orders/", "orders/?state=waiting"),
        *("schedule/", "incidents/", "waiting/", "warnings/", "warnings/offer_before_product/", "talks/?empty=on"),
    ],
)
def test_every_list_opens(package: Package, path: str) -> None:
    assert staff("director").get(f"/office/exchange/{path}").status_code == 200


def test_the_bytes_received_can_be_taken_back_and_that_is_audited(package: Package) -> None:
    file = PackageFile.objects.get()

    answer = staff("administrator").get(f"/office/exchange/files/{file.pk}/")

    assert b"".join(answer.streaming_content) == SENT  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert [line.action for line in accounts.audit_of(f"package:{package.pk}")] == ["erp.file_downloaded"]


def test_a_package_is_imported_once_more(package: Package, run_jobs: RunJobs) -> None:
    answer = staff("administrator").post(f"/office/exchange/packages/{package.pk}/rerun/")
    run_jobs()

    again = Package.objects.latest("id")
    assert answer.status_code == 302
    assert (again.is_rerun, again.state, again.counts["offer"]) == (True, "done", {"read": 1, "waiting": 1})


def test_who_may_look_may_not_run(package: Package) -> None:
    director = staff("director")

    assert director.post(f"/office/exchange/packages/{package.pk}/rerun/").status_code == 403
    assert director.get("/office/exchange/nodes/new/").status_code == 403
    assert Package.objects.count() == 1


def test_a_node_is_made_and_can_speak_at_once(run_jobs: RunJobs) -> None:
    administrator = staff("administrator")
    form = administrator.get("/office/exchange/nodes/new/").context["form"]
    said = {name: field.initial or "" for name, field in form.fields.items() if field.initial not in (None, False)}
    said |= {
        "code": "erp.third",
        "title": "Третья база",
        "kind": "central",
        "login": "third",
        "password": "third-secret-1",
    }
    said |= {"dialect": "auto", "stock_meaning": "free", "deletion": "gated", "orders_encoding": "utf-8"}

    answer = administrator.post("/office/exchange/nodes/new/", said)

    assert answer.status_code == 302, answer.context["form"].errors
    assert OneC(run_jobs, login="third", password="third-secret-1").checkauth().startswith(b"success")
    node = Node.objects.get(code="erp.third")
    administrator.post(f"/office/exchange/nodes/{node.pk}/", {**said, "title": "Новое имя", "password": ""})
    assert Node.objects.get(code="erp.third").title == "Новое имя"
    assert OneC(run_jobs, login="third", password="third-secret-1").checkauth().startswith(b"success")


def test_a_login_taken_by_another_node_is_said_and_not_taken(package: Package) -> None:
    administrator = staff("administrator")
    node = Node.objects.get(code="erp.retail")
    said = {"title": "Розница", "kind": "retail", "login": "central", "dialect": "auto", "file_limit": "2000000"}
    said |= {"stock_meaning": "free", "deletion": "gated", "deletion_percent": "10", "deletion_items": "50"}
    said |= {"orders_version": "2.07", "orders_encoding": "utf-8"}

    page = administrator.post(f"/office/exchange/nodes/{node.pk}/", said)

    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert Node.objects.get(code="erp.retail").login == "retail"


def test_a_meaning_is_set_on_the_page_of_statuses(package: Package) -> None:
    administrator = staff("administrator")
    node = Node.objects.get(code="erp.central")

    administrator.post("/office/exchange/statuses/set/", {"node": node.pk, "erp_status": "Собран", "target": "ready"})
    page = administrator.get("/office/exchange/statuses/").content.decode()

    assert "Собран" in page
    assert node.status_rules.get().target == "ready"
