"""The exchange page: what stands on it, and that it asks little of the database however much there is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import (
    CallLine,
    Export,
    FlowPlan,
    Incident,
    Mentioned,
    Node,
    NodeCare,
    Package,
    PackageFile,
    PackageWarning,
    Pending,
    ScheduleLine,
    Session,
)
from prilavok.partners.erp.values import NodeDraft
from tests.jobs import RunJobs
from tests.partners.erp.test_screens import staff
from tests.protocols import make
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db
PAGE = "/office/exchange/"


@pytest.fixture
def node(nodes: None) -> Node:
    return Node.objects.get(code="erp.central")


@pytest.fixture
def director(node: Node) -> Client:
    return staff("director")


@pytest.fixture
def administrator(node: Node) -> Client:
    return staff("administrator")


def page_of(client: Client, address: str = PAGE) -> str:
    return re.sub(r"\s+", " ", client.get(address).content.decode())


def test_a_silent_base_is_told_what_to_do_first(director: Client) -> None:
    page = page_of(director)

    assert "Central 1C" in page
    assert "ещё не выходил" in page or "Ещё" in page or "не было" in page


def test_a_package_under_way_shows_its_percent_speed_and_files(node: Node, director: Client) -> None:
    at = timezone.now()
    session = Session.objects.create(
        node=node, type="catalog", token_digest="t", credential_digest="c", created_at=at, last_seen_at=at
    )
    package = Package.objects.create(
        session=session, node=node, type="catalog", state="running", started_at=at, heartbeat_at=at
    )
    PackageFile.objects.create(
        package=package, name="import0_1.xml", kind="catalogue", state="running", position=500, total=2000,
        started_at=at - timedelta(seconds=10), stored_as="1.xml",
    )  # fmt: skip

    page = page_of(director)

    assert "500 из 2" in page.replace("\xa0", "")
    assert "загружается 25" in page or "25 %" in page
    assert "в секунду" in page
    assert "осталось около 30 с" in page.replace("\xa0", " ") or "осталось около" in page
    assert "import0_1.xml" in page


def test_everything_that_waits_is_named_with_a_way_to_it(node: Node, director: Client) -> None:
    Export.objects.create(node=node, order_id=1, number="1-1")
    Export.objects.create(node=node, order_id=2, number="2-2", state="quarantined")
    Pending.objects.create(
        node=node, namespace=node.namespace, awaited="variant", key="g1", external_id="g1", payload={}
    )
    Mentioned.objects.create(namespace=node.namespace, what="warehouse", external_id="a", title="A", decision="new")

    page = page_of(director)
    waiting = page_of(director, f"{PAGE}waiting/")

    for words in ("1 заказ для 1С", "1 заказ отложен", "1 запись без пары (предложение)", "1 новый склад"):
        assert words in page
    assert "g1" in waiting


def test_the_page_asks_little_with_five_nodes_and_a_thousand_packages(node: Node, director: Client) -> None:
    fill(node)
    director.get(PAGE)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = director.get(PAGE)

    assert answer.status_code == 200
    assert len(asked) <= 15, "\n".join(one["sql"][:120] for one in asked)


def fill(node: Node) -> None:
    """Five nodes with everything that can stand on the page, two hundred packages each."""
    at = timezone.now()
    with unit():
        for number in range(3):
            erp.ensure_node(NodeDraft(code=f"erp.n{number}", title=f"N{number}", login=f"n{number}", orders_out=True))
    for one in Node.objects.all():
        NodeCare.objects.create(node=one, emails="a@example.org", note="Смотрит Ирина")
        plans = [FlowPlan(node=one, flow=flow, promise_s=3600, last_good_at=at) for flow in ("catalog", "stock")]
        for plan in FlowPlan.objects.bulk_create(plans):
            ScheduleLine.objects.create(plan=plan, every_min=15)
        Incident.objects.create(node=one, flow="stock", kind="silent", text="нет обмена", opened_at=at)
        Export.objects.create(node=one, order_id=1, number="1-1")
        session = Session.objects.create(
            node=one, type="catalog", token_digest=one.code, credential_digest="c", created_at=at, last_seen_at=at
        )
        made = Package.objects.bulk_create(
            Package(
                session=session, node=one, type="catalog", started_at=at, heartbeat_at=at,
                state="running" if number < 2 else "done",
            )
            for number in range(200)
        )  # fmt: skip
        files = PackageFile.objects.bulk_create(
            PackageFile(package=package, name="import.xml", stored_as="1.xml", kind="catalogue", state="done", total=9)
            for package in made
        )
        PackageWarning.objects.bulk_create(PackageWarning(file=file, code="price_zero", count=2) for file in files)


def test_a_flow_is_paused_and_goes_on_by_those_who_may(node: Node, administrator: Client, director: Client) -> None:
    said = {"door": "goods", "hours": "4", "reason": "инвентаризация"}
    assert director.post(f"{PAGE}nodes/{node.pk}/pause/", said).status_code == 403
    assert FlowPlan.objects.filter(paused_at__isnull=False).count() == 0

    administrator.post(f"{PAGE}nodes/{node.pk}/pause/", said)
    plan = FlowPlan.objects.get(flow="goods")
    assert (plan.pause_reason, plan.paused_until is not None) == ("инвентаризация", True)
    assert "инвентаризация" in page_of(director)

    administrator.post(f"{PAGE}nodes/{node.pk}/resume/", {"door": "goods"})
    assert FlowPlan.objects.get(flow="goods").paused_at is None
    done = [line.action for line in accounts.audit_of(f"node:{node.pk}")]
    assert sorted(done) == ["erp.exchange_paused", "erp.exchange_resumed"]


def test_promises_and_schedules_are_typed_and_read(node: Node, administrator: Client) -> None:
    address = f"{PAGE}nodes/{node.pk}/plans/"
    form = administrator.get(address).context["forms"]
    said = {}
    for one in form:
        flow = one["card"].flow
        said |= {f"{flow}-promise": "60", f"{flow}-patience": "3"}
    said |= {"catalog-0-at": "02:00", "catalog-0-title": "полная выгрузка", "catalog-0-weekdays": "1111111"}
    said |= {"catalog-1-every": "15", "catalog-1-hours_from": "08:00", "catalog-1-hours_till": "20:00"}

    answer = administrator.post(address, said)

    assert answer.status_code == 302, [line.errors for one in answer.context["forms"] for line in one["lines"]]
    page = page_of(administrator, f"{PAGE}schedule/")
    assert "каждый день в 02:00: полная выгрузка" in page
    assert "каждые 15 минут, с 08:00 до 20:00" in page
    assert FlowPlan.objects.get(flow="catalog", node=node).promise_s == 3600


def test_a_line_that_is_both_at_a_time_and_every_so_many_minutes_is_refused(node: Node, administrator: Client) -> None:
    address = f"{PAGE}nodes/{node.pk}/plans/"
    said = {f"{one['card'].flow}-patience": "2" for one in administrator.get(address).context["forms"]}

    answer = administrator.post(address, {**said, "catalog-0-at": "02:00", "catalog-0-every": "5"})

    assert answer.status_code == 200
    assert ScheduleLine.objects.count() == 0


def test_goods_behind_a_cause_are_paged_linked_and_downloaded(one_c: OneC, director: Client) -> None:
    one_c.send({
        "import0_1.xml": make.catalogue(make.product("g1", "=1+1")),
        "offers0_1.xml": make.offers(*[make.offer(f"g{number}", price="0") for number in (1, 2)]),
    })  # fmt: skip

    page = page_of(director, f"{PAGE}warnings/price_zero/")
    table = director.get(f"{PAGE}warnings/price_zero/csv/")
    lines = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]

    assert "назначьте цену в 1С" in page
    assert re.search(r"/office/goods/\d+/", page)
    assert "нет на сайте" in page or "не на сайте" in page
    assert len(lines.splitlines()) == 3
    assert "Идентификатор в 1С" in lines


def test_a_conversation_is_read_line_by_line_and_its_answer_downloaded(one_c: OneC, administrator: Client) -> None:
    one_c.checkauth("sale")
    given = one_c.ask("type=sale&mode=info")
    session = Session.objects.get()

    page = page_of(administrator, f"{PAGE}talks/{session.pk}/")
    line = CallLine.objects.get(mode="info")
    answer = administrator.get(f"{PAGE}given/{line.pk}/")

    assert "спрашивает справочники" in page
    assert b"".join(answer.streaming_content) == given  # type: ignore[attr-defined]
    assert [one.action for one in accounts.audit_of(f"session:{session.pk}")] == ["erp.answer_downloaded"]


def test_every_setting_of_a_node_is_on_its_page(node: Node, administrator: Client) -> None:
    from prilavok.partners.erp.web.node_form import NOT_SHOWN, drafted

    answer = administrator.get(f"{PAGE}nodes/{node.pk}/")

    shown = {field.name for _, fields in answer.context["form"].groups() for field in fields}
    assert {one.name for one in drafted()} - NOT_SHOWN <= shown
    assert "/1c/exchange/" in answer.content.decode()


def test_a_new_password_is_shown_once_and_works(node: Node, administrator: Client, run_jobs: RunJobs) -> None:
    answer = administrator.post(f"{PAGE}nodes/{node.pk}/password/")

    password = answer.context["password"]
    assert OneC(run_jobs, password=password).checkauth().startswith(b"success")
    assert OneC(run_jobs).checkauth().startswith(b"failure")
    assert password not in page_of(administrator, f"{PAGE}nodes/{node.pk}/")


def test_a_warehouse_is_decided_upon_and_counted(node: Node, administrator: Client, one_c: OneC) -> None:
    NodeCare.objects.create(node=node, new_warehouses="ask")
    offers = make.offers(make.offer("g1", stocks={"a": "4"}))
    one_c.send({"import0_1.xml": make.catalogue(make.product("g1")), "offers0_1.xml": offers})
    assert make.available("g1", "a") == 4  # known, and asked for by name
    row = Mentioned.objects.get(external_id="a", what="warehouse")

    administrator.post(f"{PAGE}nodes/{node.pk}/warehouses/{row.pk}/", {"use": "1"})

    from prilavok.goods.pim import api as pim
    from prilavok.goods.stock import api as stock

    variant = pim.variant_ids(system=node.namespace, external_ids=["g1"])["g1"]
    assert [one.available for one in stock.availability(variant_ids=[variant])[variant].values()] == [4]
    assert [line.action for line in accounts.audit_of(f"node:{node.pk}")] == ["erp.warehouse_decided"]
