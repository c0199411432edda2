"""Transfers at the counter: gathered, sent, received with what differs; a short pick brought from another store."""

import re
from datetime import time
from decimal import Decimal

import pytest
from django.test import Client

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import RouteView, ShareView, TransferDraft, TransferView
from prilavok.goods.stock.values import Want
from prilavok.trade.fulfilment import api as fulfilment
from tests.doors.counter.test_counter import client, text
from tests.trade.oms.make import Chain, make_chain, place, put, seen

pytestmark = pytest.mark.django_db
STAFF = Actor(name="Ирина", kind="staff", permissions=frozenset({"stock.transfer"}), stores=None)


@pytest.fixture
def chain() -> Chain:
    return make_chain()


@pytest.fixture
def sender(chain: Chain) -> Client:
    return client(chain)


@pytest.fixture
def receiver(chain: Chain) -> Client:
    return client(chain, "store-05", frozenset({chain.other}))


def draft(chain: Chain, *quantities: int) -> TransferView:
    wants = tuple(
        Want(variant_id=one, quantity=Decimal(n)) for one, n in zip(chain.goods, quantities, strict=False) if n
    )
    with unit():
        return transfers.open_transfer(
            TransferDraft(key=f"d{quantities}", source_id=chain.store, target_id=chain.other, wants=wants, actor=STAFF)
        )


def balance(chain: Chain, place: int, number: int = 0) -> tuple[int, int, int]:
    row = stock.explain(variant_id=chain.goods[number], location_id=place).balance
    return int(row.on_hand), int(row.reserved), int(row.available)


def key_of(answer) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text(answer))
    assert found is not None
    return found[1]


def test_a_transfer_is_gathered_sent_and_received_without_a_script(
    chain: Chain, sender: Client, receiver: Client
) -> None:
    one = draft(chain, 2)
    assert one.number in text(sender.get("/counter/moves/"))
    page = sender.get(f"/counter/moves/{one.transfer_id}/")
    assert "на полке 10 · свободно 8" in text(page)
    name = f"n{chain.goods[0]}"
    counted = sender.post(
        f"/counter/moves/{one.transfer_id}/send/", {"scan": "460000000000", name: "1", "key": key_of(page)}
    )
    assert f'name="{name}" value="2"' in text(counted)

    for _ in range(2):
        sent = {"do": "send", name: "2", "key": key_of(page)}
        assert sender.post(f"/counter/moves/{one.transfer_id}/send/", sent).status_code == 303
    assert (balance(chain, chain.store), balance(chain, chain.other)) == ((8, 0, 8), (1, 0, 1))

    page = receiver.get(f"/counter/moves/{one.transfer_id}/")
    for _ in range(2):
        received = {"do": "receive", name: "2", "key": key_of(page)}
        assert receiver.post(f"/counter/moves/{one.transfer_id}/receive/", received).status_code == 303
    assert balance(chain, chain.other) == (3, 0, 3)
    assert "Принято" in text(receiver.get(f"/counter/moves/{one.transfer_id}/"))


def test_what_differs_is_asked_about_before_it_is_written(chain: Chain, sender: Client, receiver: Client) -> None:
    one = draft(chain, 3)
    sender.post(f"/counter/moves/{one.transfer_id}/send/", {"do": "all", "key": "k"})
    counts = {f"n{chain.goods[0]}": "1", f"d{chain.goods[0]}": "1", "key": "r"}

    asked = receiver.post(f"/counter/moves/{one.transfer_id}/receive/", {"do": "receive", **counts})
    assert 'value="differs"' in text(asked)
    assert balance(chain, chain.other) == (1, 0, 1)
    receiver.post(f"/counter/moves/{one.transfer_id}/receive/", {"do": "differs", **counts})

    assert balance(chain, chain.other) == (2, 0, 2)
    assert {one.kind: int(one.left) for one in transfers.discrepancies()} == {"short": 1, "damaged": 1}


def test_a_new_transfer_is_filled_by_scanner(chain: Chain, sender: Client) -> None:
    page = sender.get("/counter/moves/new/")
    opened = sender.post("/counter/moves/new/", {"to": str(chain.other), "key": key_of(page)})
    again = sender.post("/counter/moves/new/", {"to": str(chain.other), "key": key_of(page)})
    assert opened.headers["Location"] == again.headers["Location"]
    address = opened.headers["Location"]

    counted = sender.post(f"{address}send/", {"scan": "460000000001"})
    assert f'name="n{chain.goods[1]}" value="1"' in text(counted)
    unknown = sender.post(f"{address}send/", {"scan": "999", f"n{chain.goods[1]}": "1"})
    assert unknown.status_code == 422
    sender.post(f"{address}send/", {"do": "send", f"n{chain.goods[1]}": "4", "key": "k"})

    assert balance(chain, chain.store, 1) == (6, 0, 6)
    too_many = sender.post("/counter/moves/new/", {"to": str(chain.other), "key": "other"}).headers["Location"]
    refused = sender.post(f"{too_many}send/", {"do": "send", f"n{chain.goods[1]}": "7", "key": "k2"})
    assert refused.status_code == 409
    assert balance(chain, chain.store, 1) == (6, 0, 6)


def test_a_transfer_of_others_is_not_there(chain: Chain) -> None:
    one = draft(chain, 2)
    stranger = client(chain, "store-09", frozenset({9999}))

    for address in ("", "send/", "receive/", "cancel/", "return/"):
        path = f"/counter/moves/{one.transfer_id}/{address}"
        answer = stranger.post(path, {"do": "all", "key": "k"}) if address else stranger.get(path)
        assert answer.status_code == 404, address
    assert balance(chain, chain.store) == (10, 2, 8)


def test_the_receiver_cannot_send_nor_the_sender_receive(chain: Chain, sender: Client, receiver: Client) -> None:
    one = draft(chain, 2)
    receiver.post(f"/counter/moves/{one.transfer_id}/send/", {"do": "all", "key": "k"})
    assert balance(chain, chain.store) == (10, 2, 8)
    sender.post(f"/counter/moves/{one.transfer_id}/send/", {"do": "all", "key": "k"})
    sender.post(f"/counter/moves/{one.transfer_id}/receive/", {"do": "all", "key": "k"})
    assert (balance(chain, chain.store), balance(chain, chain.other)) == ((8, 0, 8), (1, 0, 1))


def test_called_off_and_returned_goods_lie_at_the_sender(chain: Chain, sender: Client, receiver: Client) -> None:
    one, other = draft(chain, 2), draft(chain, 0, 3)
    sender.post(f"/counter/moves/{one.transfer_id}/cancel/", {"reason": "не нашли"})
    sender.post(f"/counter/moves/{other.transfer_id}/send/", {"do": "all", "key": "k"})
    assert receiver.post(f"/counter/moves/{other.transfer_id}/return/", {"key": "k"}).status_code == 409
    receiver.post(f"/counter/moves/{other.transfer_id}/return/", {"key": "k", "reason": "не приняли"})

    assert (balance(chain, chain.store), balance(chain, chain.store, 1)) == ((10, 0, 10), (10, 0, 10))


def test_what_was_not_found_comes_from_another_store(chain: Chain, sender: Client) -> None:
    with unit():
        put(chain.other, chain.goods, 5)
        transfers.set_share(location_id=chain.other, share=ShareView(gives=True), actor=STAFF)
        transfers.set_share(location_id=chain.store, share=ShareView(takes=True), actor=STAFF)
        way = RouteView(
            source_id=None,
            source_region="",
            target_id=None,
            target_region="",
            lead_hours=24,
            cut_off=time(12),
            weekdays=(1, 2, 3, 4, 5, 6, 7),
        )
        transfers.keep_route(way, actor=STAFF)
    placed = place(chain, 2)
    sender.post(f"/counter/pick/{placed.order_id}/start/")
    count = {f"n{chain.goods[0]}": "1"}
    asked = sender.post(f"/counter/pick/{placed.order_id}/", {"do": "done", **count})
    assert "Магазин на Речной" in text(asked)

    for _ in range(2):
        answer = sender.post(f"/counter/pick/{placed.order_id}/elsewhere/", {"key": key_of_button(asked), **count})
        assert answer.status_code == 303

    assert fulfilment.tasks_of(order_ids=[placed.order_id])[placed.order_id].state == "awaiting"
    assert (balance(chain, chain.store), balance(chain, chain.other)) == ((10, 2, 8), (5, 1, 4))
    assert seen(placed.order_id).promised_at is not None
    assert "едут" in text(sender.get(f"/counter/pick/{placed.order_id}/done/"))
    assert placed.number in text(sender.get("/counter/"))


def key_of_button(answer) -> str:
    found = re.search(r'name="key" value="([^"]+)" formaction', text(answer))
    assert found is not None
    return found[1]
