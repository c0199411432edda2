"""Money: a Decimal with a currency, rounded to kopecks once, by one function.

Line totals are the truth; a discount on the whole is distributed over lines so that sums match exactly (54-FZ).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

KOPECK: Final = Decimal("0.01")
RUB: Final = "RUB"


def to_kopecks(amount: Decimal) -> Decimal:
    """Round half up to two decimals; the only rounding of money in the house."""
    return amount.quantize(KOPECK, rounding=ROUND_HALF_UP)


class CurrencyMismatch(TypeError):
    """Two currencies met in one sum."""


@dataclass(frozen=True, order=False)
class Money:
    """An amount of one currency, two decimals."""

    amount: Decimal
    currency: str = RUB

    def __post_init__(self) -> None:
        if not self.amount.is_finite():
            raise ValueError("money must be finite")
        object.__setattr__(self, "amount", to_kopecks(self.amount))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, times: Decimal | int) -> "Money":
        return Money(self.amount * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __bool__(self) -> bool:
        return self.amount != 0

    @property
    def kopecks(self) -> int:
        """The amount as whole kopecks."""
        return int(self.amount * 100)


def total(parts: Sequence[Money], currency: str = RUB) -> Money:
    """The sum of the parts; zero of the currency given when there are none."""
    if any(part.currency != currency for part in parts):
        raise CurrencyMismatch(currency, next(part.currency for part in parts if part.currency != currency))
    return Money(sum((part.amount for part in parts), Decimal(0)), currency)


def distribute(discount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount over lines in proportion to their weights, to the kopeck, with the exact sum.

    The remainder of rounding goes kopeck by kopeck to the lines with the largest cut-off part; zero weights get nothing
    unless all are zero, which is refused with ValueError.
    """
    whole = sum(weights, Decimal(0))
    if whole <= 0:
        raise ValueError("nothing to distribute over")
    exact = [discount * weight / whole for weight in weights]
    shares = [(part * 100).to_integral_value(rounding="ROUND_FLOOR") / 100 for part in exact]
    missing = int((to_kopecks(discount) - sum(shares, Decimal(0))) * 100)
    order = sorted(range(len(weights)), key=lambda i: (exact[i] - shares[i], weights[i]), reverse=True)
    for index in order[:missing]:
        shares[index] += KOPECK
    return shares
