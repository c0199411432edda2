"""What an ERP says of an order: forward is followed, an echo is nothing, a contradiction is kept for people."""

from decimal import Decimal

import pytest

from prilavok.base.models import EventRow
from prilavok.base.unit import unit
from prilavok.foundation.messaging import api as messaging
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import OrderUnknown
from prilavok.trade.oms.values import ErpDocument, ErpLine, ErpOutcome
from prilavok.trade.payments import api as payments
from tests.jobs import RunJobs
from tests.trade.oms.make import Chain, free, issue, pick, place, seen


def said(chain: Chain, *pairs: tuple[int, str]) -> tuple[ErpLine, ...]:
    return tuple(
        ErpLine(variant_id=one, quantity=Decimal(quantity), price=Decimal(price))
        for one, (quantity, price) in zip(chain.goods, pairs, strict=False)
    )


def tell(number: str, **fields: object) -> ErpOutcome:
    document = {"number": number, "erp_id": "guid-1", "erp_number": "СД-000017", "node": "erp.central", **fields}
    with unit():
        return api.apply_erp_document(ErpDocument(**document))  # type: ignore[arg-type]


def conflicts(order_id: int) -> list[str]:
    return [line.detail for line in api.history(order_id) if line.kind == "conflict"]


def test_same_content_is_an_echo_that_leaves_no_trace(chain: Chain) -> None:
    placed = place(chain, 1, 2)
    told = {"erp_status": "new", "lines": said(chain, (1, "100.00"), (2, "250.50"))}
    tell(placed.number, **told)
    events = EventRow.objects.count()

    outcome = tell(placed.number.replace("-", ""), **told)

    assert outcome == ErpOutcome(applied=False, needs_mapping=False, conflict=False, echo=True)
    order = seen(placed.order_id)
    assert (order.version, order.revision, order.erp_number) == (1, 1, "СД-000017")
    assert EventRow.objects.count() == events
    assert api.order_by_number(placed.number) == order


def test_corrected_quantity_makes_a_version_and_everything_follows(chain: Chain) -> None:
    placed = place(chain, 1, 2, 1)

    outcome = tell(placed.number, lines=said(chain, (1, "90.00"), (1, "250.50")))

    assert outcome.applied
    order = seen(placed.order_id)
    assert (order.version, order.total.amount) == (2, Decimal("340.50"))
    assert payments.payments_of(order_ids=[placed.order_id])[placed.order_id].amount == order.total
    assert free(chain, 1) == (10, 1, 9)
    assert free(chain, 2) == (10, 0, 10)
    task = fulfilment.tasks_of(order_ids=[placed.order_id])[placed.order_id]
    assert [(line.quantity, line.barcode) for line in task.lines] == [(1, "460000000000"), (1, "460000000001")]
    assert tell(placed.number, lines=said(chain, (1, "90.00"), (1, "250.50"))).echo


def test_more_than_the_store_has_is_a_conflict_and_changes_nothing(chain: Chain) -> None:
    placed = place(chain, 1)

    outcome = tell(placed.number, lines=said(chain, (50, "100.00")))

    assert (outcome.conflict, outcome.applied) == (True, False)
    order = seen(placed.order_id)
    assert (order.version, order.revision, order.total.amount) == (1, 1, Decimal("100.00"))
    assert free(chain) == (10, 1, 9)
    assert len(conflicts(placed.order_id)) == 1


def test_status_goes_forward_with_the_work_it_means(chain: Chain) -> None:
    placed = place(chain, 1)

    outcome = tell(placed.number, erp_status="ready")

    order = seen(placed.order_id)
    assert outcome.applied
    assert (order.status, order.facts) == ("ready", {"reserved", "picked"})
    assert fulfilment.tasks_of(order_ids=[placed.order_id])[placed.order_id].state == "ready"


def test_status_never_goes_back_and_the_contradiction_is_noted_once(chain: Chain) -> None:
    placed = place(chain, 1)
    pick(chain, placed.order_id)

    for _ in range(3):
        assert tell(placed.number, erp_status="new").conflict

    assert seen(placed.order_id).status == "ready"
    assert len(conflicts(placed.order_id)) == 1


def test_unknown_status_asks_for_a_mapping(chain: Chain) -> None:
    placed = place(chain, 1)

    assert tell(placed.number, erp_status="чтото").needs_mapping


def test_cancelled_in_the_erp_puts_goods_on_sale_again(chain: Chain) -> None:
    placed = place(chain, 1)

    assert tell(placed.number, is_cancelled=True).applied

    assert seen(placed.order_id).status == "cancelled"
    assert free(chain) == (10, 0, 10)
    assert tell(placed.number, is_cancelled=True).echo


def test_money_taken_here_is_untouchable(chain: Chain) -> None:
    placed = place(chain, 2)
    pick(chain, placed.order_id)
    issue(chain, placed.order_id, placed.pickup_code)

    assert tell(placed.number, is_cancelled=True).conflict
    assert tell(placed.number, lines=said(chain, (1, "1.00"))).conflict

    order = seen(placed.order_id)
    assert (order.status, order.version, order.total) == ("issued", 1, placed.total)
    assert len(conflicts(placed.order_id)) == 2


def test_issue_at_the_erps_till_needs_the_money_said(chain: Chain) -> None:
    placed = place(chain, 1)
    assert tell(placed.number, is_shipped=True).conflict
    assert seen(placed.order_id).status == "ready"

    assert tell(placed.number, is_shipped=True, is_paid=True).applied

    order = seen(placed.order_id)
    assert (order.status, order.facts) == ("issued", {"picked", "paid", "issued"})
    assert payments.payments_of(order_ids=[placed.order_id])[placed.order_id].method == "erp_till"
    assert free(chain) == (9, 0, 9)


def test_an_order_paid_at_the_erps_till_is_asked_for_no_money_when_it_is_ready(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 1)
    assert tell(placed.number, is_paid=True).applied
    pick(chain, placed.order_id)
    run_jobs(queue="oms")

    told = [one for one in messaging.messages_about(f"order:{placed.order_id}") if one.template == "order_ready_paid"]

    assert {one.channel for one in told} == {"sms", "email"}
    assert not any("100" in one.text for one in told if one.channel == "sms")


def test_unknown_number_is_not_found(chain: Chain) -> None:
    with pytest.raises(OrderUnknown):
        tell("99999-9")
