"""A receipt stands once, in its last revision; its screens keep to the scope of stores."""

from decimal import Decimal

import pytest
from django.test import Client

from prilavok.base.clock import database_now
from prilavok.base.models import EventRow
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.stock import api as stock
from prilavok.trade.receipts import api, rules
from prilavok.trade.receipts.models import Receipt, ReceiptLine
from prilavok.trade.receipts.values import Outcome
from prilavok.trade.receipts.values import ReceiptLine as LineDraft
from tests.goods.stock.make import make_location, put
from tests.trade.receipts.make import SYSTEM, draft, make_receipt

pytestmark = pytest.mark.django_db


def test_what_becomes_of_a_receipt_is_told_in_order(in_unit: None) -> None:
    first = api.take_receipts(source=SYSTEM, drafts=[draft(1), draft(2), draft(1)])
    second = api.take_receipts(
        source=SYSTEM,
        drafts=[
            draft(1, revision=0),
            draft(1, revision=0, total="4.00"),
            draft(2, total="4.00"),
            draft(2, revision=3, total="6.00"),
        ],
    )

    assert first == (Outcome.CREATED, Outcome.CREATED, Outcome.UNCHANGED)
    assert second == (Outcome.UNCHANGED, Outcome.STALE, Outcome.DIFFERS, Outcome.CHANGED)
    assert list(Receipt.objects.order_by("number").values_list("total", flat=True)) == [Decimal(100), Decimal(6)]
    assert ReceiptLine.objects.count() == 2
    said = EventRow.objects.filter(name="receipts.receipts_changed").order_by("pk").values_list("payload", flat=True)
    assert [len(one["receipt_ids"]) for one in said] == [2, 1]


def test_numbers_of_another_store_or_till_are_other_receipts(in_unit: None) -> None:
    done = api.take_receipts(source=SYSTEM, drafts=[draft(1), draft(1, location_id=2)])

    assert done == (Outcome.CREATED, Outcome.CREATED)


def test_a_return_takes_away_and_a_cancelled_one_counts_nothing() -> None:
    ten = Money(Decimal(10))

    assert rules.signed(ten, kind="sale", is_cancelled=False) == ten
    assert rules.signed(ten, kind="return", is_cancelled=False) == Money(Decimal(-10))
    assert rules.signed(ten, kind="return", is_cancelled=True) == Money(Decimal(0))


def client_of(permissions: str, stores: frozenset[int] | None) -> Client:
    with unit():
        accounts.ensure_role("looker", "Looker", permissions.split())
        person_id = accounts.create_staff(
            username="looker", password="looker-secret-1", name="Л", roles=[Grant(role="looker", stores=stores)]
        )
    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    return client


def test_the_screens_show_receipts_of_the_own_stores_only() -> None:
    with unit():
        here, there = make_location("a"), make_location("b")
        mine = make_receipt(1, location_id=here, phone="+79161112233")
        foreign = make_receipt(2, location_id=there, phone="+79164445566")
    client = client_of("receipts.view office.enter", frozenset({here}))

    listed = client.get("/office/receipts/").content.decode()

    assert "7-1" in listed
    assert "7-2" not in listed
    page = client.get(f"/office/receipts/{mine}/")
    assert page.status_code == 200
    assert "Хлеб" in page.content.decode()
    assert client.get(f"/office/receipts/{foreign}/").status_code == 404
    assert client.get("/office/receipts/999999/").status_code == 404


@pytest.mark.parametrize("text", ["1", "7-1", "8 916 111 22 33", "200001"])
def test_a_receipt_is_found_by_what_people_know(text: str) -> None:
    from prilavok.trade.receipts.values import ReceiptFilter

    with unit():
        make_receipt(1, phone="+79161112233", card="200001")
        make_receipt(2)

    assert [one.number for one in api.find_receipts(ReceiptFilter(text=text)).receipts] == ["7-1"]


def test_only_those_with_the_right_come_in() -> None:
    client = client_of("office.enter", None)

    assert client.get("/office/receipts/").status_code == 403


def bread(variant_id: int | None, *, quantity: int = 2) -> LineDraft:
    price = Decimal(50)
    return LineDraft(
        title="Хлеб", quantity=Decimal(quantity), price=price, discount=Decimal(0), total=price * quantity,
        external_id="bread", variant_id=variant_id,
    )  # fmt: skip


def kept_from_promise(store: int, variant_id: int = 1) -> int:
    return int(stock.explain(variant_id=variant_id, location_id=store).balance.unsynced)


def test_a_sale_at_a_till_is_not_promised_and_a_cancelled_or_returned_one_is(in_unit: None) -> None:
    store = make_location()
    put(store, v1=10)
    said = {"location_id": store, "at": database_now(), "lines": (bread(1),)}

    api.take_receipts(source=SYSTEM, drafts=[draft(1, **said), draft(2, order_number="1042-7", **said)])
    api.take_receipts(source=SYSTEM, drafts=[draft(3, kind="return", **said)])
    assert kept_from_promise(store) == 2
    api.take_receipts(source=SYSTEM, drafts=[draft(1, **said)])
    assert kept_from_promise(store) == 2

    api.take_receipts(source=SYSTEM, drafts=[draft(1, revision=2, is_cancelled=True, **said)])
    assert kept_from_promise(store) == 0
    assert stock.broken_balances() == []


def test_goods_named_later_are_taken_off_the_shelf_then(in_unit: None) -> None:
    store = make_location()
    put(store, v1=10)
    api.take_receipts(
        source=SYSTEM, drafts=[draft(1, location_id=store, at=database_now(), lines=(bread(None), bread(None)))]
    )
    assert kept_from_promise(store) == 0

    assert api.name_goods(system=SYSTEM, variant_ids={"bread": 1}) == 2

    assert kept_from_promise(store) == 4
