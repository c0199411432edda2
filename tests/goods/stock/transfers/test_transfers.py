"""Transfers between places: nothing is doubled, nothing is lost, whatever arrives."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from prilavok.base.errors import Forbidden, NotFound
from prilavok.base.once import KeyReused
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.errors import NotEnough
from prilavok.goods.stock.models import Movement, TransferMove
from prilavok.goods.stock.transfers import api
from prilavok.goods.stock.transfers.errors import (
    DamagedTooMany,
    DiscrepancySettled,
    NothingToSend,
    OutcomeWrong,
    SamePlace,
    TransferClosed,
    TransferUnknown,
)
from prilavok.goods.stock.transfers.values import TransferDraft, TransferFilter
from tests.goods.stock.make import put
from tests.goods.stock.transfers.make import OPERATOR, draft, key, make_pair, receive, send, settle, wants, worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sums_hold():
    yield
    assert stock.broken_balances() == []
    assert api.broken_transfers() == []


def state(transfer) -> str:
    return api.views([transfer.transfer_id])[transfer.transfer_id].state


def test_goods_of_a_draft_are_held_at_the_sender() -> None:
    pair = make_pair()

    transfer = draft(pair, 3)

    assert pair.at(pair.a) == (10, 3, 7)
    assert pair.at(pair.b) == (0, 0, 0)
    assert transfer.number.startswith("П")


def test_goods_sent_are_neither_here_nor_there() -> None:
    pair = make_pair()
    transfer = send(pair, draft(pair, 3))

    assert (pair.at(pair.a), pair.at(pair.b)) == ((7, 0, 7), (0, 0, 0))
    (coming,) = api.in_transit(variant_ids=pair.goods)[pair.goods[0]]
    assert (coming.quantity, coming.free, coming.target_id, coming.number) == (3, 3, pair.b, transfer.number)


def test_goods_received_lie_at_the_receiver_and_the_ledger_names_the_transfer() -> None:
    pair = make_pair()
    transfer = send(pair, draft(pair, 3, 1))

    received = receive(pair, transfer, 3, 1)

    assert (received.state, received.open_count) == ("received", 0)
    assert (pair.at(pair.a), pair.at(pair.b), pair.at(pair.b, 1)) == ((7, 0, 7), (3, 0, 3), (1, 0, 1))
    assert api.in_transit(variant_ids=pair.goods) == {}
    told = Movement.objects.filter(variant_id=pair.goods[0], kind__in=["sent", "received"]).order_by("id")
    assert [(row.kind, row.source, int(row.on_hand_delta)) for row in told] == [
        ("sent", transfer.number, -3),
        ("received", transfer.number, 3),
    ]


def test_fewer_pieces_gathered_let_the_rest_go() -> None:
    pair = make_pair()

    transfer = send(pair, draft(pair, 3, 2), 1, 0)

    assert pair.at(pair.a) == (9, 0, 9)
    assert pair.at(pair.a, 1) == (10, 0, 10)
    assert [one.sent for one in transfer.lines] == [1, 0]


def test_more_pieces_than_planned_must_be_free() -> None:
    pair = make_pair()
    with unit():
        stock.reserve(order_id=1, location_id=pair.a, wants=wants(pair, 6), hold_for_s=60)
    transfer = draft(pair, 3)

    with pytest.raises(NotEnough):
        send(pair, transfer, 5)
    assert (state(transfer), pair.at(pair.a)) == ("draft", (10, 9, 1))

    send(pair, transfer, 4)
    assert pair.at(pair.a) == (6, 6, 0)


def test_more_than_lies_there_cannot_be_asked_for() -> None:
    pair = make_pair()

    with pytest.raises(NotEnough):
        draft(pair, 11)

    assert pair.at(pair.a) == (10, 0, 10)
    assert api.find_transfers(TransferFilter()).total_count == 0


def test_the_same_key_does_everything_once() -> None:
    pair = make_pair()
    first, second = draft(pair, 3, key_="d"), draft(pair, 3, key_="d")
    assert first.transfer_id == second.transfer_id

    for _ in range(2):
        send(pair, first, 3, key_="s")
    for _ in range(2):
        receive(pair, first, 2, key_="r")
    for _ in range(2):
        settle("short", "written_off", key_="x") if _ == 0 else None

    assert (pair.at(pair.a), pair.at(pair.b)) == ((7, 0, 7), (2, 0, 2))
    with pytest.raises(KeyReused):
        receive(pair, first, 3, key_="r")


def test_a_second_receiver_is_told_and_nothing_is_doubled() -> None:
    pair = make_pair()
    transfer = send(pair, draft(pair, 3))
    receive(pair, transfer, 3)

    with pytest.raises(TransferClosed):
        receive(pair, transfer, 3)

    assert pair.at(pair.b) == (3, 0, 3)


def test_cancelled_draft_frees_its_goods_and_a_sent_one_cannot_be_cancelled() -> None:
    pair = make_pair()
    one, other = draft(pair, 3), draft(pair, 2)
    for _ in range(2):
        with unit():
            api.cancel_transfer(transfer_id=one.transfer_id, reason="не нужно", actor=OPERATOR)
    assert pair.at(pair.a) == (10, 2, 8)
    send(pair, other)

    with pytest.raises(TransferClosed), unit():
        api.cancel_transfer(transfer_id=other.transfer_id, reason="поздно", actor=OPERATOR)
    with pytest.raises(TransferClosed):
        send(pair, one, 3)
    assert pair.at(pair.a) == (8, 0, 8)


def test_returned_goods_lie_at_the_sender_again() -> None:
    pair = make_pair()
    transfer = send(pair, draft(pair, 3))

    with unit():
        api.return_transfer(transfer_id=transfer.transfer_id, reason="машина вернулась", actor=OPERATOR, key="k")

    assert (state(transfer), pair.at(pair.a), pair.at(pair.b)) == ("returned", (10, 0, 10), (0, 0, 0))


def test_what_did_not_arrive_waits_for_a_decision() -> None:
    pair = make_pair()
    transfer = receive(pair, send(pair, draft(pair, 4, 2)), 1, 3, damaged=(2, 0))

    kinds = {one.kind: int(one.left) for one in api.discrepancies()}
    assert kinds == {"short": 1, "damaged": 2, "surplus": 1}
    assert (transfer.open_count, pair.at(pair.b), pair.at(pair.b, 1)) == (3, (1, 0, 1), (2, 0, 2))

    settle("short", "at_sender")
    settle("damaged", "written_off", quantity=1)
    settle("damaged", "at_receiver")
    settle("surplus", "from_sender")

    assert api.discrepancies() == ()
    assert (pair.at(pair.a), pair.at(pair.b)) == ((7, 0, 7), (2, 0, 2))
    assert (pair.at(pair.a, 1), pair.at(pair.b, 1)) == ((7, 0, 7), (3, 0, 3))
    lost = sum(TransferMove.objects.values_list("lost", flat=True))
    assert lost == 1


def test_a_decision_is_made_once_and_only_as_offered() -> None:
    pair = make_pair()
    receive(pair, send(pair, draft(pair, 2)), 1)
    with pytest.raises(OutcomeWrong):
        settle("short", "entered")
    assert pair.at(pair.b) == (1, 0, 1)
    row = api.discrepancies()[0]
    settle("short", "at_receiver")

    from prilavok.goods.stock.transfers.values import Settlement

    with pytest.raises(DiscrepancySettled), unit():
        api.settle(
            Settlement(
                key=key(), discrepancy_id=row.discrepancy_id, outcome="at_sender", reason="ещё раз", actor=OPERATOR
            )
        )
    assert (pair.at(pair.a), pair.at(pair.b)) == ((8, 0, 8), (2, 0, 2))


def test_goods_that_were_not_on_the_list_are_a_surplus() -> None:
    pair = make_pair()
    transfer = receive(pair, send(pair, draft(pair, 1)), 1, 0, 2)

    (row,) = api.discrepancies(transfer_id=transfer.transfer_id)
    assert (row.kind, row.quantity, row.variant_id) == ("surplus", 2, pair.goods[2])
    settle("surplus", "entered")
    assert pair.at(pair.b, 2) == (2, 0, 2)


def test_more_damaged_than_sent_is_a_miscount() -> None:
    pair = make_pair()
    transfer = send(pair, draft(pair, 2))

    with pytest.raises(DamagedTooMany):
        receive(pair, transfer, 0, damaged=(3,))

    assert (state(transfer), api.discrepancies()) == ("sent", ())


def test_workers_act_for_their_own_stores_only() -> None:
    pair = make_pair()
    transfer = draft(pair, 2, actor=worker(pair.b))

    with pytest.raises(TransferUnknown):
        send(pair, transfer, actor=worker(999))
    with pytest.raises(NotFound):
        send(pair, transfer, actor=worker(pair.b))
    send(pair, transfer, actor=worker(pair.a))
    with pytest.raises(NotFound):
        receive(pair, transfer, 2, actor=worker(pair.a))
    receive(pair, transfer, 1, actor=worker(pair.b))
    with pytest.raises(Forbidden):
        settle("short", "at_sender", actor=worker(pair.b))
    with pytest.raises(NotFound), unit():
        api.open_transfer(
            TransferDraft(key=key(), source_id=pair.a, target_id=pair.b, wants=wants(pair, 1), actor=worker(999))
        )
    assert api.find_transfers(TransferFilter(location_ids=(999,))).total_count == 0


def test_nothing_and_nowhere_are_refused() -> None:
    pair = make_pair()
    transfer = draft(pair, 2)
    with pytest.raises(NothingToSend):
        send(pair, transfer, 0)
    with pytest.raises(SamePlace), unit():
        api.open_transfer(TransferDraft(key=key(), source_id=pair.a, target_id=pair.a, actor=OPERATOR))
    assert pair.at(pair.a) == (10, 2, 8)


@pytest.mark.parametrize("meaning", ["physical", "free"])
def test_figures_of_an_erp_that_has_not_heard_do_not_count_goods_twice(meaning: str) -> None:
    pair = make_pair()
    transfer = send(pair, draft(pair, 3))

    with unit():
        put(pair.a, meaning, **{f"v{pair.goods[0]}": 10})
    assert pair.at(pair.a) == (7, 0, 7)
    receive(pair, transfer, 3)
    with unit():
        put(pair.a, meaning, **{f"v{pair.goods[0]}": 10})
        put(pair.b, meaning, **{f"v{pair.goods[0]}": 0})
    assert (pair.at(pair.a), pair.at(pair.b)) == ((7, 0, 7), (3, 0, 3))

    with unit():
        api.tell_transfers_known(revisions={transfer.transfer_id: 2})
        put(pair.a, meaning, **{f"v{pair.goods[0]}": 7})
        put(pair.b, meaning, **{f"v{pair.goods[0]}": 0})
    assert (pair.at(pair.a), pair.at(pair.b)) == ((7, 0, 7), (3, 0, 3))
    with unit():
        assert api.tell_transfers_known(revisions={transfer.transfer_id: 3}) == 1
        put(pair.b, meaning, **{f"v{pair.goods[0]}": 3})
    assert (pair.at(pair.a), pair.at(pair.b)) == ((7, 0, 7), (3, 0, 3))
    assert api.views([transfer.transfer_id])[transfer.transfer_id].is_known


def test_what_was_done_cannot_be_rewritten() -> None:
    pair = make_pair()
    send(pair, draft(pair, 3))

    for statement in (
        "UPDATE stock_transferstep SET actor_name = 'x'",
        "DELETE FROM stock_transferstep",
        "UPDATE stock_transfermove SET delta = 0",
        "DELETE FROM stock_transfermove",
    ):
        from django.db import transaction

        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert TransferMove.objects.get().delta == Decimal(-3)
