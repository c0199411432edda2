"""What we send is read back by a reader that others have written, to the kopeck."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.partners.erp.models import Node
from prilavok.trade.oms import api as oms
from prilavok.trade.payments import api as payments
from tests.protocols.client import OneC
from tests.trade.oms import make as sale

Read = Callable[..., dict[str, Any]]


def goods(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a document as the reader gives them: one is not a list."""
    found = document["Товары"]["Товар"]
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("version", ["2.07", "2.08", "2.09", "2.10"])
def test_an_order_of_family_a_is_read_back(one_c: OneC, place: Callable[..., str], read: Read, version: str) -> None:
    number = place(1, 2, 3, comment="Позвоните 🙂 \x0b <заранее> & «вечером»")
    Node.objects.filter(code="erp.central").update(orders_version=version)
    one_c.checkauth("sale")

    understood = read(one_c.ask("type=sale&mode=query"))

    assert understood["head"]["schemaVersion"] == version
    (document,) = understood["documents"]
    view = oms.order_by_number(number)
    assert view is not None
    assert (document["number"], document["operation"], document["role"]) == (number, "Заказ товара", "Продавец")
    assert document["currency"] == "RUB"
    (full,) = understood["full"]
    assert full["Комментарий"] == "Позвоните 🙂  <заранее> & «вечером»"
    assert Decimal(full["Сумма"]) == view.total.amount
    assert [(one["Ид"], Decimal(one["Сумма"])) for one in goods(full)] == [
        (f"good-{at}", line.total.amount) for at, line in enumerate(view.lines)
    ]


def test_many_orders_are_read_back_one_by_one(one_c: OneC, place: Callable[..., str], read: Read) -> None:
    placed = [place(1) for _ in range(5)]
    one_c.checkauth("sale")

    understood = read(one_c.ask("type=sale&mode=query"))

    assert [one["number"] for one in understood["documents"]] == placed


@pytest.mark.parametrize("version", ["2.10", "3.1"])
def test_order_payment_and_shipment_of_family_b_are_read_back(
    one_c: OneC, chain: sale.Chain, read: Read, run_jobs: Callable[[], object], version: str
) -> None:
    placed = sale.place(chain, 2)
    sale.pick(chain, placed.order_id)
    sale.issue(chain, placed.order_id, placed.pickup_code, method="cash")
    run_jobs()
    one_c.version = version
    one_c.checkauth("sale")
    one_c.init("sale")

    understood = read(one_c.ask(f"type=sale&mode=query&version={version}"), containers=True)

    order, payment, shipment = understood["documents"]
    cash = "Выплата наличных денег"
    assert [order["operation"], payment["operation"], shipment["operation"]] == ["Заказ товара", cash, "Отпуск товара"]
    full = understood["full"]
    assert {one.get("Основание", placed.number) for one in full} == {placed.number}
    assert {Decimal(one["Сумма"]) for one in full} == {placed.total.amount}
    said = {one["Наименование"]: one["Значение"] for one in full[1]["ЗначенияРеквизитов"]["ЗначениеРеквизита"]}
    assert (said["Оплачено"], said["Метод оплаты ИД"]) == ("true", "cash")
    said = {one["Наименование"]: one["Значение"] for one in full[2]["ЗначенияРеквизитов"]["ЗначениеРеквизита"]}
    assert said["Отгружен"] == "true"


def test_money_that_went_back_is_a_document_of_its_own_and_a_requisite_for_stock_1c(
    one_c: OneC, chain: sale.Chain, read: Read, run_jobs: Callable[[], object]
) -> None:
    placed = sale.place(chain, 2)
    sale.pick(chain, placed.order_id)
    sale.issue(chain, placed.order_id, placed.pickup_code, method="cash")
    run_jobs()
    one_c.checkauth("sale")
    one_c.ask("type=sale&mode=query")
    one_c.ask("type=sale&mode=success")
    with unit():
        proposed = payments.propose_refund(
            order_id=placed.order_id, amount=Money(Decimal("30.00")), reason="брак", key="k"
        )
    run_jobs()
    assert read(one_c.ask("type=sale&mode=query"))["documents"] == [], "a proposal is no fact"
    with unit():
        payments.decide_refund(
            refund_id=proposed.refund_id, order_id=placed.order_id, method="card", actor=sale.OPERATOR
        )
    run_jobs()

    (full,) = read(one_c.ask("type=sale&mode=query"))["full"]
    said = {one["Наименование"]: one["Значение"] for one in full["ЗначенияРеквизитов"]["ЗначениеРеквизита"]}
    assert said["Возвращено покупателю"] == "30.00"
    one_c.version = "2.10"
    one_c.checkauth("sale")
    one_c.init("sale")
    refund = read(one_c.ask("type=sale&mode=query&version=2.10"), containers=True)["full"][-1]
    assert (refund["ХозОперация"], refund["Основание"]) == ("Возврат безналичных денег", placed.number)
    assert (refund["Номер"], Decimal(refund["Сумма"])) == (f"В-{proposed.refund_id}", Decimal(30))


def test_a_cancelled_order_is_read_as_cancelled(
    one_c: OneC, place: Callable[..., str], read: Read, run_jobs: Callable[[], object]
) -> None:
    number = place(1)
    one_c.checkauth("sale")
    one_c.ask("type=sale&mode=query")
    one_c.ask("type=sale&mode=success")
    view = oms.order_by_number(number)
    assert view is not None
    with unit():
        oms.cancel(order_id=view.order_id, reason="передумал", actor=sale.OPERATOR)
    run_jobs()

    (full,) = read(one_c.ask("type=sale&mode=query"))["full"]

    said = {one["Наименование"]: one["Значение"] for one in full["ЗначенияРеквизитов"]["ЗначениеРеквизита"]}
    assert (said["Отменен"], said["Финальный статус"]) == ("true", "true")
