"""What a package would change, told beforehand, is what it then changes."""

from decimal import Decimal
from typing import Any

import pytest

from prilavok.base.models import EventRow
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.models import Attribute, Change
from prilavok.goods.pim.values import CategoryDraft, ProductDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import SnapshotRow
from tests.goods.test_undo import SYSTEM, Package, Shop, shop, state

pytestmark = pytest.mark.usefixtures("in_unit")
__all__ = ["shop"]


class Asked(Package):
    """A package that is asked about before each of its steps."""

    def apply(self, source: str = "") -> None:
        for file in self.calls:
            for tell, values in file:
                self.foretold(tell, values, source or self.source)

    def foretold(self, tell: Any, values: list[Any], source: str) -> None:
        drafts = [one for one in values if isinstance(one, ProductDraft | CategoryDraft)]
        if not drafts:
            tell(source, values)
            return
        rows = Attribute.objects.count()
        is_product = isinstance(drafts[0], ProductDraft)
        compare = pim.compare_products if is_product else pim.compare_categories
        told = compare(system=SYSTEM, drafts=drafts)
        assert Attribute.objects.count() == rows
        seen = Change.objects.filter(kind="product" if is_product else "category")
        count = seen.count()
        tell(source, values)
        assert seen.count() - count == len(told), told


@pytest.mark.parametrize("seed", range(12))
def test_products_and_categories_change_as_foretold(shop: Shop, seed: int) -> None:
    Asked(shop, "erp:1", seed).apply()
    Asked(shop, "erp:2", 1000 + seed).apply()


def test_prices_and_balances_change_as_foretold(shop: Shop) -> None:
    def price(variant_id: int, amount: str | None) -> PriceRow:
        value = None if amount is None else Decimal(amount)
        return PriceRow(variant_id=variant_id, price_type_id=shop.types[0], amount=value)

    def lies(variant_id: int, quantity: int) -> SnapshotRow:
        return SnapshotRow(variant_id=variant_id, location_id=shop.places[0], quantity=Decimal(quantity))

    pricing.set_prices(source="a", rows=[price(1, "100"), price(2, "50"), price(3, "7")])
    stock.apply_snapshot(source="a", rows=[lies(1, 5), lies(2, 6)], meaning="physical")
    EventRow.objects.all().delete()
    before = state()

    prices = pricing.compare(rows=[price(1, "150"), price(2, "0"), price(3, "7"), price(4, "9"), price(5, None)])
    balances = stock.compare(rows=[lies(1, 0), lies(2, 6), lies(3, 1)], meaning="physical")

    assert [(one.variant_id, one.before and one.before.amount, one.after and one.after.amount) for one in prices] == [
        (1, Decimal(100), Decimal(150)), (2, Decimal(50), None), (4, None, Decimal(9)),
    ]  # fmt: skip
    assert [(one.variant_id, one.before, one.after) for one in balances] == [(1, 5, 0), (3, 0, 1)]
    assert state() == before
    assert not EventRow.objects.exists()


def test_pictures_that_would_go_are_counted() -> None:
    pim.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="1", title="А", images=("a.png", "b.png"))])

    (told,) = pim.compare_products(system=SYSTEM, drafts=[ProductDraft(external_id="1", images=())])

    assert (told.pictures_gone, told.fields, told.title_before) == (2, ("images",), "А")
