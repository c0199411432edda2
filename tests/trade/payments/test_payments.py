"""One payment an order, settled once, to the kopeck."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from prilavok.base.access import Actor
from prilavok.base.models import EventRow
from prilavok.base.money import Money
from prilavok.base.unit import UnitMissing, unit
from prilavok.trade.payments import api
from prilavok.trade.payments.errors import (
    AmountDiffers,
    MethodUnknown,
    PaymentNotOpen,
    PaymentOpenAlready,
    PaymentUnknown,
)
from prilavok.trade.payments.models import Payment

pytestmark = pytest.mark.django_db
WORKER = Actor(person_id=1, name="Пётр", kind="staff")
SUM = Money(Decimal("660.97"))


def settle(*, order_id: int = 1, amount: Money = SUM, method: str = "cash", key: str = "k") -> str:
    with unit():
        return api.settle_in_store(order_id=order_id, method=method, amount=amount, actor=WORKER, key=key).state


@pytest.fixture
def opened(db: None) -> None:
    with unit():
        api.open_payment(order_id=1, amount=SUM)


def state() -> tuple[str, Decimal]:
    view = api.payments_of(order_ids=[1])[1]
    return view.state, view.amount.amount


@pytest.mark.usefixtures("opened")
def test_payment_is_settled_once_by_key() -> None:
    assert settle() == "settled"
    assert settle() == "settled"

    with pytest.raises(PaymentNotOpen):
        settle(key="another")
    assert EventRow.objects.filter(name="payments.payment_settled").count() == 1


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"amount": Money(Decimal("660.96"))}, AmountDiffers),
        ({"amount": Money(Decimal("660.97"), "USD")}, AmountDiffers),
        ({"method": "at_pickup"}, MethodUnknown),
        ({"order_id": 2}, PaymentUnknown),
    ],
)
def test_wrong_settlement_takes_no_money(changes: dict, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        settle(**changes)

    assert state() == ("open", SUM.amount)
    assert EventRow.objects.count() == 0


@pytest.mark.usefixtures("opened")
def test_amount_follows_the_order_only_while_open() -> None:
    with unit():
        api.change_amount(order_id=1, amount=Money(Decimal(10)))
    assert state() == ("open", Decimal(10))
    settle(amount=Money(Decimal(10)))

    with pytest.raises(PaymentNotOpen), unit():
        api.change_amount(order_id=1, amount=SUM)
    with pytest.raises(PaymentNotOpen), unit():
        api.cancel_payment(order_id=1)

    assert state() == ("settled", Decimal(10))


@pytest.mark.usefixtures("opened")
def test_cancelled_payment_takes_no_money() -> None:
    for _ in range(2):
        with unit():
            api.cancel_payment(order_id=1)

    with pytest.raises(PaymentNotOpen):
        settle()
    assert state() == ("cancelled", SUM.amount)


@pytest.mark.usefixtures("opened")
def test_second_payment_of_an_order_is_refused() -> None:
    with pytest.raises(PaymentOpenAlready), unit():
        api.open_payment(order_id=1, amount=SUM)


def test_writing_needs_a_unit() -> None:
    with pytest.raises(UnitMissing):
        api.open_payment(order_id=1, amount=SUM)


@pytest.mark.usefixtures("opened")
def test_database_refuses_a_half_settled_payment() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(state="settled")
