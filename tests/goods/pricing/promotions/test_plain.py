"""While nothing is promoted, what is said in short is what the engine says."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.goods.pricing.engine.quoting import reckon
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.promotions.plain import base_steps, plain_quote
from prilavok.goods.pricing.promotions.saying import said
from prilavok.goods.pricing.rules import Standing, sold_by
from prilavok.goods.pricing.values import Quote, VariantId
from tests.goods.pricing.engine.make import book, item, setting

AMOUNTS = st.decimals("0.01", "99999.99", places=2)
STANDING = st.builds(
    lambda piece, lot, second, is_lot: [
        Standing(role="selling", title="Розничная", min_quantity=Decimal(1), amount=piece, currency="RUB"),
        *([Standing(role="selling", title="Лот", min_quantity=Decimal(3), amount=lot, currency="RUB")] * is_lot),
        Standing(role="second", title="Вторая", min_quantity=Decimal(1), amount=second, currency="RUB"),
        Standing(role="compare", title="Старая", min_quantity=Decimal(1), amount=Decimal(50), currency="RUB"),
    ],
    st.none() | AMOUNTS,
    AMOUNTS,
    AMOUNTS,
    st.booleans(),
)
QUANTITIES = st.decimals("0.001", "99.999", places=3) | st.integers(1, 200).map(Decimal)


def by_the_engine(lines: list[tuple[VariantId, Decimal]], standing: dict[int, list[Standing]]) -> Quote:
    priced = [(key, quantity, sold_by(standing[key], quantity=quantity)) for key, quantity in lines]
    items = [item(key, int(one.amount * 100), quantity) for key, quantity, one in priced if one and one.amount]
    steps = [base_steps(standing[key], quantity) for key, quantity in lines]
    return said(reckon(items, book(), setting()), steps, book(), coupons={})


@given(st.lists(st.tuples(STANDING, QUANTITIES), min_size=1, max_size=5))
def test_a_plain_quote_is_what_the_engine_says(goods: list[tuple[list[Standing], Decimal]]) -> None:
    lines = [(VariantId(place), quantity) for place, (_, quantity) in enumerate(goods, 1)]
    standing = {place: told for place, (told, _) in enumerate(goods, 1)}

    assert plain_quote(lines, standing) == by_the_engine(lines, standing)


def test_goods_without_a_price_are_named() -> None:
    told = [Standing(role="selling", title="Розничная", min_quantity=Decimal(1), amount=Decimal(5), currency="RUB")]
    one = Decimal(1)

    with pytest.raises(NoPrice) as refused:
        plain_quote(
            [(VariantId(1), one), (VariantId(2), one), (VariantId(3), one)],
            {1: told, 3: [replace(told[0], amount=None)]},
        )
    assert list(refused.value.data["variants"]) == [2, 3]
