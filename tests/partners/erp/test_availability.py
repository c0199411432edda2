"""The question of the last second: a "no" stops the order, silence never does, and the trace says what happened."""

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from prilavok.base.breaker import breaker_of
from prilavok.base.unit import unit
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import Node, OrderProfile, StockDoubt
from prilavok.partners.erp.orders import availability
from prilavok.partners.erp.orders import profile as profiles
from prilavok.partners.erp.orders.profile import ProfileView
from prilavok.trade.oms import api as oms
from tests.base.faulty import Faulty, cut, faulty, says, silence
from tests.protocols import make
from tests.trade.oms import make as sale

pytestmark = pytest.mark.django_db
YES = b'{"goods": [{"id": "good-0", "available": 5}]}'
NO = b'{"goods": [{"id": "good-0", "available": 1}]}'


@pytest.fixture
def chain() -> sale.Chain:
    """A chain whose stock the central node keeps."""
    make.make_nodes(namespace=sale.SYSTEM)
    return sale.make_chain()


@pytest.fixture
def ask_first(chain: sale.Chain) -> Iterator[Faulty]:
    """A service that confirms; its rule is to accept on our stock."""
    with faulty(says(200, YES)) as server:
        rules(server, "accept")
        yield server


def rules(server: Faulty, policy: str, timeout_ms: int = 600) -> None:
    """The node's rules."""
    node = Node.objects.get(code="erp.central")
    with unit():
        profiles.save_profile(
            ProfileView(node_id=node.pk, check_policy=policy, check_url=server.url, check_timeout_ms=timeout_ms),
            sale.OPERATOR,
        )


def asked(chain: sale.Chain, pieces: str = "2") -> object:
    """Ask for some of the first good."""
    return erp.confirm_availability(location_id=chain.store, wants={chain.goods[0]: Decimal(pieces)})


def test_nobody_is_asked_by_default(chain: sale.Chain) -> None:
    assert asked(chain).state == "off"  # type: ignore[attr-defined]


def test_a_yes_confirms_and_a_no_says_what_is_left(chain: sale.Chain, ask_first: Faulty) -> None:
    assert asked(chain).state == "confirmed"  # type: ignore[attr-defined]
    ask_first.script[:] = [says(200, NO)]
    said = erp.confirm_availability(location_id=chain.store, wants={chain.goods[0]: Decimal(2)})

    assert (said.state, dict(said.left)) == ("short", {chain.goods[0]: Decimal(1)})


@pytest.mark.parametrize(
    "behaviour", [silence, cut, says(500), says(200, b"<html>"), says(200, b'{"goods": 5}'), says(200, b"[]")]
)
def test_no_answer_is_an_answer_in_time(chain: sale.Chain, behaviour: object) -> None:
    with faulty(behaviour) as server:  # type: ignore[arg-type]
        rules(server, "ask")
        began = time.monotonic()

        said = erp.confirm_availability(location_id=chain.store, wants={chain.goods[0]: Decimal(1)})

        assert (said.state, said.policy) == ("no_answer", "ask")
        assert said.reason
        assert time.monotonic() - began < 1.5


def test_a_base_that_keeps_failing_is_left_alone(chain: sale.Chain) -> None:
    with faulty(says(500)) as server:
        rules(server, "accept")
        for _ in range(12):
            asked(chain)

        assert len(server.asked) < 12
        assert not breaker_of(server.url.split("/")[2]).may_pass()


def test_the_rule_stands_on_the_trace_and_an_operator_has_a_task(chain: sale.Chain) -> None:
    placed = sale.place(chain, 1)
    with faulty(says(503)) as server:
        rules(server, "ask")
        said = erp.confirm_availability(location_id=chain.store, wants={chain.goods[0]: Decimal(1)})
    with unit():
        for _ in range(2):
            erp.note_availability(order_id=placed.order_id, order_number=placed.number, said=said)

    (doubt,) = availability.doubts()
    assert doubt.number == placed.number
    assert any("оператора просят проверить" in line.title for line in oms.trace(placed.order_id))
    with unit():
        availability.settle_doubt(doubt.doubt_id, sale.OPERATOR)
    assert availability.doubts() == []


def test_accepting_on_our_stock_raises_no_task(chain: sale.Chain) -> None:
    placed = sale.place(chain, 1)
    with faulty(says(503)) as server:
        rules(server, "accept")
        said = erp.confirm_availability(location_id=chain.store, wants={chain.goods[0]: Decimal(1)})
    with unit():
        erp.note_availability(order_id=placed.order_id, order_number=placed.number, said=said)

    assert StockDoubt.objects.count() == 0
    assert any("принят по нашим остаткам" in line.title for line in oms.trace(placed.order_id))


def test_longer_than_a_second_and_a_half_is_refused_by_the_database(chain: sale.Chain) -> None:
    with faulty(says(200, YES)) as server:
        rules(server, "accept", timeout_ms=60_000)

    assert OrderProfile.objects.get().check_timeout_ms == 1500
