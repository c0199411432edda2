"""The price of a bundle among its parts: exact to the kopeck, whatever the prices, counts and promotions."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from prilavok.goods.pricing.bundles.rules import shared, standing_of
from prilavok.goods.pricing.bundles.values import PriceBy
from prilavok.goods.pricing.rules import Piece, Standing

PRICES = st.decimals(min_value="0.01", max_value="99999.99", places=2)
PIECES = st.lists(
    st.builds(Piece, variant_id=st.integers(1, 9), quantity=st.integers(1, 12).map(Decimal), price=PRICES),
    min_size=1,
    max_size=6,
)


@given(PIECES, st.integers(1, 50).map(Decimal), st.integers(0, 100), st.lists(st.integers(0, 30), max_size=3))
def test_shares_sum_to_the_line_and_each_is_told_by_its_steps(
    pieces: list[Piece], quantity: Decimal, percent: int, promoted: list[int]
) -> None:
    worth = int(sum(one.price * one.quantity * quantity for one in pieces) * 100)
    total = worth * (100 - percent) // 100
    taken = []
    for one in promoted:
        taken.append(total * one // 100)
        total -= taken[-1]

    shares = shared(total, quantity, pieces, taken)

    assert sum(one.total for one in shares) == total
    assert sum(one.base_total for one in shares) == worth
    for one in shares:
        assert one.base_total - one.saved - sum(one.taken) == one.total
        assert one.saved >= 0
        assert all(part >= 0 for part in one.taken)
        assert 0 <= one.total <= one.base_total


def sells(amount: str) -> list[Standing]:
    return [
        Standing(role="selling", title="Розничная", min_quantity=Decimal(1), amount=Decimal(amount), currency="RUB")
    ]


def test_a_bundle_costs_its_parts_less_the_rule_or_nothing_at_all() -> None:
    parts = [(1, Decimal(1)), (2, Decimal(6))]
    known = {1: sells("1000"), 2: sells("99.99")}

    def price(by: PriceBy, value: str, standing: dict[int, list[Standing]] = known) -> list[tuple[str, Decimal | None]]:
        found = standing_of(parts, standing, by=by, value=Decimal(value), title="Цена комплекта")
        return [(one.role, one.amount) for one in found]

    assert price(PriceBy.PERCENT, "10") == [("selling", Decimal("1439.95")), ("compare", Decimal("1599.94"))]
    assert price(PriceBy.AMOUNT, "99.94") == [("selling", Decimal("1500.00")), ("compare", Decimal("1599.94"))]
    assert price(PriceBy.OWN, "1700") == [("selling", Decimal(1700))]
    assert price(PriceBy.PERCENT, "0") == [("selling", Decimal("1599.94"))]
    assert price(PriceBy.AMOUNT, "1599.94") == []
    assert price(PriceBy.OWN, "1500", {1: sells("1000")}) == []
