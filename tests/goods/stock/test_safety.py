"""Safety stock: rules, which of them holds, what one takes off sale, and that balances follow."""

from decimal import Decimal

import pytest

from prilavok.base.models import EventRow
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryDraft
from prilavok.goods.stock import api
from prilavok.goods.stock.errors import NotEnough, SafetyRuleUnknown
from prilavok.goods.stock.models import Balance, GoodsClass, SafetyFigure
from prilavok.goods.stock.safety import arranging, keeping
from prilavok.goods.stock.values import LocationEdit, SafetyDraft
from tests.goods.pim.make import SYSTEM, make_product, make_variant
from tests.goods.stock.make import make_location, put, wants


class Chain:
    """Two stores in two regions; a cup (crockery, in the kitchen) and a saw."""

    def __init__(self) -> None:
        drafts = [
            CategoryDraft(external_id="K", title="Кухня"),
            CategoryDraft(external_id="C", title="Посуда", parent_external_id="K"),
        ]
        pim.upsert_categories(system=SYSTEM, drafts=drafts)
        self.cup_product = make_product("P1", "Чашка", category_external_ids=("C",))
        make_product("P2", "Пила")
        self.cup, self.saw = make_variant("P1", "P1#1"), make_variant("P2", "P2#1")
        tree = {node.title: node.category_id for node in pim.category_tree()}
        self.kitchen, self.crockery = tree["Кухня"], tree["Посуда"]
        self.north, self.south = make_location("a", "Северный"), make_location("b", "Южный")
        for place, city, region in ((self.north, "Мурманск", "north"), (self.south, "Сочи", "south")):
            api.describe_location(LocationEdit(location_id=place, city=city))
            api.keep_region(code=region, title=region)
            api.move_city(city=city, region=region)
            put(place, **{f"v{self.cup}": 10, f"v{self.saw}": 3})

    def rule(self, quantity: int, **scope) -> None:
        keeping.keep_rule(SafetyDraft(quantity=Decimal(quantity), **scope))

    def settle(self) -> None:
        arranging.arrange()
        after: int | None = 0
        while after is not None:
            after = arranging.settle(after=after, limit=1)

    def kept(self) -> dict[str, int]:
        found = {(row.variant_id, row.location_id): int(row.safety) for row in Balance.objects.all()}
        return {
            f"{good} {place}": found[variant, location]
            for good, variant in (("cup", self.cup), ("saw", self.saw))
            for place, location in (("north", self.north), ("south", self.south))
        }


@pytest.fixture
def chain(in_unit) -> Chain:
    return Chain()


def test_the_most_exact_rule_holds_goods_before_places(chain):
    chain.rule(1)
    chain.rule(2, place="region", place_key="south")
    chain.rule(3, goods="category", goods_id=chain.kitchen)
    chain.rule(4, goods="category", goods_id=chain.crockery)
    chain.rule(0, place="store", place_key=str(chain.north), goods="product", goods_id=chain.cup_product)

    chain.settle()

    assert chain.kept() == {"cup north": 0, "cup south": 4, "saw north": 1, "saw south": 2}
    assert api.availability(variant_ids=[chain.cup])[chain.cup][chain.south].available == 6
    assert keeping.rule_that_holds(variant_id=chain.saw, location_id=chain.south).draft.place == "region"
    assert keeping.rule_that_holds(variant_id=chain.cup, location_id=chain.north) is None


def test_what_is_kept_back_is_not_reserved_and_what_is_held_stays_held(chain):
    api.reserve(order_id=7, location_id=chain.north, wants=wants(**{f"v{chain.saw}": 2}), hold_for_s=60)
    chain.rule(2)
    chain.settle()

    with pytest.raises(NotEnough):
        api.reserve(order_id=8, location_id=chain.north, wants=wants(**{f"v{chain.saw}": 1}), hold_for_s=60)

    row = api.explain(variant_id=chain.saw, location_id=chain.north).balance
    assert (row.on_hand, row.reserved, row.safety, row.available) == (3, 2, 2, 0)
    api.issue(order_id=7)
    assert api.explain(variant_id=chain.saw, location_id=chain.north).balance.available == 0


def test_a_change_is_announced_once_and_settling_again_writes_nothing(chain):
    chain.rule(1)
    chain.settle()
    told = EventRow.objects.filter(name="stock.stock_changed").count()

    assert arranging.arrange() is False
    chain.settle()

    assert EventRow.objects.filter(name="stock.stock_changed").count() == told
    assert EventRow.objects.filter(name="stock.stock_changed").last().payload["location_ids"] == [
        chain.north,
        chain.south,
    ]
    assert arranging.is_settled()


def test_the_preview_says_what_the_rule_then_does(chain):
    told = keeping.effect(SafetyDraft(quantity=Decimal(3)))
    assert (told.balances, told.variants, told.pieces, told.ended) == (4, 2, 12, 2)
    assert {(one.variant_id, one.now, one.then) for one in told.examples} == {(chain.cup, 10, 7), (chain.saw, 3, 0)}
    assert Balance.objects.filter(safety__gt=0).count() == SafetyFigure.objects.count() == 0

    chain.rule(3)
    chain.settle()

    assert sum(row.on_hand - row.available for row in Balance.objects.all()) == told.pieces
    back = keeping.effect(SafetyDraft(quantity=Decimal(0)), is_dropped=True)
    assert (back.balances, back.pieces, back.begun) == (4, -12, 2)


def test_new_balances_take_their_figure_at_once(chain):
    chain.rule(1)
    chain.rule(5, goods="category", goods_id=chain.kitchen)
    chain.settle()
    Balance.objects.all().delete()

    put(chain.north, **{f"v{chain.cup}": 8, f"v{chain.saw}": 8})

    assert [int(row.safety) for row in Balance.objects.order_by("variant_id")] == [5, 1]
    assert [int(row.available) for row in Balance.objects.order_by("variant_id")] == [3, 7]


def test_goods_that_move_and_stores_that_move_are_followed(chain):
    chain.rule(5, goods="category", goods_id=chain.crockery)
    chain.rule(1, place="region", place_key="north")
    chain.settle()
    assert chain.kept() == {"cup north": 5, "cup south": 5, "saw north": 1, "saw south": 0}

    make_product("P1", "Чашка", category_external_ids=("K",))
    api.move_place(location_id=chain.south, region="north")
    chain.settle()

    assert chain.kept() == {"cup north": 1, "cup south": 1, "saw north": 1, "saw south": 1}
    assert GoodsClass.objects.count() == 0


def test_a_dropped_rule_gives_back_what_it_kept(chain):
    chain.rule(2)
    chain.settle()
    (rule,) = keeping.safety_rules()

    keeping.drop_rule(rule_id=rule.rule_id)
    assert arranging.arrange()
    chain.settle()
    assert not arranging.arrange()

    assert set(chain.kept().values()) == {0}
    with pytest.raises(SafetyRuleUnknown):
        keeping.drop_rule(rule_id=rule.rule_id)


def test_the_same_rule_written_again_changes_nothing(chain):
    assert keeping.keep_rule(SafetyDraft(quantity=Decimal(1)))
    assert not keeping.keep_rule(SafetyDraft(quantity=Decimal(1)))
    assert keeping.keep_rule(SafetyDraft(quantity=Decimal(2)))
    assert [one.draft.quantity for one in keeping.safety_rules()] == [2]
