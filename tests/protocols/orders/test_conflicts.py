"""Lines changed on both sides wait for a person; whatever the person decides, both sides end equal."""

from decimal import Decimal

import pytest

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp.errors import ChoiceMissing, ConflictMoved
from prilavok.partners.erp.models import Conflict, Export
from prilavok.partners.erp.orders import conflicts
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.errors import CorrectionRefused
from prilavok.trade.oms.values import ErpLine, OrderView
from tests.jobs import RunJobs
from tests.protocols.client import OneC
from tests.protocols.orders.test_in import document, line, send
from tests.trade.oms import make as sale

THEIRS = line("good-0", "1", "100.00") + line("good-1", "2", "250.50") + line("good-2", "2", "19.99")


@pytest.fixture
def order(chain: sale.Chain, one_c: OneC, run_jobs: RunJobs) -> OrderView:
    """An order of 1, 2 and 3 pieces that the ERP knows, then picked with one of the second good less."""
    placed = sale.place(chain, 1, 2, 3)
    run_jobs()
    give(one_c)
    sale.pick(chain, placed.order_id, 1, 1, 3)
    run_jobs()
    return sale.seen(placed.order_id)


def give(client: OneC) -> bytes:
    """query and success; what was given."""
    client.checkauth("sale")
    answer = client.ask("type=sale&mode=query")
    client.ask("type=sale&mode=success")
    return answer


def both_changed(client: OneC, order: OrderView, run_jobs: RunJobs) -> conflicts.ConflictView:
    """The ERP sends its own change, made of the composition before ours."""
    send(client, document(order.number, lines=THEIRS))
    run_jobs()
    (found,) = conflicts.open_conflicts(stores=None)
    return found


def decide(seen: conflicts.ConflictView, *sides: str) -> OrderView:
    """Choose a side for each good that differs, in order."""
    differing = [row.variant_id for row in seen.rows if row.differs]
    chosen = dict(zip(differing, sides, strict=True))
    with unit():
        return conflicts.settle(conflict_id=seen.conflict_id, stamp=seen.stamp, choices=chosen, actor=sale.OPERATOR)


def quantities(view: OrderView) -> list[Decimal]:
    """Pieces by line."""
    return [one.quantity for one in view.lines]


def test_three_columns_say_who_changed_what(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    seen = both_changed(one_c, order, run_jobs)

    assert [(row.agreed.quantity, row.ours.quantity, row.theirs.quantity) for row in seen.rows] == [  # type: ignore[union-attr]
        (1, 1, 1),
        (2, 1, 2),
        (3, 3, 2),
    ]
    assert [(row.differs, row.suggested) for row in seen.rows] == [(False, "ours"), (True, "ours"), (True, "theirs")]
    assert seen.agreed_total is not None
    assert seen.ours_total == order.total
    assert seen.agreed_total.amount == Decimal(100) + 2 * Decimal("250.50") + 3 * Decimal("19.99")
    assert seen.theirs_total is not None
    assert seen.theirs_total.amount == Decimal(100) + 2 * Decimal("250.50") + 2 * Decimal("19.99")
    assert quantities(sale.seen(order.order_id)) == [1, 1, 3]


@pytest.mark.parametrize(
    ("sides", "expected", "choice"),
    [
        (("ours", "ours"), [1, 1, 3], "ours"),
        (("ours", "theirs"), [1, 1, 2], "by_line"),
    ],
)
def test_after_the_decision_the_erp_is_given_what_it_does_not_have(
    one_c: OneC, order: OrderView, run_jobs: RunJobs, sides: tuple[str, str], expected: list[int], choice: str
) -> None:
    give(one_c)  # the news of picking is on its way already; what differs after the decision must follow it
    Export.objects.update(known_version=1)
    seen = both_changed(one_c, order, run_jobs)

    after = decide(seen, *sides)
    run_jobs()

    assert quantities(after) == expected
    row = Conflict.objects.get()
    assert (row.state, row.choice, row.decided_by) == ("settled", choice, sale.OPERATOR.name)
    assert order.number.encode() in give(one_c)
    lines = "".join(
        line(f"good-{at}", str(one), price)
        for at, (one, price) in enumerate(zip(expected, ("100.00", "250.50", "19.99"), strict=True))
    )
    send(one_c, document(order.number, lines=lines))
    assert conflicts.open_conflicts(stores=None) == []
    assert sale.seen(order.order_id).version == after.version
    assert [one.action for one in accounts.audit_of(f"order:{order.order_id}")].count("order.conflict_settled") == 1


def test_what_cannot_be_done_here_is_refused_and_the_conflict_stays(
    one_c: OneC, order: OrderView, run_jobs: RunJobs
) -> None:
    seen = both_changed(one_c, order, run_jobs)

    with pytest.raises(CorrectionRefused):
        decide(seen, "theirs", "theirs")

    assert quantities(sale.seen(order.order_id)) == [1, 1, 3]
    assert Conflict.objects.get().state == "open"


def test_theirs_are_taken_whole_and_not_sent_back(one_c: OneC, chain: sale.Chain, run_jobs: RunJobs) -> None:
    placed = sale.place(chain, 1, 2, 3)
    run_jobs()
    give(one_c)
    with unit():
        lines = sale.seen(placed.order_id).lines
        oms.correct_order(
            order_id=placed.order_id,
            lines=[
                ErpLine(variant_id=one.variant_id, quantity=one.quantity + 1, price=one.unit_price.amount)
                for one in lines
            ],
            source="decision",
            actor=sale.OPERATOR,
        )
    seen = both_changed(one_c, sale.seen(placed.order_id), run_jobs)

    after = decide(seen, *["theirs"] * len([row for row in seen.rows if row.differs]))

    assert quantities(after) == [1, 2, 2]
    export = Export.objects.get()
    assert export.known_version == after.version == 3


def test_a_decision_on_what_has_moved_since_is_refused(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    seen = both_changed(one_c, order, run_jobs)
    newer = line("good-0", "1", "100.00") + line("good-1", "2", "250.50") + line("good-2", "1", "19.99")
    send(one_c, document(order.number, lines=newer))

    with pytest.raises(ConflictMoved):
        decide(seen, "ours", "ours")

    (now,) = conflicts.open_conflicts(stores=None)
    assert [row.theirs.quantity for row in now.rows] == [1, 2, 1]  # type: ignore[union-attr]


def test_every_line_that_differs_needs_a_choice(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    seen = both_changed(one_c, order, run_jobs)

    with pytest.raises(ChoiceMissing), unit():
        conflicts.settle(conflict_id=seen.conflict_id, stamp=seen.stamp, choices={}, actor=sale.OPERATOR)

    assert Conflict.objects.get().state == "open"


def test_sides_that_become_equal_withdraw_the_conflict(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    both_changed(one_c, order, run_jobs)
    give(one_c)

    equal = line("good-0", "1", "100.00") + line("good-1", "1", "250.50") + line("good-2", "3", "19.99")
    send(one_c, document(order.number, lines=equal))

    assert Conflict.objects.get().state == "withdrawn"


def test_the_same_words_are_news_when_both_sides_had_left_them(
    one_c: OneC, chain: sale.Chain, run_jobs: RunJobs
) -> None:
    placed = sale.place(chain, 2)
    run_jobs()
    give(one_c)
    fewer = document(placed.number, lines=line("good-0", "1", "100.00"))
    send(one_c, fewer)
    assert quantities(sale.seen(placed.order_id)) == [1]
    with unit():
        wanted = ErpLine(variant_id=chain.goods[0], quantity=Decimal(3), price=Decimal(100))
        oms.correct_order(order_id=placed.order_id, lines=[wanted], source="decision", actor=sale.OPERATOR)
    run_jobs()
    give(one_c)

    send(one_c, fewer)

    assert quantities(sale.seen(placed.order_id)) == [1]


def test_a_conflict_of_another_store_is_not_there(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    both_changed(one_c, order, run_jobs)

    assert conflicts.open_conflicts(stores=frozenset({order.location_id + 1})) == []
    assert len(conflicts.open_conflicts(stores=frozenset({order.location_id}))) == 1
