"""Changes of many prices: counted, agreed on by two when they are big, put at one moment, taken back with care."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.unit import part, unit
from prilavok.goods.pricing import api
from prilavok.goods.pricing.errors import (
    FourEyes,
    NothingChanges,
    NothingChosen,
    NotNow,
    PriceLocked,
    PricesMoved,
)
from prilavok.goods.pricing.models import Price, PriceChange, PricePlan, PriceType, Repricing
from prilavok.goods.pricing.repricing import counting, deciding, rules, showing
from prilavok.goods.pricing.repricing.values import Limits, Operation, RepricingDraft, Selection, Totals
from prilavok.goods.pricing.values import RoundingRule
from tests.goods.pim.make import make_product, make_variant
from tests.goods.pricing.make import make_types, price_of, row, set_prices
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db
ANNA = Actor(person_id=1, name="Анна", kind="staff")
BORIS = Actor(person_id=2, name="Борис", kind="staff")


@pytest.fixture
def shop(db: None) -> dict[str, int]:
    """Three goods, two lists of the ERP's; the platform may change the retail one; what goods cost is known."""
    with unit():
        types = make_types("Розничная", "Закупочная")
        PriceType.objects.filter(pk=types["Розничная"]).update(owner="both")
        PriceType.objects.filter(pk=types["Закупочная"]).update(is_cost=True)
        for number, cost in ((1, "60"), (2, "95"), (3, "10")):
            make_product(f"p{number}", f"Нож {number}", article=f"N-{number}", brand="Труд")
            types[f"v{number}"] = make_variant(f"p{number}", f"p{number}#1")
            set_prices(
                row(types[f"v{number}"], types["Розничная"], str(100 * number)),
                row(types[f"v{number}"], types["Закупочная"], cost),
            )
    return types


def draft(shop: dict[str, int], **said: object) -> RepricingDraft:
    wanted = RepricingDraft(
        title="Сезон",
        reason="Подорожала сталь",
        selection=Selection(brands=("труд",)),
        base_type=shop["Розничная"],
        price_type=shop["Розничная"],
        operation=Operation.PERCENT,
        value=Decimal(10),
    )
    return replace(wanted, **said)  # type: ignore[arg-type]


def drafted(shop: dict[str, int], **said: object) -> int:
    with unit():
        return deciding.draft_repricing(draft(shop, **said), actor=ANNA)


def submitted(shop: dict[str, int], **said: object) -> int:
    repricing_id = drafted(shop, **said)
    with unit():
        deciding.submit(repricing_id=repricing_id, actor=ANNA)
    return repricing_id


def retail_of(shop: dict[str, int]) -> list[str | None]:
    return [price_of(shop[f"v{number}"]) for number in (1, 2, 3)]


def test_it_is_counted_and_nothing_is_sold_by_it(shop: dict[str, int]) -> None:
    repricing_id = drafted(shop)

    told = counting.totals(repricing_id)

    assert (told.count, told.rising, told.falling, told.below_cost) == (3, 3, 0, 0)
    assert round(told.rise_percent, 2) == Decimal("10.00")
    assert (told.margin_before, told.margin_after) == (Decimal("72.5"), Decimal("75.0"))
    assert [str(one.after.amount) for one in showing.lines(repricing_id=repricing_id, order="goods")] == [
        "110.00",
        "220.00",
        "330.00",
    ]
    assert retail_of(shop) == ["100.00", "200.00", "300.00"]
    assert PriceChange.objects.filter(source__startswith="repricing").count() == 0


def test_within_the_limits_one_person_is_enough_and_all_prices_change_at_one_moment(
    shop: dict[str, int], run_jobs: RunJobs
) -> None:
    repricing_id = submitted(shop)
    run_jobs()

    assert retail_of(shop) == ["110.00", "220.00", "330.00"]
    told = showing.repricing(repricing_id)
    assert (told.state, told.progress) == ("applied", 100)
    changes = PriceChange.objects.filter(source=f"repricing:{repricing_id}")
    assert {(one.who, one.reason, one.at) for one in changes} == {("Анна", "Подорожала сталь", told.applied_at)}
    assert [one.what for one in showing.steps(repricing_id)] == ["counted", "approved", "applied"]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"value": Decimal(30)}, ["rise"]),
        ({"value": Decimal(-30)}, ["fall"]),
        ({"operation": Operation.SET, "value": Decimal(90)}, ["fall", "cost"]),
    ],
)
def test_beyond_the_limits_another_person_has_to_agree(
    shop: dict[str, int], run_jobs: RunJobs, said: dict[str, object], what: list[str]
) -> None:
    repricing_id = submitted(shop, **said)
    run_jobs()
    told = showing.repricing(repricing_id)

    assert (told.state, [one.what for one in told.beyond]) == ("awaiting", what)
    assert retail_of(shop) == ["100.00", "200.00", "300.00"]
    with unit(), pytest.raises(FourEyes):
        deciding.approve(repricing_id=repricing_id, actor=ANNA)
    with unit():
        deciding.approve(repricing_id=repricing_id, actor=BORIS)
    run_jobs()
    assert showing.repricing(repricing_id).approved_by_name == "Борис"
    assert retail_of(shop) != ["100.00", "200.00", "300.00"]


def test_the_database_knows_of_four_eyes_too(shop: dict[str, int]) -> None:
    repricing_id = submitted(shop, value=Decimal(30))

    with pytest.raises(IntegrityError), unit(), part():
        Repricing.objects.filter(pk=repricing_id).update(approved_by=F("created_by"))


def test_one_that_was_declined_is_a_draft_again(shop: dict[str, int]) -> None:
    repricing_id = submitted(shop, value=Decimal(30))

    with unit():
        deciding.decline(repricing_id=repricing_id, actor=BORIS, reason="Много")

    assert showing.repricing(repricing_id).state == "draft"
    assert showing.steps(repricing_id)[-1].note == "Много"


def test_prices_that_moved_since_are_counted_anew_before_anybody_agrees(shop: dict[str, int]) -> None:
    repricing_id = drafted(shop)
    with unit():
        set_prices(row(shop["v1"], shop["Розничная"], "101"), source="erp:2")

    with unit(), pytest.raises(PricesMoved):
        deciding.submit(repricing_id=repricing_id, actor=ANNA)

    assert showing.repricing(repricing_id).state == "draft"
    with unit():
        deciding.draft_repricing(draft(shop), actor=ANNA, repricing_id=repricing_id)
        assert deciding.submit(repricing_id=repricing_id, actor=ANNA)


def test_it_begins_at_its_moment_for_everybody(shop: dict[str, int], run_jobs: RunJobs) -> None:
    moment = database_now() + timedelta(hours=5)
    repricing_id = submitted(shop, starts_at=moment)
    run_jobs()

    assert retail_of(shop) == ["100.00", "200.00", "300.00"]
    assert price_of(shop["v1"], at=moment, channel="till") == "110.00"
    assert showing.repricing(repricing_id).state == "approved"
    PricePlan.objects.update(valid_from=database_now())
    assert [price_of(shop["v1"], channel=one) for one in ("site", "operator", "store", "till")] == ["110.00"] * 4
    run_jobs(ahead_s=6 * 3600)
    assert showing.repricing(repricing_id).state == "applied"


def test_one_that_has_not_begun_is_given_up_with_its_plan(shop: dict[str, int], run_jobs: RunJobs) -> None:
    repricing_id = submitted(shop, starts_at=database_now() + timedelta(hours=5))
    run_jobs()

    with unit():
        deciding.discard(repricing_id=repricing_id, actor=ANNA)

    PricePlan.objects.update(valid_from=database_now())
    assert retail_of(shop) == ["100.00", "200.00", "300.00"]


def test_taking_it_back_leaves_later_changes_alone(shop: dict[str, int], run_jobs: RunJobs) -> None:
    repricing_id = submitted(shop)
    run_jobs()
    with unit():
        set_prices(row(shop["v2"], shop["Розничная"], "250"), source="erp:9")

    with unit():
        deciding.take_back(repricing_id=repricing_id, actor=BORIS, reason="Ошиблись")
    run_jobs()

    told = showing.repricing(repricing_id)
    assert retail_of(shop) == ["100.00", "250.00", "300.00"]
    assert (told.state, told.done_count, told.left_count) == ("rolled_back", 2, 1)
    back = PriceChange.objects.filter(source=f"undo:repricing:{repricing_id}")
    assert {(one.who, one.reason) for one in back} == {("Борис", "Ошиблись")}
    with unit(), pytest.raises(NotNow):
        deciding.take_back(repricing_id=repricing_id, actor=BORIS, reason="ещё раз")


def test_the_history_of_a_price_adds_up(shop: dict[str, int], run_jobs: RunJobs) -> None:
    """Each change begins where the one before it ended, whatever was done to the price."""
    first = submitted(shop)
    run_jobs()
    submitted(shop, operation=Operation.AMOUNT, value=Decimal(5))
    run_jobs()
    with unit():
        deciding.take_back(repricing_id=first, actor=BORIS, reason="Ошиблись")
    run_jobs()
    with unit():
        set_prices(row(shop["v1"], shop["Розничная"], "77"), source="erp:9")

    lines = list(PriceChange.objects.filter(variant_id=shop["v1"], price_type_id=shop["Розничная"]).order_by("pk"))

    assert [line.before for line in lines[1:]] == [line.after for line in lines[:-1]]
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    standing = Price.objects.get(variant_id=shop["v1"], price_type_id=shop["Розничная"])
    assert lines[-1].after == standing.amount


def test_prices_of_the_erp_are_locked_until_their_owner_says_otherwise(shop: dict[str, int]) -> None:
    PriceType.objects.filter(pk=shop["Розничная"]).update(owner="erp")

    with pytest.raises(PriceLocked):
        drafted(shop)

    assert Repricing.objects.count() == 0


def test_prices_of_the_platform_are_not_the_erp_s_to_tell(shop: dict[str, int]) -> None:
    PriceType.objects.filter(pk=shop["Розничная"]).update(owner="platform")

    with unit():
        done = api.set_prices(source="erp:2", rows=[row(shop["v1"], shop["Розничная"], "1")])

    assert (done.written, len(done.warnings), price_of(shop["v1"])) == (0, 1, "100.00")


@pytest.mark.parametrize(
    ("selection", "count", "unknown"),
    [
        (Selection(codes=("N-1", "n-3", "Z-9")), 2, ["Z-9"]),
        (Selection(text="нож 2"), 1, []),
        (Selection(text="нож", codes=("N-2", "N-3")), 2, []),
        (Selection(everything=True), 3, []),
        (Selection(brands=("ТРУД",)), 3, []),
    ],
)
def test_goods_are_chosen_by_what_people_know_of_them(
    shop: dict[str, int], selection: Selection, count: int, unknown: list[str]
) -> None:
    repricing_id = drafted(shop, selection=selection)

    told = showing.repricing(repricing_id)

    assert (told.lines_count, list(told.unknown)) == (count, unknown)


def test_a_table_gives_each_good_its_own_price(shop: dict[str, int]) -> None:
    table = Selection(codes=("N-1", "N-2", "N-1"), prices=(Decimal(1), Decimal(222), Decimal(111)))
    repricing_id = drafted(shop, selection=table, operation=Operation.TABLE, value=None)

    found = showing.lines(repricing_id=repricing_id, order="goods")

    assert [(one.variant_id, str(one.after.amount)) for one in found] == [
        (shop["v1"], "111.00"),
        (shop["v2"], "222.00"),
    ]


def test_one_list_is_made_of_another(shop: dict[str, int], run_jobs: RunJobs) -> None:
    with unit():
        online = make_types("Розничная", "Онлайн")["Онлайн"]
        PriceType.objects.filter(pk=online).update(owner="platform")

    rule = RoundingRule(step=Decimal(100), mode="down", ending=Decimal(90))
    submitted(shop, base_type=shop["Закупочная"], price_type=online, value=Decimal(200), rounding=rule)
    run_jobs()

    assert sorted(Price.objects.filter(price_type_id=online).values_list("amount", flat=True)) == [
        Decimal(90),
        Decimal(90),
        Decimal(190),
    ]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"selection": Selection()}, NothingChosen), ({"value": Decimal(0)}, NothingChanges)],
)
def test_one_without_goods_or_without_effect_is_refused(
    shop: dict[str, int], said: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        drafted(shop, **said)

    assert Repricing.objects.count() == 0


AMOUNTS = st.decimals(min_value="0.01", max_value="1000000", places=2)
ROUNDINGS = st.sampled_from(
    [("0.01", "0"), ("1", "0"), ("1", "0.99"), ("10", "0"), ("10", "9"), ("100", "90"), ("1000", "999.99")]
)


@given(AMOUNTS, ROUNDINGS, st.sampled_from(["nearest", "up", "down"]))
def test_a_rounded_price_stands_on_its_ladder_and_near(amount: Decimal, told: tuple[str, str], mode: str) -> None:
    rule = RoundingRule(step=Decimal(told[0]), mode=mode, ending=Decimal(told[1]))

    price = rules.changed(amount, operation=Operation.ROUND, value=None, rounding=rule)

    assert price is not None
    assert price > 0
    assert (price - rule.ending) % rule.step == 0
    assert abs(price - amount) <= rule.step
    if mode == "up":
        assert price >= amount
    if mode == "down":
        assert price <= max(amount, rule.ending or rule.step)


@given(st.integers(0, 3000), st.decimals(0, 100, places=1), st.decimals(0, 100, places=1), st.integers(0, 5))
def test_a_limit_is_passed_only_beyond_it(count: int, rise: Decimal, fall: Decimal, below: int) -> None:
    totals = Totals(count=count, rise_percent=rise, fall_percent=fall, below_cost=below)

    passed = {one.what for one in rules.beyond(totals, Limits())}

    assert passed == {
        name
        for name, is_beyond in {"rise": rise > 20, "fall": fall > 20, "count": count > 1000, "cost": below > 0}.items()
        if is_beyond
    }
