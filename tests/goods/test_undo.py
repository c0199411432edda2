"""What a package did can be taken back as one act: catalogue, prices, balances."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from prilavok.base.bulk import fetch
from prilavok.base.models import EventRow
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.models import Change
from prilavok.goods.pim.values import AttributeDraft, CategoryDraft, ContentEdit, ProductDraft, VariantDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.models import PriceChange
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.models import Movement
from prilavok.goods.stock.values import LocationDraft, SnapshotRow, Want
from tests.goods.pim.make import make_picture

pytestmark = pytest.mark.usefixtures("in_unit")
SYSTEM = "erp.test"
ROOMS = (pim, pricing, stock)


@dataclass
class Shop:
    """A small chain: two price types, two stores."""

    types: list[int]
    places: list[int]


@pytest.fixture
def shop(in_unit: None) -> Shop:
    types = ["R", "W"]
    pricing.upsert_price_types(
        system=SYSTEM, drafts=[PriceTypeDraft(external_id=one, title=f"Цены {one}") for one in types]
    )
    stock.upsert_locations(system=SYSTEM, drafts=[LocationDraft(external_id=one, title=one) for one in ("s1", "s2")])
    return Shop(
        types=list(pricing.price_type_ids(system=SYSTEM, external_ids=types).values()),
        places=list(stock.location_ids(system=SYSTEM, external_ids=["s1", "s2"]).values()),
    )


class Package:
    """A random package over a small catalogue: what an ERP could send, in one or several files."""

    def __init__(self, shop: Shop, name: str, seed: int, *, files: int = 3, removes: bool = True) -> None:
        self.shop, self.source, self.removes = shop, name, removes
        self.dice = random.Random(seed)
        self.calls = [list(self._file()) for _ in range(self.dice.randint(1, files))]

    def apply(self, source: str = "") -> None:
        """Tell all of it to the rooms."""
        for file in self.calls:
            for tell, values in file:
                tell(source or self.source, values)

    def _file(self) -> Iterator[tuple[Any, Any]]:
        dice = self.dice
        yield _tell_attributes, [self._attribute(one) for one in self._some("abc")]
        yield _tell_categories, [self._category(one) for one in self._some("klmn")]
        yield _tell_products, [self._product(one) for one in self._some("123456")]
        yield _tell_variants, [self._variant(one) for one in self._some("123456")]
        for _ in range(dice.randint(0, 2)):
            yield (
                self._tell_prices,
                [(one, dice.randint(0, 1), dice.choice([None, 100, 200])) for one in self._some("123456")],
            )
            yield self._tell_stocks, [(one, dice.randint(0, 1), dice.randint(-1, 9)) for one in self._some("123456")]
        if dice.random() < 0.3:
            yield _tell_pictures, [(f"{one}.png", make_picture(20, 20, dice.choice(["red", "green"]))) for one in "12"]

    def _some(self, names: str) -> list[str]:
        return self.dice.sample(names, self.dice.randint(0, len(names)))

    def _attribute(self, name: str) -> AttributeDraft:
        text = self.dice.choice(["Красный", "Алый"])
        return AttributeDraft(
            external_id=name,
            title=f"Свойство {self.dice.randint(1, 2)}",
            options=(("o1", text),),
            is_removed=self._rarely(),
        )

    def _category(self, name: str) -> CategoryDraft:
        parent = self.dice.choice([None, "k", "l", "m", "n", "unknown"])
        return CategoryDraft(
            external_id=name,
            title=f"Раздел {self.dice.randint(1, 3)}",
            parent_external_id=parent,
            is_removed=self._rarely(),
        )

    def _product(self, name: str) -> ProductDraft:
        dice = self.dice
        return ProductDraft(
            external_id=name,
            title=f"Товар {name} {dice.randint(1, 2)}",
            article=dice.choice([None, "", "A1"]),
            description=dice.choice([None, "<p>Слова</p>"]),
            brand=dice.choice([None, "Марка"]),
            category_external_ids=dice.choice([None, (), ("k",), ("m", "l")]),
            attributes=dice.choice([None, (("a", "o1"),), (("c", "12"),)]),
            images=dice.choice([None, (), (f"{name}.png",)]),
            requisites=dice.choice([None, (("Вес", "1"),)]),
            is_removed=self._rarely(),
        )

    def _variant(self, name: str) -> VariantDraft:
        return VariantDraft(
            external_id=f"{name}#",
            product_external_id=self.dice.choice([name, name, "1"]),
            barcodes=self.dice.choice([None, ("46",), ("46", "47")]),
            features=self.dice.choice([None, (("Цвет", "синий"),)]),
            is_removed=self._rarely(),
        )

    def _rarely(self) -> bool:
        return self.removes and self.dice.random() < 0.2

    def _tell_prices(self, source: str, values: list[tuple[str, int, int | None]]) -> None:
        ids = pim.variant_ids(system=SYSTEM, external_ids=[f"{one}#" for one, _, _ in values])
        pricing.set_prices(
            source=source,
            rows=[
                PriceRow(
                    variant_id=ids[f"{one}#"],
                    price_type_id=self.shop.types[number],
                    amount=None if amount is None else Decimal(amount),
                    currency="USD" if amount == 200 else "RUB",
                )
                for one, number, amount in values
                if f"{one}#" in ids
            ],
        )

    def _tell_stocks(self, source: str, values: list[tuple[str, int, int]]) -> None:
        ids = pim.variant_ids(system=SYSTEM, external_ids=[f"{one}#" for one, _, _ in values])
        rows = [
            SnapshotRow(variant_id=ids[f"{one}#"], location_id=self.shop.places[number], quantity=Decimal(quantity))
            for one, number, quantity in values
            if f"{one}#" in ids
        ]
        stock.apply_snapshot(source=source, rows=rows, meaning="free")


def _tell_attributes(source: str, drafts: list[AttributeDraft]) -> None:
    pim.upsert_attributes(system=SYSTEM, drafts=drafts, source=source)


def _tell_categories(source: str, drafts: list[CategoryDraft]) -> None:
    pim.upsert_categories(system=SYSTEM, drafts=drafts, source=source)


def _tell_products(source: str, drafts: list[ProductDraft]) -> None:
    pim.upsert_products(system=SYSTEM, drafts=drafts, source=source)


def _tell_variants(source: str, drafts: list[VariantDraft]) -> None:
    pim.upsert_variants(system=SYSTEM, drafts=drafts, source=source)


def _tell_pictures(source: str, pictures: list[tuple[str, bytes]]) -> None:
    pim.attach_images(system=SYSTEM, pictures=pictures, source=source)


STATE = {
    "attributes": "SELECT id, title, kind, options ->> 'o1' FROM pim_attribute WHERE NOT is_archived AND NOT is_stub",
    "products": """
        SELECT id, slug, title, article, description, brand, unit, vat, category_refs, attributes, requisites, images,
            ARRAY(SELECT c.id FROM unnest(category_ids) WITH ORDINALITY AS k (id, number)
                  JOIN pim_category c ON c.id = k.id AND NOT c.is_archived ORDER BY number)
        FROM pim_product WHERE NOT is_removed AND NOT is_stub""",
    "variants": "SELECT id, product_id, title, article, barcodes, features FROM pim_variant WHERE NOT is_removed",
    "pictures": "SELECT key, content_hash, width, height, warning FROM pim_picture WHERE content_hash <> ''",
    "prices": "SELECT variant_id, price_type_id, amount, currency FROM pricing_price WHERE amount IS NOT NULL",
    "balances": """
        SELECT variant_id, location_id, on_hand, reserved, available FROM stock_balance
        WHERE on_hand <> 0 OR reserved <> 0""",
}


def state() -> dict[str, list[Any]]:
    """Everything that can be seen; what was put away is as if it were not there."""
    tree = [repr(node) for node in pim.category_tree()]
    return {"tree": tree} | {name: sorted(map(repr, fetch(sql))) for name, sql in STATE.items()}


def undo(source: str) -> list[tuple[int, int]]:
    return [(done.restored, done.left) for done in (room.undo(source=source) for room in ROOMS)]


@pytest.mark.parametrize("seed", range(20))
def test_undo_restores_exactly_what_was_before(shop: Shop, seed: int) -> None:
    first, second = Package(shop, "erp:1", seed), Package(shop, "erp:2", 1000 + seed)
    nothing = state()
    first.apply()
    before = state()
    second.apply()

    taken = undo("erp:2")
    assert state() == before
    assert not any(left for _, left in taken)

    lines = [model.objects.count() for model in (Change, PriceChange, Movement, EventRow)]
    assert undo("erp:2") == [(0, 0)] * 3
    assert [model.objects.count() for model in (Change, PriceChange, Movement, EventRow)] == lines

    undo("erp:1")
    assert state() == nothing
    assert not stock.broken_balances()


@pytest.mark.parametrize("seed", range(10))
def test_the_same_package_after_its_undo_does_the_same_again(shop: Shop, seed: int) -> None:
    Package(shop, "erp:1", seed).apply()
    second = Package(shop, "erp:2", 1000 + seed, files=1, removes=False)
    before = state()
    second.apply()
    after = state()

    undo("erp:2")
    second.apply(source="erp:3")
    assert state() == after

    undo("erp:3")
    assert state() == before


@pytest.mark.parametrize("seed", range(10))
def test_piece_by_piece_is_the_same_as_at_once(shop: Shop, seed: int) -> None:
    Package(shop, "erp:1", seed).apply()
    before = state()
    Package(shop, "erp:2", 1000 + seed).apply()
    can = [sum(one.can for one in pim.undoable(source="erp:2").values())]
    can += [room.undoable(source="erp:2").can for room in (pricing, stock)]

    taken = [0, 0, 0]
    for kind in ("attribute", "category", "product", "variant", "picture"):
        after = None
        while (done := pim.undo(source="erp:2", kind=kind, after=after, limit=2)).last is not None:
            taken[0], after = taken[0] + done.restored, done.last
    for number, room in ((1, pricing), (2, stock)):
        after = 0
        while (done := room.undo(source="erp:2", after=after, limit=2)).last is not None:
            taken[number], after = taken[number] + done.restored, done.last

    assert taken == can
    assert state() == before


def _sold(shop: Shop, on_hand: int, price: int, source: str = "erp:1") -> int:
    """A product with a price and a balance in the first store; returns its variant."""
    _tell_products(source, [ProductDraft(external_id="1", title="Топор")])
    _tell_variants(source, [VariantDraft(external_id="1#", product_external_id="1")])
    _tell(shop, source, on_hand, price)
    return pim.variant_ids(system=SYSTEM, external_ids=["1#"])["1#"]


def _tell(shop: Shop, source: str, on_hand: int, price: int) -> None:
    variant_id = pim.variant_ids(system=SYSTEM, external_ids=["1#"])["1#"]
    pricing.set_prices(
        source=source,
        rows=[PriceRow(variant_id=variant_id, price_type_id=shop.types[0], amount=Decimal(price))],
    )
    rows = [SnapshotRow(variant_id=variant_id, location_id=shop.places[0], quantity=Decimal(on_hand))]
    stock.apply_snapshot(source=source, rows=rows, meaning="physical")


def _balance(shop: Shop, variant_id: int) -> tuple[int, int, int]:
    one = stock.explain(variant_id=variant_id, location_id=shop.places[0]).balance
    return int(one.on_hand), int(one.reserved), int(one.available)


def test_what_was_held_and_issued_meanwhile_stays(shop: Shop) -> None:
    variant_id = _sold(shop, on_hand=2, price=100)
    _tell(shop, "erp:2", on_hand=10, price=100)
    for order_id, quantity in ((1, 3), (2, 4)):
        wants = [Want(variant_id=variant_id, quantity=Decimal(quantity))]
        stock.reserve(order_id=order_id, location_id=shop.places[0], wants=wants, hold_for_s=None)
    stock.issue(order_id=1)
    assert _balance(shop, variant_id) == (7, 4, 3)

    done = stock.undo(source="erp:2")

    assert (done.restored, done.left, done.short) == (1, 0, 1)
    assert _balance(shop, variant_id) == (-1, 4, 0)
    assert not stock.broken_balances()
    stock.release(order_id=2, reason="")
    assert _balance(shop, variant_id) == (-1, 0, 0)

    _tell(shop, "erp:3", on_hand=12, price=100)
    assert _balance(shop, variant_id) == (9, 0, 9)


def test_a_confirmation_that_came_meanwhile_is_not_counted_twice(shop: Shop) -> None:
    variant_id = _sold(shop, on_hand=10, price=100)
    wants = [Want(variant_id=variant_id, quantity=Decimal(4))]
    stock.reserve(order_id=1, location_id=shop.places[0], wants=wants, hold_for_s=None)
    stock.issue(order_id=1)
    _tell(shop, "erp:2", on_hand=5, price=100)
    assert _balance(shop, variant_id) == (1, 0, 1)
    stock.tell_known(order_ids=[1], what="issued")

    stock.undo(source="erp:2")

    assert _balance(shop, variant_id) == (6, 0, 6)


def test_what_another_source_changed_later_is_left_and_named(shop: Shop) -> None:
    variant_id = _sold(shop, on_hand=2, price=100)
    _tell(shop, "erp:2", on_hand=5, price=150)
    _tell_products("erp:2", [ProductDraft(external_id="1", title="Топорик", brand="Север")])
    _tell(shop, "person:7", on_hand=5, price=170)
    _tell(shop, "retail:3", on_hand=6, price=170)
    _tell_products("retail:3", [ProductDraft(external_id="1", title="Топор большой")])
    before = state()

    assert (pricing.undoable(source="erp:2").cannot, pricing.undoable(source="erp:2").later) == (1, ("person:7",))
    assert stock.undoable(source="erp:2").later == ("retail:3",)
    assert pim.undoable(source="erp:2")["product"].later == ("retail:3",)
    assert [(one.is_left, one.later) for one in pim.undo_rows(source="erp:2", kind="product")] == [(True, "retail:3")]
    assert undo("erp:2") == [(0, 1)] * 3
    assert state() == before

    assert undo("retail:3") == [(1, 0), (0, 0), (1, 0)]
    assert undo("erp:2") == [(1, 0), (0, 1), (1, 0)]
    assert (
        pim.cards(product_ids=list(pim.product_ids(system=SYSTEM, external_ids=["1"]).values())).popitem()[1].brand
        == ""
    )
    assert _balance(shop, variant_id) == (2, 0, 2)


def test_words_of_the_office_stay(shop: Shop) -> None:
    _sold(shop, on_hand=2, price=100)
    product_id = pim.product_ids(system=SYSTEM, external_ids=["1"])["1"]
    _tell_products("erp:2", [ProductDraft(external_id="1", title="Топорик")])
    pim.edit_content(ContentEdit(product_id=product_id, title="Топор для похода", description=None, is_hidden=False))

    pim.undo(source="erp:2")

    content = pim.content(product_id)
    assert content is not None
    assert (content.received_title, content.own_title) == ("Топор", "Топор для похода")


def test_undo_says_beforehand_what_it_will_do(shop: Shop) -> None:
    variant_id = _sold(shop, on_hand=2, price=100)
    _tell(shop, "erp:2", on_hand=0, price=150)
    _tell_products("erp:2", [ProductDraft(external_id="1", title="Топорик", brand="Север"), *_new("2")])

    products = [(one.title, one.is_new, one.fields) for one in pim.undo_rows(source="erp:2", kind="product")]
    prices = [(one.variant_id, one.now, one.back) for one in pricing.undo_rows(source="erp:2")]
    balances = [(one.location_id, one.now, one.back) for one in stock.undo_rows(source="erp:2")]

    assert products == [("Топорик", False, ("brand", "title")), ("Новый", True, ())]
    assert [(one, str(now.amount), str(back.amount)) for one, now, back in prices if now and back] == [
        (variant_id, "150.00", "100.00")
    ]
    assert balances == [(shop.places[0], Decimal(0), Decimal(2))]


def _new(external_id: str) -> list[ProductDraft]:
    return [ProductDraft(external_id=external_id, title="Новый")]


def test_undo_is_announced_so_that_the_shelf_follows(shop: Shop) -> None:
    _sold(shop, on_hand=2, price=100)
    EventRow.objects.all().delete()

    undo("erp:1")

    assert set(EventRow.objects.values_list("name", flat=True)) == {
        "pim.products_changed", "pricing.prices_changed", "stock.stock_changed",
    }  # fmt: skip


def test_a_currency_goes_back_too(shop: Shop) -> None:
    variant_id = _sold(shop, on_hand=2, price=100)
    row = PriceRow(variant_id=variant_id, price_type_id=shop.types[0], amount=Decimal(100), currency="USD")
    pricing.set_prices(source="erp:2", rows=[row])

    pricing.undo(source="erp:2")

    assert fetch("SELECT amount, currency FROM pricing_price") == [(Decimal("100.00"), "RUB")]


def test_before_images_are_kept_for_a_month(shop: Shop) -> None:
    _sold(shop, on_hand=2, price=100)
    fetch("UPDATE pim_change SET at = at - interval '31 days' WHERE kind = 'variant'")

    assert pim.forget_changes() == 1
    assert pim.undoable(source="erp:1").keys() == {"product"}
