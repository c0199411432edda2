"""Money: rounded once, distributed without losing a kopeck."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.money import CurrencyMismatch, Money, distribute, to_kopecks, total

AMOUNTS = st.decimals(min_value=0, max_value=10_000_000, places=2)
WEIGHTS = st.lists(st.decimals(min_value=0, max_value=1_000_000, places=2), min_size=1, max_size=60)


def test_half_a_kopeck_rounds_up() -> None:
    assert [to_kopecks(Decimal(given)) for given in ("0.005", "0.0049", "1.125", "-0.005")] == [
        Decimal(expected) for expected in ("0.01", "0.00", "1.13", "-0.01")
    ]


@given(discount=AMOUNTS, weights=WEIGHTS.filter(any))
def test_distributed_parts_sum_exactly_and_none_is_negative(discount: Decimal, weights: list[Decimal]) -> None:
    parts = distribute(discount, weights)

    assert sum(parts) == discount
    assert all(part >= 0 and part == to_kopecks(part) for part in parts)


@given(discount=AMOUNTS, weights=WEIGHTS.filter(any))
def test_a_part_is_within_a_kopeck_of_its_exact_share(discount: Decimal, weights: list[Decimal]) -> None:
    whole = sum(weights)

    for part, weight in zip(distribute(discount, weights), weights, strict=True):
        assert abs(part - discount * weight / whole) < Decimal("0.01")


@given(discount=AMOUNTS, weights=WEIGHTS.filter(any))
def test_a_line_worth_nothing_gets_nothing(discount: Decimal, weights: list[Decimal]) -> None:
    for part, weight in zip(distribute(discount, [*weights, Decimal(0)]), [*weights, Decimal(0)], strict=True):
        assert weight or part == 0


def test_nothing_to_distribute_over_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to distribute over"):
        distribute(Decimal(10), [Decimal(0), Decimal(0)])


def test_currencies_never_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(Decimal(1), "RUB") + Money(Decimal(1), "KZT")
    with pytest.raises(CurrencyMismatch):
        _ = Money(Decimal(1), "RUB") < Money(Decimal(1), "KZT")


@given(amounts=st.lists(AMOUNTS, max_size=50))
def test_total_is_the_sum_of_kopecks(amounts: list[Decimal]) -> None:
    assert total([Money(one) for one in amounts]).kopecks == sum(int(one * 100) for one in amounts)


@pytest.mark.parametrize("endless", ["NaN", "Infinity", "-Infinity"])
def test_money_is_finite(endless: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        Money(Decimal(endless))
