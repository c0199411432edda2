"""Whatever is done with transfers, in whatever order: what lies everywhere, is on the way and was written off stays."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.models import Balance, Discrepancy, Transfer, TransferLine, TransferMove
from prilavok.goods.stock.transfers import api, rules
from prilavok.goods.stock.transfers.values import Bring, Counted, ForOrder, Settlement, TransferDraft
from prilavok.goods.stock.values import Want
from tests.goods.stock.transfers.make import OPERATOR, Pair, key, make_pair

pytestmark = pytest.mark.django_db
COUNT = st.integers(0, 4)
STEP = st.tuples(
    st.sampled_from(["draft", "bring", "send", "receive", "cancel", "return", "settle", "release", "want"]),
    st.integers(0, 5),
    COUNT,
    COUNT,
    st.booleans(),
)


def _sums() -> tuple[Decimal, Decimal, Decimal]:
    """On hand everywhere, on the way, written off (also what buyers took)."""
    on_hand = sum(Balance.objects.values_list("on_hand", flat=True), Decimal(0))
    sent = TransferLine.objects.filter(transfer__state="sent").values_list("sent", flat=True)
    open_ones = Discrepancy.objects.filter(kind__in=["short", "damaged"]).values_list("left", flat=True)
    lost = sum(TransferMove.objects.values_list("lost", flat=True), Decimal(0))
    return on_hand, sum((one or Decimal(0) for one in sent), Decimal(0)) + sum(open_ones, Decimal(0)), lost


def _pick(states: tuple[str, ...], which: int) -> Transfer | None:
    found = list(Transfer.objects.filter(state__in=states).order_by("pk"))
    return found[which % len(found)] if found else None


def _do(pair: Pair, step: tuple[str, int, int, int, bool]) -> None:  # noqa: C901 - one branch a deed
    deed, which, one, two, flag = step
    goods = dict(zip(pair.goods, (one, two), strict=False))
    counts = {good: Decimal(count) for good, count in goods.items()}
    wants = tuple(Want(variant_id=good, quantity=count) for good, count in counts.items() if count)  # type: ignore[arg-type]
    ends = (pair.b, pair.a) if flag else (pair.a, pair.b)
    match deed:
        case "draft":
            api.open_transfer(
                TransferDraft(key=key(), source_id=ends[0], target_id=ends[1], wants=wants, actor=OPERATOR)
            )
        case "bring" if wants:
            from datetime import UTC, datetime

            part = Bring(source_id=pair.a, wants=wants, expected_at=datetime(2026, 5, 15, tzinfo=UTC))
            order = ForOrder(order_id=which + 1, number=str(which), location_id=pair.b, hold_for_s=60)
            api.reserve_and_bring(order=order, here=(), brings=(part,))
        case "send" if row := _pick(("draft",), which):
            api.send_transfer(transfer_id=row.pk, counts=counts, actor=OPERATOR, key=key())
        case "receive" if row := _pick(("sent",), which):
            came = {good: Counted(good=count, damaged=Decimal(flag)) for good, count in counts.items()}
            api.receive_transfer(transfer_id=row.pk, counts=came, actor=OPERATOR, key=key())
        case "cancel" if row := _pick(("draft", "sent"), which):
            api.cancel_transfer(transfer_id=row.pk, reason="x", actor=OPERATOR)
        case "return" if row := _pick(("sent",), which):
            api.return_transfer(transfer_id=row.pk, reason="x", actor=OPERATOR, key=key())
        case "settle" if found := api.discrepancies():
            known = found[which % len(found)]
            outcome = known.outcomes[one % len(known.outcomes)]
            api.settle(
                Settlement(
                    key=key(),
                    discrepancy_id=known.discrepancy_id,
                    outcome=outcome,
                    reason="x",
                    actor=OPERATOR,
                    quantity=Decimal(1) if flag else None,
                )
            )
        case "release":
            stock.release(order_id=which + 1, reason="x")
        case "want":
            stock.change_hold(order_id=which + 1, wants=wants)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=3, max_size=14))
def test_nothing_is_made_and_nothing_vanishes(steps: list[tuple[str, int, int, int, bool]]) -> None:
    block = transaction.atomic()
    block.__enter__()
    try:
        pair = make_pair(6)
        before = sum(_sums())
        for step in steps:
            try:
                with unit():
                    _do(pair, step)
            except Refused:
                pass
            assert sum(_sums()) == before, step
            assert stock.broken_balances() == [], step
            assert api.broken_transfers() == [], step
    finally:
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@given(kind=st.sampled_from(sorted(rules.OUTCOMES)), quantity=st.integers(1, 9), data=st.data())
def test_a_decision_moves_what_was_in_transit_and_nothing_else(kind: str, quantity: int, data: st.DataObject) -> None:
    outcome = data.draw(st.sampled_from(rules.OUTCOMES[kind]))
    done = rules.effect(kind, outcome, Decimal(quantity))

    assert done is not None
    was_in_transit = Decimal(quantity) if kind in ("short", "damaged") else Decimal(0)
    assert done.source + done.target + done.lost == was_in_transit
