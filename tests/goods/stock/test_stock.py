"""Stock: what the ERP says, what we hold, and why the balance is what it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import InternalError, connection
from django.db.models.functions import Now
from django.db.utils import IntegrityError

from prilavok.base.models import EventRow
from prilavok.base.unit import UnitMissing, part
from prilavok.goods.stock import api
from prilavok.goods.stock.errors import (
    AlreadyHeld,
    BackMoreThanIssued,
    CodeTaken,
    LocationUnknown,
    NotEnough,
    NothingHeld,
)
from prilavok.goods.stock.jobs import expire_holds
from prilavok.goods.stock.models import Balance, Hold, Movement
from prilavok.goods.stock.values import LocationDraft, LocationEdit, SnapshotRow, Want
from tests.goods.stock.make import SYSTEM, balance, make_location, put, wants


@pytest.fixture
def store(in_unit) -> int:
    location_id = make_location()
    put(location_id, v1=10, v2=5)
    return location_id


def reserve(order_id: int, store: int, hold_for_s: int | None = 600, **quantities: int) -> None:
    api.reserve(order_id=order_id, location_id=store, wants=wants(**quantities), hold_for_s=hold_for_s)


def test_reservation_takes_goods_off_sale_and_leaves_a_line(store):
    reserve(7, store, v2=2, v1=3)

    assert (balance(store, 1), balance(store, 2)) == ((10, 3, 7), (5, 2, 3))
    line = api.explain(variant_id=1, location_id=store).movements[0]
    assert (line.kind, line.reserved_delta, line.reserved_after, line.on_hand_after, line.order_id) == (
        "reserve", Decimal(3), Decimal(3), Decimal(10), 7,
    )  # fmt: skip
    assert EventRow.objects.filter(name="stock.stock_changed").last().payload == {
        "variant_ids": [1, 2],
        "location_ids": [store],
    }


def test_a_basket_that_is_short_is_refused_whole(store):
    movements, events = Movement.objects.count(), EventRow.objects.count()

    with pytest.raises(NotEnough) as refused:
        reserve(7, store, v1=3, v2=6, v3=1)

    assert [(one.variant_id, one.wanted, one.available) for one in refused.value.short] == [(2, 6, 5), (3, 1, 0)]
    assert (balance(store, 1), balance(store, 2)) == ((10, 0, 10), (5, 0, 5))
    assert (Movement.objects.count(), EventRow.objects.count(), Hold.objects.count()) == (movements, events, 0)


def test_one_variant_on_two_lines_is_added_up(store):
    with pytest.raises(NotEnough):
        api.reserve(order_id=7, location_id=store, wants=wants(v2=3) + wants(v2=3), hold_for_s=60)
    assert balance(store, 2) == (5, 0, 5)


def test_an_order_holds_once_and_nonsense_is_refused(store):
    reserve(7, store, v1=1)

    with pytest.raises(AlreadyHeld):
        reserve(7, store, v1=1)
    with pytest.raises(ValueError, match="negative"):
        api.reserve(order_id=8, location_id=store, wants=[Want(variant_id=1, quantity=Decimal(-1))], hold_for_s=60)
    with pytest.raises(ValueError, match="nothing"):
        reserve(8, store)
    assert balance(store) == (10, 1, 9)


@pytest.mark.django_db
def test_writes_refuse_to_run_outside_a_unit():
    with pytest.raises(UnitMissing):
        api.reserve(order_id=1, location_id=1, wants=wants(v1=1), hold_for_s=1)
    with pytest.raises(UnitMissing):
        api.release(order_id=1, reason="")
    with pytest.raises(UnitMissing):
        api.apply_snapshot(source="", rows=[], meaning="free")


def test_hold_follows_a_corrected_order(store):
    reserve(7, store, v1=3, v2=2)

    api.change_hold(order_id=7, wants=wants(v1=5))
    assert (balance(store, 1), balance(store, 2)) == ((10, 5, 5), (5, 0, 5))
    with pytest.raises(NotEnough):
        api.change_hold(order_id=7, wants=wants(v1=4, v2=6))
    assert (balance(store, 1), balance(store, 2)) == ((10, 5, 5), (5, 0, 5))
    api.change_hold(order_id=7, wants=[])

    assert balance(store, 1) == (10, 0, 10)
    with pytest.raises(NothingHeld):
        api.change_hold(order_id=7, wants=wants(v1=1))


def test_release_puts_goods_back_once(store):
    reserve(7, store, v1=3)

    api.release(order_id=7, reason="the buyer changed their mind")
    api.release(order_id=7, reason="again")

    assert balance(store) == (10, 0, 10)
    assert Movement.objects.filter(kind="release").get().source == "the buyer changed their mind"
    with pytest.raises(NothingHeld):
        api.issue(order_id=7)
    reserve(7, store, v1=1)
    assert balance(store) == (10, 1, 9)


def test_issue_lowers_what_lies_there_once_and_returns_are_limited(store):
    reserve(7, store, v1=3)
    api.issue(order_id=7)
    api.issue(order_id=7)
    assert balance(store) == (7, 0, 7)

    api.take_back(order_id=7, wants=wants(v1=2))
    with pytest.raises(BackMoreThanIssued):
        api.take_back(order_id=7, wants=wants(v1=2))

    assert balance(store) == (9, 0, 9)
    assert [row.kind for row in api.explain(variant_id=1, location_id=store).movements] == [
        "return", "issue", "reserve", "snapshot",
    ]  # fmt: skip


def test_holds_end_by_the_clock_of_the_database(store):
    reserve(7, store, v1=3)
    reserve(8, store, v1=2)
    reserve(9, store, v1=1, hold_for_s=None)
    Hold.objects.filter(order_id=7).update(expires_at=Now() - timedelta(seconds=1))

    assert api.expire_due() == [7]
    assert api.expire_due() == []

    assert balance(store) == (10, 3, 7)
    assert EventRow.objects.get(name="stock.hold_expired").subject == "order:7"


def test_a_prolonged_hold_outlives_its_first_hour(store):
    reserve(7, store, hold_for_s=0, v1=3)

    api.prolong(order_id=7, hold_for_s=600)

    assert api.expire_due() == []
    api.release(order_id=7, reason="")
    with pytest.raises(NothingHeld):
        api.prolong(order_id=7, hold_for_s=600)


def test_a_balance_that_left_its_ledger_is_found(store):
    reserve(7, store, v1=3)
    assert api.broken_balances() == []

    Balance.objects.filter(variant_id=1).update(on_hand=9, available=6)

    (broken,) = api.broken_balances()
    assert (broken.variant_id, broken.on_hand, broken.ledger_on_hand, broken.held) == (1, 9, 10, 3)


def test_many_holds_of_one_variant_end_in_one_statement_with_a_line_each(store):
    for order_id in range(1, 6):
        reserve(order_id, store, hold_for_s=0, v1=order_id % 2 + 1)

    assert sorted(api.expire_due()) == [1, 2, 3, 4, 5]

    lines = Movement.objects.filter(kind="expire").order_by("order_id").values_list("reserved_after", flat=True)
    assert [int(one) for one in lines] == [6, 5, 3, 2, 0]
    assert balance(store) == (10, 0, 10)


@pytest.mark.django_db
def test_the_job_ends_every_due_hold():
    from prilavok.base.unit import unit

    with unit():
        store = make_location()
        put(store, v1=10)
        for order_id in (1, 2):
            reserve(order_id, store, hold_for_s=0, v1=1)

    expire_holds(timestamp=0)

    assert balance(store) == (10, 0, 10)


def test_same_figures_write_nothing(store):
    put(store, v3=0)
    rows, events = Movement.objects.count(), EventRow.objects.count()
    again = [SnapshotRow(variant_id=v, location_id=store, quantity=Decimal(q)) for v, q in ((1, 10), (2, 5), (3, 0))]

    counts = api.apply_snapshot(source="package:2", rows=again, meaning="free")

    assert (counts.written, counts.unchanged) == (0, 3)
    assert (Movement.objects.count(), EventRow.objects.count(), Balance.objects.count()) == (rows, events, 2)


def test_erp_may_say_less_than_nothing_and_the_last_figure_of_a_package_wins(store):
    row = {"variant_id": 1, "location_id": store}
    rows = [SnapshotRow(**row, quantity=Decimal(4)), SnapshotRow(**row, quantity=Decimal("-3.5"))]

    counts = api.apply_snapshot(source="package:2", rows=rows, meaning="physical")

    assert counts.changed == 1
    found = api.availability(variant_ids=[1, 99], location_ids=[store])
    assert (found[1][store].on_hand, found[1][store].available) == (Decimal("-3.500"), Decimal(0))
    assert not found[99][store].is_known


def test_physical_figure_keeps_our_holds_and_forgets_not_what_we_issued(store):
    reserve(7, store, v1=3)
    reserve(8, store, v1=2)
    api.issue(order_id=8)
    assert balance(store) == (8, 3, 5)

    put(store, v1=10)
    assert balance(store) == (8, 3, 5)
    api.tell_known(order_ids=[8], what="issued")
    put(store, v1=8)

    assert balance(store) == (8, 3, 5)


def test_free_figure_has_known_holds_taken_off_already(store):
    reserve(7, store, v1=3)
    put(store, "free", v1=10)
    assert balance(store) == (10, 3, 7)

    api.tell_known(order_ids=[7], what="reserved")
    put(store, "free", v1=7)
    assert balance(store) == (10, 3, 7)
    api.issue(order_id=7)
    put(store, "free", v1=7)
    assert balance(store) == (7, 0, 7)
    api.tell_known(order_ids=[7], what="issued")
    put(store, "free", v1=7)

    assert balance(store) == (7, 0, 7)


def test_less_than_held_shows_nothing_for_sale_until_it_comes_back(store):
    reserve(7, store, v1=8)

    put(store, v1=5)
    short = balance(store)
    put(store, v1=9)

    assert short == (5, 8, 0)
    assert balance(store) == (9, 8, 1)


def test_why_is_it_seven(store):
    reserve(7, store, v1=3)
    api.tell_known(order_ids=[7], what="reserved")
    put(store, "free", v1=4)

    explained = api.explain(variant_id=1, location_id=store)

    newest = explained.movements[0]
    assert (newest.said, newest.known_held, newest.on_hand_delta, newest.source) == (4, 3, -3, "package:test")
    assert [(hold.order_id, hold.quantity, hold.is_known) for hold in explained.holds] == [(7, 3, True)]
    assert sum(line.on_hand_delta for line in explained.movements) == explained.balance.on_hand == 7


def test_ledger_cannot_be_rewritten(store):
    with pytest.raises((IntegrityError, InternalError)), part():
        Movement.objects.update(source="nobody")
    with pytest.raises((IntegrityError, InternalError)), part(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM stock_movement")
    assert Movement.objects.filter(source="package:test").count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_balance SET available = -1",
        "UPDATE stock_balance SET reserved = -1",
        "UPDATE stock_balance SET available = available + 1",
    ],
)
def test_the_database_refuses_a_balance_that_lies(store, statement):
    with pytest.raises(IntegrityError), part(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_people_say_of_a_store_survives_the_erp(store):
    api.describe_location(
        LocationEdit(location_id=store, city="Тверь", address="Лесная, 5", hours="9-21", title="Лесная")
    )
    draft = LocationDraft(external_id="STORE-A", title="Маг. №1", address="г. Тверь")

    assert api.upsert_locations(system=SYSTEM, drafts=[draft]).changed == 1
    assert api.upsert_locations(system=SYSTEM, drafts=[draft]).unchanged == 1

    card = api.locations()[store]
    assert (card.title, card.city, card.address, card.kind, card.is_pickup) == (
        "Лесная", "Тверь", "Лесная, 5", "store", True,
    )  # fmt: skip


def test_saying_the_title_of_the_erp_again_does_not_make_it_ours(store):
    told = LocationEdit(location_id=store, title="Магазин на Лесной", city="Тверь")

    assert api.describe_location(told)
    api.upsert_locations(system=SYSTEM, drafts=[LocationDraft(external_id="store-a", title="Магазин 1")])

    assert (api.locations()[store].title, api.locations()[store].city) == ("Магазин 1", "Тверь")


def test_warehouse_is_told_by_its_name_and_sells_nothing_over_the_counter(in_unit):
    location_id = make_location("W", "Основной склад")
    card = api.locations()[location_id]

    assert (card.kind, card.is_pickup, card.code.startswith("warehouse-")) == ("warehouse", False, True)


def test_codes_are_unique_and_unknown_places_are_refused(store):
    other = make_location("b", "Второй")
    api.describe_location(LocationEdit(location_id=store, code="a-1"))

    with pytest.raises(CodeTaken):
        api.describe_location(LocationEdit(location_id=other, code="a-1"))
    with pytest.raises(LocationUnknown):
        api.describe_location(LocationEdit(location_id=0, city="Тверь"))
    assert api.describe_location(LocationEdit(location_id=store, code="a-1")) is False


def test_closed_store_offers_nothing(store):
    api.describe_location(LocationEdit(location_id=store, is_active=False))

    assert api.availability(variant_ids=[1]) == {1: {}}
    assert EventRow.objects.filter(name="stock.stock_changed").last().payload["variant_ids"] == [1, 2]
    assert EventRow.objects.filter(name="stock.locations_changed").last().payload == {"location_ids": [store]}


def test_availability_of_a_listing_page_takes_one_query(store, django_assert_num_queries):
    stores = [make_location(f"s{n}", f"Магазин {n}") for n in range(20)]
    rows = [SnapshotRow(variant_id=v, location_id=s, quantity=Decimal(1)) for v in range(1, 25) for s in stores]
    api.apply_snapshot(source="p", rows=rows, meaning="free")

    with django_assert_num_queries(1):
        found = api.availability(variant_ids=range(1, 25))

    assert sum(len(one) for one in found.values()) == 24 * 20 + 2
