"""Rivals over transfers: received once, sent within what is free, cancelled or sent but not both; with a control."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections

from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.errors import NotEnough
from prilavok.goods.stock.models import Movement, Transfer
from prilavok.goods.stock.transfers import api, receiving
from prilavok.goods.stock.transfers.errors import TransferClosed
from prilavok.goods.stock.values import Want
from tests.goods.stock.transfers.make import OPERATOR, draft, key, make_pair, receive, send

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


@pytest.fixture
def crowd() -> Iterator[Callable[[Callable[[int], bool], int], int]]:
    """Runs a worker so many times, many at once; returns how many succeeded."""
    pool = ThreadPoolExecutor(AT_ONCE)
    start = threading.Barrier(AT_ONCE)

    def run(worker: Callable[[int], bool], times: int) -> int:
        def together(number: int) -> bool:
            if number < AT_ONCE:
                start.wait(timeout=30)
            return worker(number)

        return sum(pool.map(together, range(times)))

    yield run

    def leave(_: int) -> None:
        start.wait(timeout=30)
        connections.close_all()

    list(pool.map(leave, range(AT_ONCE)))
    pool.shutdown()


def test_a_transfer_is_received_once_however_many_receive_it(crowd) -> None:
    pair = make_pair()
    transfer = send(pair, draft(pair, 5))

    def receiver(_: int) -> bool:
        try:
            receive(pair, transfer, 5)
        except TransferClosed:
            return False
        return True

    assert crowd(receiver, AT_ONCE) == 1
    assert (pair.at(pair.a), pair.at(pair.b)) == ((5, 0, 5), (5, 0, 5))
    assert Movement.objects.filter(kind="received").count() == 1
    assert (stock.broken_balances(), api.broken_transfers()) == ([], [])


def test_control_without_the_lock_goods_are_received_again_and_again(crowd, monkeypatch) -> None:
    """This test exists to show that the crowd above is a real crowd."""
    pair = make_pair()
    transfer = send(pair, draft(pair, 5))
    meeting = threading.Barrier(AT_ONCE)

    def looked_at(transfer_id: int, _actor: object) -> Transfer:
        row = Transfer.objects.get(pk=transfer_id)
        meeting.wait(timeout=30)
        return row

    monkeypatch.setattr(receiving, "locked", looked_at)
    monkeypatch.setattr(receiving, "write_step", lambda row, *_, **__: row.save())

    def receiver(_: int) -> bool:
        receive(pair, transfer, 5)
        return True

    assert crowd(receiver, AT_ONCE) == AT_ONCE
    assert pair.at(pair.b)[0] == 5 * AT_ONCE
    assert api.broken_transfers() != []


def test_more_than_is_free_is_never_sent(crowd) -> None:
    pair = make_pair(10)

    def rival(number: int) -> bool:
        try:
            if number % 2:
                with unit():
                    wanted = [Want(variant_id=pair.goods[0], quantity=Decimal(1))]  # type: ignore[arg-type]
                    stock.reserve(order_id=number, location_id=pair.a, wants=wanted, hold_for_s=600)
            else:
                send(pair, draft(pair, 1), 2)
        except NotEnough:
            return False
        return True

    crowd(rival, 40)

    on_hand, reserved, available = pair.at(pair.a)
    assert 0 <= reserved <= on_hand
    assert available == on_hand - reserved
    in_transit = sum(one.quantity for one in api.in_transit(variant_ids=[pair.goods[0]]).get(pair.goods[0], ()))
    assert on_hand + in_transit == 10
    assert (stock.broken_balances(), api.broken_transfers()) == ([], [])


def test_a_draft_is_either_sent_or_cancelled(crowd) -> None:
    pair = make_pair(40)
    drafts = [draft(pair, 1) for _ in range(16)]

    def rival(number: int) -> bool:
        one = drafts[number // 2]
        try:
            if number % 2:
                send(pair, one, 1)
            else:
                with unit():
                    api.cancel_transfer(transfer_id=one.transfer_id, reason="спор", actor=OPERATOR)
        except TransferClosed:
            return False
        return True

    assert crowd(rival, 32) == 16
    sent = Transfer.objects.filter(state="sent").count()
    assert Transfer.objects.filter(state="cancelled").count() == 16 - sent
    assert pair.at(pair.a) == (40 - sent, 0, 40 - sent)
    assert (stock.broken_balances(), api.broken_transfers()) == ([], [])


def test_crossed_transfers_do_not_wait_for_one_another_for_ever(crowd) -> None:
    pair = make_pair(100)
    with unit():
        from tests.goods.stock.make import put

        put(pair.b, **{f"v{one}": 100 for one in pair.goods})

    def rival(number: int) -> bool:
        there = number % 2 == 0
        ends = (pair.a, pair.b) if there else (pair.b, pair.a)
        from prilavok.goods.stock.transfers.values import TransferDraft

        quantities = {one: Decimal(1) for one in (pair.goods if there else reversed(pair.goods))}
        wants = tuple(Want(variant_id=one, quantity=count) for one, count in quantities.items())  # type: ignore[arg-type]
        with unit():
            opened = api.open_transfer(
                TransferDraft(key=key(), source_id=ends[0], target_id=ends[1], wants=wants, actor=OPERATOR)
            )
        sent = send(pair, opened)
        receive(pair, sent, 1, 1, 1)
        return True

    assert crowd(rival, 32) == 32
    assert [pair.at(pair.a, n)[0] + pair.at(pair.b, n)[0] for n in range(3)] == [200, 200, 200]
    assert (stock.broken_balances(), api.broken_transfers()) == ([], [])
