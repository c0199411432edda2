"""Purchases in stores stand in the customer's one history, whatever came first."""

from decimal import Decimal

import pytest

from prilavok.base.unit import unit
from prilavok.people.crm.api import (
    customer,
    customer_by_phone,
    find_customers,
    join_proven,
    receipts_of_person,
    remember,
    take_customers,
    timeline,
)
from prilavok.people.crm.models import CustomerOrder
from prilavok.people.crm.values import CustomerDraft, CustomerId
from prilavok.trade.receipts import api as receipts
from tests.jobs import RunJobs
from tests.trade.receipts.make import SYSTEM, draft

pytestmark = pytest.mark.django_db
PHONE, CARD = "+79161234567", "2000000012345"


def take(*drafts: object) -> None:
    with unit():
        receipts.take_receipts(source=SYSTEM, drafts=drafts)  # type: ignore[arg-type]


def test_a_receipt_with_a_phone_counts_for_its_customer_and_returns_take_away(run_jobs: RunJobs) -> None:
    take(draft(1, phone=PHONE, total="100.00"), draft(2, phone=PHONE, total="40.00", kind="return"), draft(3))
    run_jobs()

    card = customer_by_phone(PHONE)
    assert card is not None
    assert (card.receipts_count, card.spent.amount, card.orders_count) == (1, Decimal(60), 0)
    assert [(one.kind, one.title) for one in timeline(card.customer_id)] == [
        ("receipt", "Возврат в магазине, чек 7-2"),
        ("receipt", "Покупка в магазине, чек 7-1"),
    ]


def test_a_correction_recounts_and_moves_to_the_right_buyer(run_jobs: RunJobs) -> None:
    take(draft(1, phone=PHONE))
    run_jobs()

    take(draft(1, phone="+79167654321", revision=2, total="70.00"))
    run_jobs()

    former, now = customer_by_phone(PHONE), customer_by_phone("+79167654321")
    assert former is not None
    assert now is not None
    assert (former.receipts_count, former.spent.amount) == (0, Decimal(0))
    assert (now.receipts_count, now.spent.amount) == (1, Decimal(70))


def test_a_card_that_becomes_known_later_finds_its_receipts(run_jobs: RunJobs) -> None:
    take(draft(1, card=CARD))
    run_jobs()
    assert find_customers("", 10) == []

    with unit():
        take_customers(
            system=SYSTEM, drafts=[CustomerDraft(external_id="c1", name="Анна", phones=(PHONE,), cards=(CARD,))]
        )

    card = customer_by_phone(PHONE)
    assert card is not None
    assert (card.receipts_count, card.spent.amount) == (1, Decimal(100))


def test_the_owner_of_the_card_is_the_buyer_whatever_phone_was_told(run_jobs: RunJobs) -> None:
    with unit():
        take_customers(system=SYSTEM, drafts=[CustomerDraft(external_id="c1", phones=(PHONE,), cards=(CARD,))])
    take(draft(1, card=CARD, phone="+79167654321"))
    run_jobs()

    card = customer_by_phone(PHONE)
    assert card is not None
    assert card.receipts_count == 1
    assert customer_by_phone("+79167654321") is None


def test_a_receipt_that_closes_an_order_is_not_money_twice(run_jobs: RunJobs) -> None:
    with unit():
        known = remember("Анна", PHONE, "", "order")
        CustomerOrder.objects.create(
            order_id=1,
            customer_id=known,
            number="1042-7",
            status="issued",
            is_issued=True,
            total=Decimal(100),
            currency="RUB",
            channel="site",
            location_id=1,
            placed_at=customer(known).first_seen,
        )
    take(draft(1, phone=PHONE, order_number="1042-7"))
    run_jobs()

    assert (customer(known).spent.amount, customer(known).receipts_count) == (Decimal(100), 0)


def test_the_buyer_sees_a_receipt_only_after_proof_of_the_phone(run_jobs: RunJobs) -> None:
    take(draft(1, phone=PHONE), draft(2, phone="+79167654321"))
    run_jobs()
    assert receipts_of_person(77, 10) == ([], 0)

    with unit():
        join_proven(person_id=77, name="", phone=PHONE, email="")

    shown, total = receipts_of_person(77, 10)
    assert ([one.number for one in shown], total) == (["7-1"], 1)


def test_a_scope_of_stores_sees_customers_who_bought_there(run_jobs: RunJobs) -> None:
    take(draft(1, phone=PHONE, location_id=5))
    run_jobs()

    assert len(find_customers("", 10, frozenset({5}))) == 1
    assert find_customers("", 10, frozenset({6})) == []
    known = find_customers("", 10)[0].customer_id
    assert timeline(CustomerId(known), frozenset({6})) == []
