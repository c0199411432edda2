"""The way of an order: placed, picked, issued and paid; short, cancelled, expired."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import Forbidden
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.messaging import api as messaging
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import TermView
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.fulfilment.errors import NothingPicked, PickedTooMuch, PickupCodeLocked, PickupCodeWrong
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import (
    ActNotAllowed,
    MoveNeedsStep,
    MoveNotAllowed,
    OrderIssued,
    OrderUnknown,
    ReasonMissing,
)
from prilavok.trade.oms.models import Status
from prilavok.trade.payments import api as payments
from tests.trade.oms.make import OPERATOR, Chain, free, issue, pick, place, seen, worker


def sent(order_id: int) -> set[tuple[str, str]]:
    return {(one.template, one.channel) for one in messaging.messages_about(f"order:{order_id}")}


def test_order_goes_all_the_way(chain: Chain, run_jobs) -> None:
    placed = place(chain, 1, 2, 3)
    assert pick(chain, placed.order_id).status == "ready"
    code = fulfilment.pickup_codes(order_ids=[placed.order_id])[placed.order_id]
    run_jobs(queue="oms")

    order = issue(chain, placed.order_id, code)

    assert order.status == "issued"
    assert order.facts == {"picked", "paid", "issued"}
    assert free(chain) == (9, 0, 9)
    paid = payments.payments_of(order_ids=[placed.order_id])[placed.order_id]
    assert (paid.state, paid.method, paid.amount) == ("settled", "card", placed.total)
    assert [line.to_status for line in api.history(placed.order_id)] == ["new", "picking", "ready", "issued"]
    run_jobs(queue="oms")
    assert sent(placed.order_id) == {
        (template, channel)
        for template in ("order_placed", "order_ready", "order_issued")
        for channel in ("sms", "email")
    }
    ready = next(one for one in messaging.messages_about(f"order:{placed.order_id}") if one.template == "order_ready")
    assert code in ready.text
    assert "{" not in ready.text
    audited = [line.action for line in accounts.audit_of(f"order:{placed.order_id}")]
    assert len(audited) == 3


def test_same_key_issues_and_takes_money_once(chain: Chain) -> None:
    placed = place(chain, 1)
    pick(chain, placed.order_id)

    first = issue(chain, placed.order_id, placed.pickup_code)
    again = issue(chain, placed.order_id, placed.pickup_code)

    assert again == first
    assert free(chain) == (9, 0, 9)


def test_short_pick_makes_a_version_and_hold_and_payment_follow(chain: Chain, run_jobs) -> None:
    placed = place(chain, 1, 2, 3)

    order = pick(chain, placed.order_id, 1, 1, 0)

    assert (order.status, order.version) == ("ready", 2)
    assert [(line.title, line.quantity) for line in order.lines] == [("Лопата 1", 1), ("Лопата 2", 1)]
    assert order.total == Money(Decimal("350.50"))
    assert payments.payments_of(order_ids=[placed.order_id])[placed.order_id].amount == order.total
    assert free(chain, 1) == (10, 1, 9)
    assert free(chain, 2) == (10, 0, 10)
    corrected = next(line for line in api.history(placed.order_id) if line.kind == "corrected")
    assert [(one.title, one.quantity_was, one.quantity_now) for one in corrected.changes] == [
        ("Лопата 2", 2, 1),
        ("Лопата 3", 3, 0),
    ]
    run_jobs(queue="oms")
    assert ("order_corrected", "sms") in sent(placed.order_id)


def test_pick_of_nothing_or_too_much_is_refused_and_changes_nothing(chain: Chain) -> None:
    placed = place(chain, 2)

    with pytest.raises(NothingPicked):
        pick(chain, placed.order_id, 0)
    with pytest.raises(PickedTooMuch):
        pick(chain, placed.order_id, 3)

    assert (seen(placed.order_id).status, seen(placed.order_id).version) == ("new", 1)
    assert [one.state for one in fulfilment.tasks(location_ids=None, states=["new", "picking"])] == ["new"]


def test_wrong_codes_lock_the_order_and_move_no_money(chain: Chain) -> None:
    placed = place(chain, 1)
    pick(chain, placed.order_id)
    wrong = "00000" if placed.pickup_code != "00000" else "11111"

    for left in (4, 3, 2, 1, 0):
        with pytest.raises(PickupCodeWrong) as refusal:
            issue(chain, placed.order_id, wrong)
        assert refusal.value.data["left"] == left

    with pytest.raises(PickupCodeLocked):
        issue(chain, placed.order_id, placed.pickup_code)
    assert payments.payments_of(order_ids=[placed.order_id])[placed.order_id].state == "open"
    assert free(chain) == (10, 1, 9)


def test_operator_issues_without_a_code_and_worker_may_not(chain: Chain) -> None:
    placed = place(chain, 1)
    pick(chain, placed.order_id)

    with pytest.raises(Forbidden):
        issue(chain, placed.order_id, "")
    with unit():
        order = api.issue_paid(order_id=placed.order_id, code="", method="cash", actor=OPERATOR, key="k")

    assert order.status == "issued"


def test_order_of_another_store_does_not_exist_for_a_worker(chain: Chain) -> None:
    placed = place(chain, 1)
    stranger = worker(chain.other)

    for deed in (
        lambda: api.mark_picked(order_id=placed.order_id, picked={chain.goods[0]: Decimal(1)}, actor=stranger),
        lambda: api.issue_paid(order_id=placed.order_id, code="12345", method="card", actor=stranger, key="k"),
        lambda: api.move(order_id=placed.order_id, to="picking", actor=stranger),
        lambda: api.cancel(order_id=placed.order_id, reason="нет", actor=stranger),
    ):
        with pytest.raises(OrderUnknown), unit():
            deed()

    assert api.possible_moves(placed.order_id, stranger) == []
    assert seen(placed.order_id).revision == 1


def test_cancel_needs_a_reason_and_puts_goods_on_sale_again(chain: Chain, run_jobs) -> None:
    placed = place(chain, 1, 1)
    with pytest.raises(ReasonMissing), unit():
        api.cancel(order_id=placed.order_id, reason="  ", actor=OPERATOR)
    with pytest.raises(Forbidden), unit():
        api.cancel(order_id=placed.order_id, reason="не могу", actor=worker(chain.store))
    assert free(chain) == (10, 1, 9)

    for _ in range(2):
        with unit():
            order = api.cancel(order_id=placed.order_id, reason="Покупатель передумал", actor=OPERATOR)

    assert (order.status, order.facts, order.cancel_reason) == ("cancelled", {"cancelled"}, "Покупатель передумал")
    assert free(chain) == (10, 0, 10)
    assert payments.payments_of(order_ids=[placed.order_id])[placed.order_id].state == "cancelled"
    assert fulfilment.tasks_of(order_ids=[placed.order_id])[placed.order_id].state == "cancelled"
    run_jobs(queue="oms")
    assert ("order_cancelled", "sms") in sent(placed.order_id)


def test_issued_order_cannot_be_cancelled(chain: Chain) -> None:
    placed = place(chain, 1)
    pick(chain, placed.order_id)
    issue(chain, placed.order_id, placed.pickup_code)

    with pytest.raises(OrderIssued), unit():
        api.cancel(order_id=placed.order_id, reason="поздно", actor=OPERATOR)

    assert seen(placed.order_id).status == "issued"


def test_buyer_cancels_the_own_order_as_long_as_its_status_allows_it(chain: Chain) -> None:
    buyer = Actor(person_id=55, name="Анна", kind="buyer")
    first, second = place(chain, 1, person_id=55), place(chain, 1, person_id=56)
    with pytest.raises(OrderUnknown), unit():
        api.cancel(order_id=second.order_id, reason="чужой", actor=buyer)
    with unit():
        assert api.cancel(order_id=first.order_id, reason="передумала", actor=buyer).status == "cancelled"

    third = place(chain, 1, person_id=55)
    pick(chain, third.order_id)
    Status.objects.filter(code="ready").update(buyer_may=["recipient"])
    with pytest.raises(ActNotAllowed), unit():
        api.cancel(order_id=third.order_id, reason="передумала", actor=buyer)

    assert seen(third.order_id).status == "ready"


def test_hold_that_is_over_ends_the_order(chain: Chain, run_jobs) -> None:
    placed = place(chain, 1)
    run_jobs()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stock_hold SET expires_at = now() - interval '1 second'")

    with unit():
        stock.expire_due()
    run_jobs(queue="oms")

    order = seen(placed.order_id)
    assert (order.status, order.facts) == ("expired", {"cancelled"})
    assert free(chain) == (10, 0, 10)
    assert ("order_expired", "email") in sent(placed.order_id)


def test_ready_order_is_held_for_the_ready_term(chain: Chain) -> None:
    placed = place(chain, 1)
    before = seen(placed.order_id).hold_until

    after = pick(chain, placed.order_id).hold_until

    assert before is not None
    assert after is not None
    assert 47 < (after - before).total_seconds() / 3600 < 49


def test_moves_follow_the_scheme_and_the_rights(chain: Chain) -> None:
    placed = place(chain, 1)
    assert [one.to_status for one in api.possible_moves(placed.order_id, worker(chain.store))] == ["picking"]
    assert [one.to_status for one in api.possible_moves(placed.order_id, OPERATOR)] == ["picking", "cancelled"]

    with pytest.raises(MoveNotAllowed), unit():
        api.move(order_id=placed.order_id, to="issued", actor=OPERATOR)
    with unit():
        api.move(order_id=placed.order_id, to="picking", actor=worker(chain.store))
    with unit():
        assert api.move(order_id=placed.order_id, to="ready", actor=worker(chain.store)).facts == {"reserved", "picked"}
    with pytest.raises(MoveNeedsStep), unit():
        api.move(order_id=placed.order_id, to="issued", actor=OPERATOR)
    with unit():
        order = api.move(order_id=placed.order_id, to="cancelled", actor=OPERATOR, reason="не пришёл")

    assert order.status == "cancelled"


def test_ready_orders_wait_in_different_cells(chain: Chain) -> None:
    first, second = place(chain, 1), place(chain, 1)

    pick(chain, first.order_id)
    pick(chain, second.order_id)

    waiting = fulfilment.tasks(location_ids=[chain.store], states=["ready"])
    assert sorted(task.cell for task in waiting) == [1, 2]


def test_trace_tells_the_whole_way(chain: Chain, run_jobs) -> None:
    placed = place(chain, 1)
    run_jobs(queue="oms")

    lines = api.trace(placed.order_id)

    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert {"oms", "messaging"} <= {line.system for line in lines}
    done = [line for line in lines if line.detail == "oms.tell_customer_placed"]
    assert [line.state for line in done] == ["ok"]


@pytest.mark.parametrize("table", ["oms_order", "oms_orderversion", "oms_orderline", "oms_orderhistory"])
def test_orders_and_their_history_are_never_deleted(chain: Chain, table: str) -> None:
    place(chain, 1)

    with pytest.raises(Exception, match="never deleted"), unit(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def test_a_ready_order_is_kept_as_long_as_its_store_says_and_its_customer_is_reminded_once(
    chain: Chain, run_jobs
) -> None:
    with unit():
        term = TermView(name="pickup_shelf", place="store", place_key=str(chain.store), minutes=600)
        stock.keep_term(term)
    placed, waiting = place(chain, 1), place(chain, 1)
    assert pick(chain, placed.order_id).hold_until < database_now() + timedelta(minutes=601)

    for _ in range(2):
        with unit():
            stock.remind_ending()
    run_jobs(queue="oms")

    assert ("order_reminder", "sms") in sent(placed.order_id)
    assert ("order_reminder", "sms") not in sent(waiting.order_id)
    told = [one for one in messaging.messages_about(f"order:{placed.order_id}") if one.template == "order_reminder"]
    assert len(told) == 2
    assert "{" not in told[0].text
