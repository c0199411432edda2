"""Order documents from the ERP: statuses, corrections, cancellations, echoes and words nobody has explained yet."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from prilavok.base.unit import unit
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import Export, IncomingDocument, Node, PackageFile, PackageWarning
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderView
from tests.jobs import RunJobs
from tests.protocols import make
from tests.protocols.client import OneC
from tests.trade.oms import make as sale

State = IncomingDocument.State


@pytest.fixture
def order(chain: sale.Chain, run_jobs: RunJobs) -> OrderView:
    """A placed order of three goods."""
    placed = sale.place(chain, 1, 2, 3)
    run_jobs()
    return sale.seen(placed.order_id)


def document(number: str, *, lines: str = "", said: dict[str, str] | None = None, key: str = "f00d") -> str:
    """A Документ."""
    requisites = "".join(
        f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{value}</Значение></ЗначениеРеквизита>"
        for name, value in (said or {}).items()
    )
    goods = f"<Товары>{lines}</Товары>" if lines else ""
    return (
        f"<Документ><Ид>{key}</Ид><Номер>{number}</Номер><Дата>2026-01-02</Дата><ХозОперация>Заказ товара</ХозОперация>"
        f"<Роль>Продавец</Роль>{goods}<ЗначенияРеквизитов>{requisites}</ЗначенияРеквизитов></Документ>"
    )


def line(key: str, quantity: str, price: str, extra: str = "") -> str:
    """A Товар of a document."""
    total = Decimal(quantity) * Decimal(price)
    return (
        f"<Товар><Ид>{key}</Ид><Наименование>{key}</Наименование><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу>"
        f"<Количество>{quantity}</Количество><Сумма>{total}</Сумма>{extra}</Товар>"
    )


def send(client: OneC, *documents: str, name: str = "orders-1.xml") -> str:
    """checkauth, init, file, import."""
    client.checkauth("sale")
    client.init("sale")
    assert client.file(name, make.root(*documents), type_="sale") == b"success"
    return client.load(name, type_="sale")


def test_a_status_and_a_corrected_quantity_come_back(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    lines = line("good-0", "1", "100.00") + line("good-1", "1", "250.50") + line("good-2", "3", "19.99")
    said = {"Номер по 1С": "ТД-000017", "Статус заказа": "Собран"}

    assert send(one_c, document(order.number, lines=lines, said=said)) == "success"
    run_jobs()

    seen = sale.seen(order.order_id)
    assert (seen.status, seen.erp_number, seen.erp_id, seen.version) == ("ready", "ТД-000017", "f00d", 2)
    assert [one.quantity for one in seen.lines] == [1, 1, 3]
    assert seen.total.amount == Decimal("100.00") + Decimal("250.50") + 3 * Decimal("19.99")
    assert IncomingDocument.objects.get().state == State.APPLIED


def test_the_news_of_the_erp_does_not_go_back_to_it(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    one_c.checkauth("sale")
    one_c.ask("type=sale&mode=query")
    one_c.ask("type=sale&mode=success")

    send(one_c, document(order.number, said={"Статус заказа": "собран"}))
    run_jobs()

    assert sale.seen(order.order_id).status == "ready"
    assert Export.objects.get().state == "confirmed"


def test_the_same_document_again_is_an_echo(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    text = document(order.number, said={"Статус заказа": "Собран"})
    send(one_c, text)
    run_jobs()
    revision = sale.seen(order.order_id).revision

    assert send(one_c, text) == "success"
    run_jobs()

    assert sale.seen(order.order_id).revision == revision
    assert IncomingDocument.objects.count() == 1
    assert PackageFile.objects.order_by("-id")[0].counts["document"] == {"read": 1, "echo": 1}


def test_an_unknown_word_waits_for_a_meaning_and_then_moves_the_order(
    one_c: OneC, order: OrderView, run_jobs: RunJobs
) -> None:
    said = {"Статус заказа": "[K] Передан  на Сборку"}

    assert send(one_c, document(order.number, said=said)) == "success"
    assert sale.seen(order.order_id).status == "new"
    rule = erp.statuses()[0]
    assert (rule.erp_status, rule.target, rule.waiting) == ("Передан на Сборку", None, 1)
    assert PackageWarning.objects.get(code="status_unmapped").count == 1

    with unit():
        assert erp.map_status(node_id=rule.node_id, erp_status="передан на сборку", target="picking") == 1

    assert sale.seen(order.order_id).status == "picking"
    assert erp.incoming() == []


def test_a_word_of_no_interest_moves_nothing_and_waits_no_more(one_c: OneC, order: OrderView) -> None:
    send(one_c, document(order.number, said={"Статус заказа": "Печать бирок"}))

    with unit():
        erp.map_status(node_id=erp.statuses()[0].node_id, erp_status="Печать бирок", target="")

    assert sale.seen(order.order_id).status == "new"
    assert IncomingDocument.objects.get().state in (State.APPLIED, State.ECHO)


@pytest.mark.parametrize("said", [{"Отменен": "true"}, {"Отменён": "Да"}, {"ПометкаУдаления": "true"}])
def test_a_cancellation_cancels(one_c: OneC, order: OrderView, run_jobs: RunJobs, said: dict[str, str]) -> None:
    assert send(one_c, document(order.number, said=said)) == "success"
    run_jobs()

    assert "cancelled" in sale.seen(order.order_id).facts


def test_the_old_style_is_applied_at_the_end_of_the_file(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    Node.objects.filter(code="erp.central").update(orders_on_file=True)
    inside = (
        "<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Статус заказа</Наименование><Значение>Чужое</Значение>"
    )
    inside += "</ЗначениеРеквизита></ЗначенияРеквизитов>"
    lines = line("good-0", "1.0", "100.0", inside) + line("good-1", "2.0", "250.5") + line("good-2", "3.0", "19.99")
    content = make.root(document(order.number, lines=lines, said={"Статус заказа": "Собран"}, key=order.number))
    one_c.checkauth("sale")
    one_c.init("sale")

    for start in range(0, len(content), 500):
        one_c.file("orders.xml", content[start : start + 500], type_="sale")
    run_jobs()

    seen = sale.seen(order.order_id)
    assert (seen.status, seen.version) == ("ready", 1)


def test_orders_without_an_import_step_are_applied_after_a_minute(
    one_c: OneC, order: OrderView, run_jobs: RunJobs
) -> None:
    from datetime import timedelta

    from prilavok.partners.erp.models import Package

    one_c.checkauth("sale")
    one_c.init("sale")
    one_c.file("orders.xml", make.root(document(order.number, said={"Статус заказа": "Собран"})), type_="sale")
    assert erp.start_idle() == 0
    package = Package.objects.get()
    Package.objects.update(heartbeat_at=package.heartbeat_at - timedelta(seconds=61))

    assert erp.start_idle() == 1
    run_jobs()

    assert sale.seen(order.order_id).status == "ready"


def test_an_order_of_somebody_else_is_kept_for_review(one_c: OneC, order: OrderView) -> None:
    assert send(one_c, document("ЧУЖОЙ-1", said={"Статус заказа": "Собран"})) == "success"

    assert [one.state for one in erp.incoming()] == ["unknown_order"]
    assert sale.seen(order.order_id).revision == order.revision


def test_an_unknown_good_leaves_the_composition_alone(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    lines = line("good-0", "1", "100.00") + line("stranger", "5", "1.00")

    send(one_c, document(order.number, lines=lines, said={"Статус заказа": "Собран"}))
    run_jobs()

    seen = sale.seen(order.order_id)
    assert (seen.status, seen.version) == ("ready", 1)
    assert PackageWarning.objects.get(code="line_unknown").things == [order.number]


def test_a_backward_move_is_left_to_a_person(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    with unit():
        erp.map_status(node_id=Node.objects.get(code="erp.central").pk, erp_status="Принят", target="picking")
    send(one_c, document(order.number, said={"Статус заказа": "Собран"}))
    run_jobs()

    send(one_c, document(order.number, said={"Статус заказа": "Принят"}))
    run_jobs()

    assert sale.seen(order.order_id).status == "ready"
    assert [one.state for one in erp.incoming()] == ["conflict"]


def test_a_composition_changed_on_both_sides_is_left_to_a_person(
    one_c: OneC, order: OrderView, chain: sale.Chain, run_jobs: RunJobs
) -> None:
    one_c.checkauth("sale")
    one_c.ask("type=sale&mode=query")
    one_c.ask("type=sale&mode=success")
    with unit():
        picked = dict(zip(chain.goods, (Decimal(1), Decimal(1), Decimal(3)), strict=True))
        oms.mark_picked(order_id=order.order_id, picked=picked, actor=sale.worker(chain.store))
    run_jobs()
    stale = line("good-0", "1", "100.00") + line("good-1", "2", "250.50") + line("good-2", "2", "19.99")

    send(one_c, document(order.number, lines=stale, said={"Статус заказа": "Собран"}))
    run_jobs()

    assert [one.quantity for one in sale.seen(order.order_id).lines] == [1, 1, 3]
    assert [one.state for one in erp.incoming()] == ["conflict"]
    one_c.checkauth("sale")
    assert order.number.encode() in one_c.ask("type=sale&mode=query")
    one_c.ask("type=sale&mode=success")
    fresh = line("good-0", "1", "100.00") + line("good-1", "1", "250.50") + line("good-2", "2", "19.99")
    send(one_c, document(order.number, lines=fresh, said={"Статус заказа": "Собран"}))
    assert [one.quantity for one in sale.seen(order.order_id).lines] == [1, 1, 2]


def test_the_erp_s_own_id_finds_the_order_when_its_number_does_not(
    one_c: OneC, order: OrderView, run_jobs: RunJobs
) -> None:
    send(one_c, document(order.number, said={"Номер по 1С": "ТД-1"}))

    send(one_c, document("ТД-1", said={"Статус заказа": "Собран"}))
    run_jobs()

    assert sale.seen(order.order_id).status == "ready"


def test_containers_of_3_1_are_understood(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    inside = document(order.number, said={"Статус заказа": "Собран"})
    foreign = inside.replace("Заказ товара", "Счет-фактура").replace("Собран", "Отгружен")

    send(one_c, f"<Контейнер>{inside}{foreign}</Контейнер>")
    run_jobs()

    assert sale.seen(order.order_id).status == "ready"
    assert PackageWarning.objects.get(code="document_not_order").count == 1


def test_a_real_answer_of_bitrix_goes_in_and_harms_nothing(
    one_c: OneC, order: OrderView, samples: object, run_jobs: Callable[[], int]
) -> None:
    content = (samples / "dobromyslov__commerceml-parser/data/bitrix-query-response-full.xml").read_bytes()  # type: ignore[operator]
    one_c.checkauth("sale")
    one_c.init("sale")
    one_c.file("orders.xml", content, type_="sale")

    assert one_c.load("orders.xml", type_="sale") == "success"
    assert PackageFile.objects.get().counts["document"] == {"read": 2, "unknown_order": 2}
    assert oms.order_by_number(order.number) == order
