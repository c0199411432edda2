"""The accounting system learns of transfers: given until confirmed, never counted twice."""

import json
from decimal import Decimal

import pytest

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Counted, TransferDraft, TransferView
from prilavok.goods.stock.values import SnapshotRow, Want
from tests.jobs import RunJobs
from tests.partners.erp.plain.make import example, make_goods, make_places, plain
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db
BY = Actor(name="Ирина", kind="system")


@pytest.fixture
def moved(nodes: object) -> TransferView:
    """Three kettles sent from the first place of the central node to the second."""
    goods, places = make_goods("Kettle"), make_places("A", "B")
    kettle = goods["Kettle"]
    with unit():
        tell(kettle, places["A"], 10)
        tell(kettle, places["B"], 0)
        one = transfers.open_transfer(
            TransferDraft(
                key="k",
                source_id=places["A"],
                target_id=places["B"],
                wants=(Want(variant_id=kettle, quantity=Decimal(3)),),  # type: ignore[arg-type]
                actor=BY,
            )
        )
        return transfers.send_transfer(transfer_id=one.transfer_id, counts={kettle: Decimal(3)}, actor=BY, key="k")


def tell(variant_id: int, location_id: int, quantity: int) -> None:
    row = SnapshotRow(variant_id=variant_id, location_id=location_id, quantity=Decimal(quantity))
    stock.apply_snapshot(source="erp.central:1", rows=[row], meaning="physical")


def on_hand(one: TransferView) -> tuple[int, int]:
    variant = one.lines[0].variant_id
    found = [stock.explain(variant_id=variant, location_id=end).balance for end in (one.source_id, one.target_id)]
    return int(found[0].on_hand), int(found[1].on_hand)


def asked(one_c: OneC) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in one_c.ask("type=transfers&mode=query").splitlines()]
    assert lines[0]["format"] == "prilavok/transfers"
    return lines[1:]


def test_a_transfer_is_given_until_it_is_confirmed(one_c: OneC, moved: TransferView) -> None:
    one_c.checkauth("transfers")
    first, second = asked(one_c), asked(one_c)
    assert first == second
    assert (first[0]["number"], first[0]["state"], first[0]["from"], first[0]["to"]) == (moved.number, "sent", "a", "b")
    assert first[0]["steps"][0]["moves"] == [{"variant": "Kettle", "location": "a", "delta": "-3", "lost": "0"}]  # type: ignore[index]

    assert one_c.ask("type=transfers&mode=success") == b"success"
    assert asked(one_c) == []
    variant = moved.lines[0].variant_id
    with unit():
        tell(variant, moved.source_id, 7)
        transfers.receive_transfer(
            transfer_id=moved.transfer_id, counts={variant: Counted(good=Decimal(2))}, actor=BY, key="r"
        )
        tell(variant, moved.target_id, 0)
    assert on_hand(moved) == (7, 2)

    again = asked(one_c)
    assert [step["kind"] for step in again[0]["steps"]] == ["sent", "received"]  # type: ignore[attr-defined]
    one_c.ask("type=transfers&mode=success")
    with unit():
        tell(variant, moved.target_id, 2)
    assert on_hand(moved) == (7, 2)


def test_what_happens_between_query_and_success_is_given_again(one_c: OneC, moved: TransferView) -> None:
    one_c.checkauth("transfers")
    asked(one_c)
    variant = moved.lines[0].variant_id
    with unit():
        transfers.receive_transfer(
            transfer_id=moved.transfer_id, counts={variant: Counted(good=Decimal(3))}, actor=BY, key="r"
        )

    one_c.ask("type=transfers&mode=success")

    assert not transfers.views([moved.transfer_id])[moved.transfer_id].is_known
    assert asked(one_c)[0]["state"] == "received"


def test_a_node_that_knows_not_all_of_it_is_given_nothing(one_c: OneC, moved: TransferView) -> None:
    with unit():
        from prilavok.goods.stock.models import LocationIdentity

        LocationIdentity.objects.filter(location_id=moved.target_id).delete()

    one_c.checkauth("transfers")

    assert asked(one_c) == []


def test_the_node_may_say_that_it_was_conducted_there(one_c: OneC, moved: TransferView, run_jobs: RunJobs) -> None:
    said = one_c.send(
        {"transfers_1.jsonl": plain("transfers", {"number": moved.number}, {"number": "П9-9"})},
        order=["transfers_1.jsonl"],
    )
    run_jobs()

    assert transfers.views([moved.transfer_id])[moved.transfer_id].is_known, said
    with unit():
        tell(moved.lines[0].variant_id, moved.source_id, 7)
    assert on_hand(moved) == (7, 0)


def test_the_examples_of_the_description_are_true(one_c: OneC, moved: TransferView) -> None:
    told = [json.loads(line) for line in example("transfers-out").splitlines()]
    one_c.checkauth("transfers")
    (record,) = asked(one_c)
    assert record.keys() <= told[1].keys()
    assert record["steps"][0].keys() == told[1]["steps"][0].keys()  # type: ignore[index]
    assert json.loads(example("transfers").splitlines()[1]).keys() == {"number", "revision"}
