"""What may be promised: on hand, less reserved, less safety, less what tills sold and the ERP has not counted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from prilavok.base.clock import database_now
from prilavok.base.models import EventRow
from prilavok.goods.stock import api
from prilavok.goods.stock.bundles.api import keep_parts
from prilavok.goods.stock.errors import NotEnough
from prilavok.goods.stock.models import Balance, Location, Movement, Telling, TillSale
from prilavok.goods.stock.values import Available, SnapshotRow, TermView, TillReceipt
from tests.goods.stock.make import balance, make_location, put, wants

HOUR = timedelta(hours=1)


@pytest.fixture
def store(in_unit) -> int:
    location_id = make_location()
    put(location_id, v1=12, v2=5)
    return location_id


def sold(receipt_id: int, store: int, *, ago: timedelta = timedelta(0), **told) -> None:
    quantities = {name: told.pop(name) for name in list(told) if name.startswith("v")}
    receipt = TillReceipt(
        receipt_id=receipt_id,
        number=f"2 / 118-{receipt_id}",
        location_id=store,
        sold_at=database_now() - ago,
        lines=tuple(wants(**quantities)),
        **told,
    )
    api.take_till_sales(receipts=[receipt])


def figure(store: int, quantity: int | None, *, variant_id: int = 1, ago: timedelta = timedelta(0), by="erp.a:1"):
    rows = [
        SnapshotRow(variant_id=variant_id, location_id=store, quantity=None if quantity is None else Decimal(quantity))
    ]
    formed_at = database_now() - ago
    return api.apply_snapshot(source=by, rows=rows, meaning="physical", formed_at=formed_at)


def standing(store: int, variant_id: int = 1) -> Available:
    return api.explain(variant_id=variant_id, location_id=store).balance


def test_a_till_sale_is_not_promised_until_a_figure_counts_it_and_not_twice_after(store):
    sold(1, store, v1=1)
    assert (standing(store).on_hand, standing(store).unsynced, standing(store).available) == (12, 1, 11)
    assert standing(store).on_shelf == 11

    figure(store, 12, ago=HOUR)  # formed before the sale: it cannot know of it
    assert (standing(store).on_hand, standing(store).unsynced, standing(store).available) == (12, 1, 11)
    figure(store, 11)
    assert (standing(store).on_hand, standing(store).unsynced, standing(store).available) == (11, 0, 11)

    kinds = [(row.kind, row.on_hand_delta, row.unsynced_delta) for row in Movement.objects.order_by("id")][-2:]
    assert kinds == [("till", 0, 1), ("snapshot", -1, -1)]
    assert api.broken_balances() == []


def test_a_set_sold_by_a_till_as_one_takes_its_parts_off_the_shelf(store):
    keep_parts(variant_id=9, parts=[(1, Decimal(1)), (2, Decimal(2))])

    sold(1, store, v9=2, v1=1)

    assert [standing(store, pk).unsynced for pk in (1, 2)] == [3, 4]
    assert [one.variant_id for one in TillSale.objects.order_by("variant_id")] == [1, 2]


def test_the_same_figure_formed_later_counts_the_sale_too(store):
    sold(1, store, v1=1)

    counts = figure(store, 12)  # one was sold, one has come

    assert counts.changed == 1
    assert (standing(store).unsynced, standing(store).available) == (0, 12)
    assert figure(store, 12).written == 0


def test_a_receipt_that_comes_after_the_figure_that_counts_it_changes_nothing(store):
    figure(store, 11)

    sold(1, store, v1=1, ago=HOUR)

    assert (standing(store).on_hand, standing(store).unsynced) == (11, 0)
    assert TillSale.objects.get().state == "counted"
    sold(1, store, v1=1, ago=HOUR)
    assert Movement.objects.filter(kind="till").count() == 0


def test_a_whole_telling_counts_what_it_did_not_change(store):
    api.note_told(teller="package", is_full=True)

    sold(1, store, v1=1, ago=timedelta(seconds=5))
    sold(2, store, v1=1, ago=-HOUR)

    assert standing(store).unsynced == 1


def test_what_the_accounting_system_has_not_written_off_waits_however_late_the_figure(store):
    sold(1, store, v1=2, ago=HOUR, is_posted=False)
    figure(store, 12, ago=-HOUR)
    assert (standing(store).unsynced, standing(store).available) == (2, 10)

    sold(1, store, v1=2, ago=HOUR, posted_at=database_now() + 2 * HOUR)
    figure(store, 10, ago=-3 * HOUR)

    assert (standing(store).unsynced, standing(store).available) == (0, 10)


def test_the_term_of_a_place_says_how_late_its_accounting_is(store):
    api.keep_term(TermView(name="till_lag", place="chain", place_key="", minutes=0))
    api.keep_term(TermView(name="till_lag", place="store", place_key=str(store), minutes=90))
    sold(1, store, v1=1, ago=HOUR)

    figure(store, 12)
    assert standing(store).unsynced == 1
    figure(store, 11, ago=-HOUR)
    assert standing(store).unsynced == 0


def test_a_cancelled_or_corrected_receipt_gives_back_what_it_took(store):
    sold(1, store, v1=3, v2=1)
    sold(1, store, v1=1)
    assert (standing(store).unsynced, standing(store, 2).unsynced) == (1, 0)
    sold(1, store)

    assert (balance(store), standing(store).unsynced) == ((12, 0, 12), 0)
    assert [row.state for row in TillSale.objects.order_by("variant_id")] == ["dropped", "dropped"]
    assert api.broken_balances() == []


def test_what_tills_sold_is_not_reserved(store):
    sold(1, store, v2=4)

    with pytest.raises(NotEnough) as refused:
        api.reserve(order_id=7, location_id=store, wants=wants(v2=2), hold_for_s=60)

    assert [(one.wanted, one.available, one.is_known) for one in refused.value.short] == [(2, 1, True)]


def test_a_sale_beyond_what_lies_there_leaves_nothing_to_promise(store):
    sold(1, store, v2=9)

    assert (standing(store, 2).on_hand, standing(store, 2).unsynced, standing(store, 2).available) == (5, 9, 0)


def test_taking_a_package_back_takes_back_what_it_counted(store):
    sold(1, store, v1=1)
    figure(store, 11, by="erp.a:2")

    api.undo(source="erp.a:2")

    assert (standing(store).on_hand, standing(store).unsynced, standing(store).available) == (12, 1, 11)
    assert api.broken_balances() == []


def test_a_sold_good_is_told_anew_by_the_next_figure(store):
    sold(1, store, v1=1)
    assert api.stirred(variant_ids=[1, 2]) == {1: None}


def test_what_nobody_has_told_is_unknown_and_not_none(store):
    other = make_location("store-b", "На Речной")

    found = api.availability(variant_ids=[1, 99])

    assert found[1][store].is_known
    assert (found[1][other].doubt, found[99][store].doubt) == ("untold", "untold")
    put(other, v2=1)
    assert other not in api.availability(variant_ids=[1])[1]
    put(store, v99=0)
    assert api.availability(variant_ids=[99])[99] == {}
    with pytest.raises(NotEnough) as refused:
        api.reserve(order_id=7, location_id=store, wants=wants(v1=20, v98=1), hold_for_s=60)
    assert [(one.variant_id, one.is_known) for one in refused.value.short] == [(1, True), (98, False)]


def test_what_listings_ask_for_is_what_balances_say(store):
    other = make_location("other")
    put(other, v1=0, v3=4)
    api.reserve(order_id=1, location_id=store, wants=wants(v2=5), hold_for_s=60)
    keep_parts(variant_id=9, parts=[(1, Decimal(2)), (2, Decimal(1))])

    for asked in ([1, 2, 3, 4], [1, 4, 9]):
        said = {
            key: {place: one.available or None for place, one in places.items() if one.available or not one.is_known}
            for key, places in api.availability(variant_ids=asked).items()
        }
        assert api.promised(variant_ids=asked) == said


def test_a_doubt_never_overwrites_a_number_and_a_number_ends_a_doubt(store):
    figure(store, None)

    assert (standing(store).on_hand, standing(store).available, standing(store).doubt) == (12, 0, "invalid")
    with pytest.raises(NotEnough) as refused:
        api.reserve(order_id=7, location_id=store, wants=wants(v1=1), hold_for_s=60)
    assert refused.value.short[0].is_known is False
    assert figure(store, None).written == 0

    figure(store, 12)
    assert (standing(store).on_hand, standing(store).available, standing(store).doubt) == (12, 12, "")
    assert api.broken_balances() == []


def test_what_is_held_stays_held_under_a_doubt_and_may_be_issued(store):
    api.reserve(order_id=7, location_id=store, wants=wants(v1=2), hold_for_s=60)
    figure(store, None)

    api.issue(order_id=7)

    assert (standing(store).on_hand, standing(store).reserved, standing(store).available) == (10, 0, 0)


def test_a_good_never_told_whose_first_word_is_a_doubt_is_unknown(store):
    figure(store, None, variant_id=50)
    assert standing(store, 50).doubt == "invalid"
    figure(store, 3, variant_id=50)
    assert (standing(store, 50).available, standing(store, 50).doubt) == (3, "")


def test_taking_back_a_doubt_takes_the_doubt_back_and_taking_back_its_end_restores_it(store):
    figure(store, None, by="erp.a:2")
    figure(store, 9, by="erp.a:3")

    api.undo(source="erp.a:3")
    assert (standing(store).on_hand, standing(store).doubt) == (12, "invalid")
    api.undo(source="erp.a:2")
    assert (standing(store).on_hand, standing(store).doubt, standing(store).available) == (12, "", 12)


def test_a_till_sale_of_a_good_nobody_told_of_waits_for_its_figure(store):
    sold(1, store, v77=1)
    assert (standing(store, 77).doubt, standing(store, 77).unsynced) == ("untold", 1)

    figure(store, 4, variant_id=77)
    assert (standing(store, 77).available, standing(store, 77).unsynced) == (4, 0)
    assert api.broken_balances() == []


def test_silence_beyond_trust_is_a_doubt_by_the_database_s_clock_and_a_word_ends_it(store):
    assert api.doubt_silent() == []
    Telling.objects.update(told_at=database_now() - timedelta(days=8))

    assert api.doubt_silent() == [store]
    assert api.doubt_silent() == []
    found = api.availability(variant_ids=[1])[1][store]
    assert (found.on_hand, found.available, found.doubt) == (12, 0, "silent")
    with pytest.raises(NotEnough):
        api.reserve(order_id=7, location_id=store, wants=wants(v1=1), hold_for_s=60)
    assert EventRow.objects.filter(name="stock.stock_changed").last().payload["location_ids"] == [store]

    api.note_told(teller="package")
    assert standing(store).available == 12


def test_no_trust_term_means_trust_for_ever(store):
    api.keep_term(TermView(name="trust", place="chain", place_key="", minutes=None))
    Telling.objects.update(told_at=database_now() - timedelta(days=800))

    assert api.doubt_silent() == []


def test_a_store_that_is_being_counted_promises_nothing_meanwhile(store):
    assert api.doubt_place(location_id=store, is_counted=True)
    assert standing(store).doubt == "counting"
    put(store, v1=9)
    assert (standing(store).on_hand, standing(store).available) == (9, 0)

    assert api.doubt_place(location_id=store, is_counted=False)
    assert not api.doubt_place(location_id=store, is_counted=False)
    assert standing(store).available == 9


def test_a_reservation_confirmed_after_the_figures_were_formed_is_not_added_back(store):
    api.reserve(order_id=7, location_id=store, wants=wants(v1=3), hold_for_s=60)
    api.tell_known(order_ids=[7], what="reserved")
    rows = [SnapshotRow(variant_id=1, location_id=store, quantity=Decimal(12))]

    api.apply_snapshot(source="erp.a:1", rows=rows, meaning="free", formed_at=database_now() - HOUR)
    assert (standing(store).on_hand, standing(store).available) == (12, 9)
    rows = [SnapshotRow(variant_id=1, location_id=store, quantity=Decimal(9))]
    api.apply_snapshot(source="erp.a:2", rows=rows, meaning="free")
    assert (standing(store).on_hand, standing(store).available) == (12, 9)


def test_an_erp_that_does_not_reserve_for_our_orders_has_nothing_added_back(store):
    api.reserve(order_id=7, location_id=store, wants=wants(v1=3), hold_for_s=60)
    api.tell_known(order_ids=[7], what="reserved")
    rows = [SnapshotRow(variant_id=1, location_id=store, quantity=Decimal(10))]

    api.apply_snapshot(source="erp.a:1", rows=rows, meaning="others_free")

    assert (standing(store).on_hand, standing(store).available) == (10, 7)


def test_a_new_place_is_unknown_until_it_is_told_of(in_unit):
    place = make_location()
    assert Location.objects.get(pk=place).doubt == "untold"
    put(place, v1=0)
    assert (Location.objects.get(pk=place).doubt, Balance.objects.count()) == ("", 0)


def test_a_hold_whose_end_is_near_is_told_once_a_term_by_the_database_s_clock(store):
    api.keep_term(TermView(name="reminder", place="chain", place_key="", minutes=60))
    api.reserve(order_id=7, location_id=store, wants=wants(v1=1), hold_for_s=1800)
    api.reserve(order_id=8, location_id=store, wants=wants(v1=1), hold_for_s=7200)
    api.reserve(order_id=9, location_id=store, wants=wants(v1=1), hold_for_s=None)

    assert api.remind_ending() == [7]
    assert api.remind_ending() == []
    assert [row.payload for row in EventRow.objects.filter(name="stock.hold_ending")] == [{"order_id": 7}]

    api.prolong(order_id=7, hold_for_s=1800)
    assert api.remind_ending() == [7]


def test_the_term_of_a_store_goes_before_its_region_s_and_the_chain_s(store):
    assert api.term_s("pickup_shelf", location_id=store) is None
    api.keep_region(code="north", title="Север")
    api.move_place(location_id=store, region="north")

    api.keep_term(TermView(name="pickup_shelf", place="chain", place_key="", minutes=60))
    assert api.term_s("pickup_shelf", location_id=store) == 3600
    api.keep_term(TermView(name="pickup_shelf", place="region", place_key="north", minutes=30))
    assert api.term_s("pickup_shelf", location_id=store) == 1800
    of_store = TermView(name="pickup_shelf", place="store", place_key=str(store), minutes=None)
    assert api.keep_term(of_store)
    assert not api.keep_term(of_store)
    assert api.term_s("pickup_shelf", location_id=store) is None
    assert api.drop_term(of_store)
    assert api.term_s("pickup_shelf", location_id=store) == 1800


def test_the_formula_names_every_part_with_its_number(store):
    api.reserve(order_id=7, location_id=store, wants=wants(v1=3), hold_for_s=60)
    sold(1, store, v1=1)
    Balance.objects.filter(variant_id=1).update(safety=1, available=7)

    with translation.override("ru"):
        told = api.formula(standing(store))
        figure(store, None)
        doubted = (api.formula(standing(store)), api.doubt(standing(store)))

    assert told == "7 = 12 на остатке − 3 в резерве − 1 страховой запас − 1 продано на кассе, ещё не в 1С"
    assert doubted[0].startswith("7 = 12 на остатке")
    assert "не число" in doubted[1]
