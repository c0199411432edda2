"""What each kind of promotion does, by hand: exact kopecks and exact reasons."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from prilavok.goods.pricing.engine.checking import faults
from prilavok.goods.pricing.engine.receipt import Part, parts_of
from prilavok.goods.pricing.engine.spread import spread
from prilavok.goods.pricing.engine.terms import (
    AmountOff,
    Bundle,
    BundlePart,
    BuyGet,
    CheapestFree,
    FixedPrice,
    Floor,
    FreeDelivery,
    Gift,
    Goods,
    Hours,
    Limits,
    Need,
    NForM,
    Percent,
    Rung,
    Terms,
    Where,
    read_terms,
    write_terms,
)
from prilavok.goods.pricing.engine.times import Moment
from prilavok.goods.pricing.engine.values import Outcome
from tests.goods.pricing.engine.make import GIFT, NOON, item, off, quote, terms


def totals(out: Outcome) -> list[int]:
    return [line.total for line in out.lines]


def why(out: Outcome) -> list[tuple[str, int, str]]:
    return [(miss.reason, miss.short, miss.by) for miss in out.misses]


def d(text: object) -> Decimal:
    return Decimal(str(text))


# --- prices of pieces -------------------------------------------------------------------------------------------


def test_of_one_class_the_best_applies_and_the_other_says_by_whom_it_was_beaten() -> None:
    out = quote([item(1, 10000)], off(10, title="Десять"), off(15, title="Пятнадцать"))

    assert totals(out) == [8500]
    assert [(step.title, step.amount, step.unit) for step in out.lines[0].taken] == [("Пятнадцать", 1500, 8500)]
    assert why(out) == [("beaten", 0, "Пятнадцать")]


def test_of_one_class_the_higher_priority_applies_even_when_it_is_worse() -> None:
    assert totals(quote([item(1, 10000)], off(10, priority=1), off(15))) == [9000]


def test_classes_stack_in_their_order_each_from_the_price_before() -> None:
    fixed = terms(FixedPrice(price=d(90)), stacking="sale")

    out = quote([item(1, 10000, 2)], off(10), fixed)

    assert [(step.amount, step.total) for step in out.lines[0].taken] == [(2000, 18000), (1800, 16200)]


def test_a_final_promotion_takes_nothing_after_it_and_loses_to_a_better_way() -> None:
    sale = off(30, stacking="sale", is_final=True, title="Распродажа")

    assert totals(quote([item(1, 10000)], sale, off(10))) == [7000]
    assert totals(quote([item(1, 10000)], sale, off(40))) == [6000]
    coupon = terms(Percent(percent=d(50)), stacking="coupon", title="Промокод")
    out = quote([item(1, 10000)], sale, coupon)
    assert (totals(out), why(out)) == ([7000], [("beaten", 0, "Распродажа")])


def test_a_promotion_for_undiscounted_goods_leaves_reduced_ones_alone() -> None:
    only = off(10, only_undiscounted=True)

    out = quote([item(1, 10000), item(2, 10000, is_reduced=True)], only)
    assert totals(out) == [9000, 10000]
    assert why(quote([item(2, 10000, is_reduced=True)], only)) == [("reduced", 0, "")]


def test_steps_of_quantity_and_rounding_of_prices() -> None:
    rungs = (Rung(since=d(3), value=d(5)), Rung(since=d(10), value=d(10)))
    ladder = terms(Percent(percent=d(0), rungs=rungs), "catalogue")
    assert [totals(quote([item(1, 10000, n)], ladder)) for n in (2, 3, 10)] == [[20000], [28500], [90000]]
    round_down = terms(Percent(percent=d(7), round_to=d(1)), "catalogue")
    assert totals(quote([item(1, 9999)], round_down)) == [9200]
    assert totals(quote([item(1, 40)], round_down)) == [37]


def test_a_fixed_price_never_raises_one() -> None:
    assert totals(quote([item(1, 5000)], terms(FixedPrice(price=d(90))))) == [5000]


def test_no_price_goes_below_a_floor_of_the_promotion_or_of_the_chain() -> None:
    own = off(50, floor=Floor(percent=d("80.01")))
    assert totals(quote([item(1, 9999)], own)) == [8001]
    cost = off(50, floor=Floor(price_type=7))
    assert totals(quote([item(1, 10000, floors={7: 7300})], cost)) == [7300]
    out = quote([item(1, 10000, 3)], terms(Percent(percent=d(90))), floor_percent=d(40))
    assert totals(out) == [12000]
    assert totals(quote([item(1, 10000, floors={9: 6000})], off(99), floor_price_type=9)) == [6000]


def test_goods_are_meant_by_category_and_brand_or_by_name_and_others_are_left_out() -> None:
    goods = [item(1, 10000), item(2, 10000), item(3, 10000), item(4, 10000)]
    named = Goods(categories=(2,), brands=("Вихрь",), variants=(3,))
    assert totals(quote(goods, off(10, goods=named))) == [10000, 9000, 9000, 9000]
    assert totals(quote(goods, off(10, goods=named, besides=Goods(products=(4,))))) == [10000, 9000, 9000, 10000]


def test_price_types_may_be_left_out() -> None:
    goods = [item(1, 10000, price_type_id=1), item(2, 10000, price_type_id=2)]
    assert totals(quote(goods, off(10, where=Where(not_price_types=(2,))))) == [9000, 10000]
    assert totals(quote(goods, off(10, where=Where(price_types=(2,))))) == [10000, 9000]


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ({"channel": "site"}, False),
        ({"channel": "till", "region": "msk", "store_id": 5, "segments": frozenset({"vip"})}, True),
        ({"channel": "till", "region": "spb", "store_id": 5, "segments": frozenset({"vip"})}, False),
        ({"channel": "till", "region": "msk", "store_id": 6, "segments": frozenset({"vip"})}, False),
        ({"channel": "till", "region": "msk", "store_id": 5}, False),
    ],
)
def test_it_holds_only_where_and_for_whom_it_says(where: dict[str, object], holds: bool) -> None:
    said = Where(channels=("till",), regions=("msk",), stores=(5,), segments=("vip",))
    assert totals(quote([item(1, 10000)], off(10, where=said), **where)) == [9000 if holds else 10000]


def test_dates_include_the_start_and_not_the_end_and_hours_go_over_midnight() -> None:
    dated = off(10, starts_at=NOON.at, ends_at=NOON.at + timedelta(seconds=1))
    goods = [item(1, 10000)]
    assert totals(quote(goods, dated)) == [9000]
    for shift in (-1, 1):
        late = Moment(at=NOON.at + timedelta(seconds=shift), weekday=3, minute=720)
        assert totals(quote(goods, dated, moment=late)) == [10000]
    night = off(10, hours=Hours(weekdays=(3,), since=22 * 60, until=2 * 60))
    seen = {
        (weekday, hour): totals(quote(goods, night, moment=Moment(at=NOON.at, weekday=weekday, minute=hour * 60)))[0]
        for weekday, hour in ((3, 21), (3, 22), (4, 1), (4, 2), (4, 22), (3, 1))
    }
    assert [pair for pair, total in seen.items() if total == 9000] == [(3, 22), (4, 1)]


# --- the basket ---------------------------------------------------------------------------------------------------


def test_what_is_short_of_a_threshold_is_said_to_the_kopeck() -> None:
    promotion = terms(AmountOff(amount=d(500)), need=Need(sum_from=d(5000)))
    assert why(quote([item(1, 466000)], promotion)) == [("sum", 34000, "")]
    assert totals(quote([item(1, 400000), item(2, 100000)], promotion)) == [360000, 90000]


def test_a_threshold_counts_prices_on_the_shelf_or_before() -> None:
    after = terms(AmountOff(amount=d(100)), need=Need(sum_from=d(1000)), stacking="basket")
    before = terms(AmountOff(amount=d(100)), need=Need(sum_from=d(1000), counted="before"), stacking="basket")
    assert totals(quote([item(1, 100000)], off(1), after)) == [99000]
    assert totals(quote([item(1, 100000)], off(1), before)) == [89000]


def test_pieces_that_are_short_are_said() -> None:
    promotion = terms(Percent(percent=d(10)), need=Need(quantity_from=d(3)))
    assert why(quote([item(1, 10000, 2)], promotion)) == [("pieces", 1000, "")]


def test_an_indivisible_kopeck_goes_to_one_line_and_the_sum_is_exact() -> None:
    promotion = terms(AmountOff(amount=d("0.02")))
    out = quote([item(1, 100), item(2, 100), item(3, 100)], promotion)
    assert (totals(out), out.total) == ([99, 99, 100], 298)


def test_percentages_of_classes_add_up_from_the_same_price() -> None:
    out = quote(
        [item(1, 10000)],
        terms(Percent(percent=d(10)), stacking="basket"),
        terms(Percent(percent=d(5)), stacking="coupon"),
    )
    assert [(step.amount, step.total) for step in out.lines[0].taken] == [(1000, 9000), (500, 8500)]


def test_a_percentage_of_a_category_and_one_of_everything_share_the_lines() -> None:
    tools, all_ = terms(Percent(percent=d(10)), goods=Goods(categories=(2,))), terms(Percent(percent=d(5)))
    assert totals(quote([item(1, 10000), item(2, 10000)], tools, all_)) == [9500, 9000]


def test_three_for_two_frees_the_cheapest_and_spreads_it_over_the_set() -> None:
    out = quote([item(1, 30000), item(2, 20000), item(3, 10000), item(4, 5000)], terms(NForM(take=3, pay=2)))
    assert (totals(out), out.total) == ([25000, 16667, 8333, 5000], 55000)


def test_sets_are_limited_within_an_order() -> None:
    promotion = terms(NForM(take=2, pay=1), limits=Limits(times_per_order=1))
    assert quote([item(1, 10000, 6)], promotion).total == 50000


def test_goods_by_weight_are_not_counted_into_sets() -> None:
    out = quote([item(1, 10000, "2.5")], terms(NForM(take=2, pay=1)))
    assert (out.total, why(out)) == (25000, [("no_set", 0, "")])


def test_buy_x_get_y_wants_both() -> None:
    promotion = terms(BuyGet(get=Goods(variants=(2,)), buy=2, receive=1, percent=d(50)), goods=Goods(variants=(1,)))
    assert quote([item(1, 10000, 2)], promotion).total == 20000
    assert quote([item(1, 10000, 2), item(2, 6000)], promotion).total == 23000
    assert quote([item(1, 10000, 5), item(2, 6000, 3)], promotion).total == 50000 + 18000 - 6000


def test_buy_one_get_one_of_the_same_goods_gives_the_cheaper() -> None:
    promotion = terms(BuyGet(get=Goods(), buy=1, receive=1))
    assert quote([item(1, 10000), item(2, 6000)], promotion).total == 10000


def test_a_bundle_costs_its_price_so_long_as_that_is_less() -> None:
    parts = (BundlePart(goods=Goods(variants=(1,))), BundlePart(goods=Goods(variants=(2,)), pieces=2))
    promotion = terms(Bundle(parts=parts, price=d(150)))
    goods = [item(1, 10000, 2), item(2, 5000, 3)]
    assert quote(goods, promotion).total == 35000 - 5000
    assert quote(goods, terms(Bundle(parts=parts, price=d(250)))).total == 35000


def test_the_cheapest_is_free_when_there_are_enough() -> None:
    promotion = terms(CheapestFree(), need=Need(quantity_from=d(3)))
    assert quote([item(1, 10000, 2), item(2, 4000)], promotion).total == 20000
    assert quote([item(1, 10000), item(2, 4000)], promotion).total == 14000


def test_a_gift_is_a_line_of_its_own_with_its_worth_taken_off() -> None:
    gifts = {GIFT: item(GIFT, 25000)}
    promotion = terms(Gift(variants=(899, GIFT), pieces=2), need=Need(sum_from=d(100)), stacking="gifts")

    out = quote([item(1, 10000)], promotion, gifts=gifts)

    gift = out.lines[1]
    assert (gift.key, gift.quantity, gift.base_total, gift.total, gift.is_gift) == (GIFT, 2, 50000, 0, True)
    assert out.total == 10000
    assert why(quote([item(1, 10000)], promotion, gifts=gifts, gone=frozenset({GIFT}))) == [("no_gift", 0, "")]


def test_of_one_class_one_gift_is_given_the_more_precious() -> None:
    gifts = {900: item(900, 25000), 901: item(901, 30000)}
    promotions = [terms(Gift(variants=(pk,)), stacking="gifts", title=f"Подарок {pk}") for pk in (900, 901)]
    out = quote([item(1, 10000)], *promotions, gifts=gifts)
    assert ([line.key for line in out.lines], why(out)) == ([1, 901], [("beaten", 0, "Подарок 901")])


def test_free_delivery_is_a_mark_with_its_reason_when_short() -> None:
    promotion = terms(FreeDelivery(), need=Need(sum_from=d(3000)), stacking="gifts", title="Доставка бесплатно")
    assert quote([item(1, 300000)], promotion).free_delivery == ((1, 1, "Доставка бесплатно"),)
    out = quote([item(1, 266000)], promotion)
    assert (out.free_delivery, why(out)) == ((), [("sum", 34000, "")])


def test_a_coupon_opens_its_promotion_and_may_want_a_sum_of_its_own() -> None:
    promotion = terms(Percent(percent=d(10)), need=Need(coupon=True), stacking="coupon")
    assert (quote([item(1, 10000)], promotion).total, quote([item(1, 10000)], promotion).misses) == (10000, ())
    assert quote([item(1, 10000)], promotion, opened={1: 0}).total == 9000
    assert why(quote([item(1, 10000)], promotion, opened={1: 15000})) == [("sum", 5000, "")]


def test_what_is_used_up_says_so() -> None:
    promotion = terms(Percent(percent=d(10)), limits=Limits(total=1))
    assert why(quote([item(1, 10000)], promotion, spent={1: "total"})) == [("spent_total", 0, "")]


def test_roubles_off_one_order_are_limited() -> None:
    promotion = terms(Percent(percent=d(50)), limits=Limits(most_off=d(30)))
    assert totals(quote([item(1, 10000), item(2, 20000)], promotion)) == [9000, 18000]


def test_a_class_holds_across_catalogue_and_basket() -> None:
    coupon = terms(Percent(percent=d(50)), stacking="goods")
    out = quote([item(1, 10000)], off(10, title="Скидка"), coupon)
    assert (totals(out), why(out)) == ([9000], [("beaten", 0, "Скидка")])


# --- kopecks --------------------------------------------------------------------------------------------------------


def test_shares_are_by_the_largest_remainder_and_what_is_full_passes_on() -> None:
    assert spread(100, [1, 1, 1]) == [34, 33, 33]
    assert spread(100, [1, 2, 0]) == [33, 67, 0]
    assert spread(100, [1, 1], [10, 1000]) == [10, 90]
    assert spread(100, [1, 1], [10, 20]) == [10, 20]


def test_a_line_that_no_single_price_can_say_is_split_for_the_till() -> None:
    assert parts_of(d(3), 10000) == (Part(d(2), 3333, 6666), Part(d(1), 3334, 3334))
    assert parts_of(d(3), 9999) == (Part(d(3), 3333, 9999),)
    assert parts_of(d("0.350"), 10000) == (Part(d("0.350"), 28571, 10000),)
    assert sum(part.total for part in parts_of(d("12.345"), 99999)) == 99999


# --- terms as data ----------------------------------------------------------------------------------------------------


def test_terms_are_read_as_they_were_written_and_unknown_fields_are_refused() -> None:
    said = off(10, goods=Goods(brands=("Зубр",)), starts_at=datetime(2026, 5, 14, tzinfo=UTC))
    assert read_terms(msgspec.json.decode(msgspec.json.encode(write_terms(said)))) == said
    with pytest.raises(msgspec.ValidationError, match="colour"):
        read_terms({"title": "x", "kind": "basket", "effect": {"type": "free_delivery"}, "colour": 1})


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (off(101), [("effect", "value")]),
        (off(0), [("effect", "value")]),
        (off("NaN"), [("effect", "value")]),
        (off(10, title=" "), [("title", "title")]),
        (terms(NForM(take=2, pay=2)), [("effect", "n_for_m")]),
        (terms(Gift(variants=()), stacking="gifts"), [("effect", "gift")]),
        (terms(NForM(take=3, pay=2), "catalogue"), [("effect", "effect_of_other_kind")]),
        (off(10, need=Need(sum_from=d(5))), [("need", "need_of_catalogue")]),
        (off(10, limits=Limits(total=5)), [("limits", "limits_of_catalogue")]),
        (off(10, where=Where(channels=("site",))), [("legend", "legend")]),
        (off(10, where=Where(channels=("site", "store"))), [("legend", "legend")]),
        (off(10, where=Where(channels=("till", "store"))), []),
        (off(10, hours=Hours(since=60, until=60)), [("hours", "minutes")]),
        (off(10, starts_at=NOON.at, ends_at=NOON.at), [("ends_at", "ends_before")]),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_named(said: Terms, found: list[tuple[str, str]]) -> None:
    assert faults(said) == found
