"""What is sold where: rules by goods, place and channel, the most specific decides."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from prilavok.goods.assortment import api, following
from prilavok.goods.assortment.errors import DatesCrossed, SeasonWithoutDates
from prilavok.goods.assortment.models import Change, Rule
from tests.goods.assortment.make import (
    CHAIN,
    brand,
    category,
    make_category,
    make_store,
    product,
    region,
    say,
    store,
)
from tests.goods.pim.make import make_product, make_variant

pytestmark = pytest.mark.usefixtures("in_unit")


def is_sold(variant: int, channel: str = "site", **where) -> bool:
    return api.sold(variant_ids=[variant], channel=channel, **where)[variant].is_sold


@pytest.fixture
def axe() -> tuple[int, int, int]:
    """A product with its variant, in a category of tools."""
    tools = make_category("C1", "Инструмент")
    made = make_product("P1", category_external_ids=("C1",), brand="Север")
    variant = make_variant("P1", "P1#1")
    following.learn([made])
    return made, variant, tools


def test_what_no_rule_speaks_of_is_sold_everywhere(axe) -> None:
    standing = api.sold(variant_ids=[axe[1], 999], channel="site")

    assert [one.is_sold for one in standing.values()] == [True, True]
    assert standing[axe[1]].reason == ""


def test_the_narrowest_goods_decide(axe) -> None:
    made, variant, tools = axe
    say(category(tools), CHAIN, "excluded")
    assert not is_sold(variant)

    say(product(made), CHAIN, "core")

    assert is_sold(variant)


def test_a_branch_below_decides_over_the_branch_above(axe) -> None:
    _, _, tools = axe
    axes = make_category("C2", "Топоры", parent="C1")
    made = make_product("P2", title="Колун", category_external_ids=("C2",))
    variant = make_variant("P2", "P2#1")
    following.learn([made])
    say(category(tools), CHAIN, "excluded")
    say(category(axes, "Топоры"), CHAIN, "core")

    assert is_sold(variant)
    assert not is_sold(axe[1])


def test_the_narrowest_place_decides(axe) -> None:
    made, variant, _ = axe
    near, far = make_store("s1", "Казань", "volga"), make_store("s2", "Пермь", "ural")
    say(product(made), CHAIN, "core")
    say(product(made), region("volga"), "excluded")

    assert not is_sold(variant, store_id=near)
    assert not is_sold(variant, region="volga")
    assert is_sold(variant, store_id=far)
    assert is_sold(variant, region="ural")

    say(product(made), store(near), "test")

    assert is_sold(variant, store_id=near)
    assert is_sold(variant, region="volga"), "one shop of the region sells it"


def test_a_region_whose_every_shop_refuses_does_not_sell(axe) -> None:
    made, variant, _ = axe
    one, other = make_store("s1", "Казань", "volga"), make_store("s2", "Самара", "volga")
    say(product(made), store(one), "excluded")
    assert is_sold(variant, region="volga")

    say(product(made), store(other), "excluded")

    assert not is_sold(variant, region="volga")


def test_not_selling_beats_selling_where_neither_is_narrower(axe) -> None:
    made, variant, tools = axe
    shop = make_store("s1", "Казань", "volga")
    say(category(tools), store(shop), "core")
    say(product(made), CHAIN, "withdrawn")

    assert not is_sold(variant, store_id=shop), "a recall is not undone by a rule for a category"

    say(product(made), CHAIN, "core")
    say(category(tools), store(shop), "excluded")

    assert not is_sold(variant, store_id=shop), "a store without a freezer gets no core frozen goods"


def test_a_brand_and_a_category_are_of_one_level(axe) -> None:
    _, variant, tools = axe
    say(category(tools), CHAIN, "core")
    say(brand("Север"), CHAIN, "excluded")

    assert not is_sold(variant)


def test_a_channel_is_narrower_than_all_channels(axe) -> None:
    made, variant, _ = axe
    say(product(made), CHAIN, "excluded", channel="site")

    assert not is_sold(variant, "site")
    assert is_sold(variant, "store")


def test_a_season_sells_between_its_days_alone(axe) -> None:
    made, variant, _ = axe
    today = localdate()
    say(product(made), CHAIN, "seasonal", since=today, until=today)
    assert is_sold(variant)

    say(product(made), CHAIN, "seasonal", since=today + timedelta(days=1), until=today + timedelta(days=9))

    standing = api.sold(variant_ids=[variant], channel="site")[variant]
    assert not standing.is_sold
    assert (standing.status, "вне сезона" in standing.reason) == ("seasonal", True)


def test_other_rules_hold_between_their_days(axe) -> None:
    made, variant, _ = axe
    today = localdate()
    say(product(made), CHAIN, "withdrawn", since=today + timedelta(days=1))
    assert is_sold(variant)

    say(product(made), CHAIN, "withdrawn", since=today)

    assert not is_sold(variant)


def test_days_that_make_no_sense_are_refused_and_nothing_is_written(axe) -> None:
    with pytest.raises(SeasonWithoutDates):
        say(product(axe[0]), CHAIN, "seasonal", since=date(2027, 5, 1))
    with pytest.raises(DatesCrossed):
        say(product(axe[0]), CHAIN, "core", since=date(2027, 5, 1), until=date(2027, 4, 1))

    assert not Rule.objects.exists()
    assert not Change.objects.exists()


def test_twenty_four_cards_are_one_question(axe, django_assert_num_queries) -> None:
    say(category(axe[2]), CHAIN, "core")

    with django_assert_num_queries(1):
        api.sold(variant_ids=[axe[1]] * 24, channel="site", region="volga")


def test_a_variant_that_came_a_second_ago_obeys_too() -> None:
    tools = make_category("C1", "Инструмент")
    make_product("P1", category_external_ids=("C1",))
    variant = make_variant("P1", "P1#1")
    say(category(tools), CHAIN, "excluded")

    assert not is_sold(variant)


def test_regions_that_may_not_list_a_product_are_told(axe) -> None:
    made, variant, _ = axe
    make_store("s1", "Казань", "volga")
    make_store("s2", "Пермь", "ural")
    say(product(made), region("volga"), "excluded")

    assert api.unlisted(goods={made: [variant]}, channel="site", regions=["volga", "ural"]) == {
        made: frozenset({"volga"})
    }


def test_a_region_without_shops_follows_what_is_said_of_it(axe) -> None:
    made, variant, _ = axe
    make_store("s1", "Казань", "volga")
    say(product(made), region("sibir"), "excluded")

    assert not is_sold(variant, region="sibir")
    assert is_sold(variant, region="volga")
