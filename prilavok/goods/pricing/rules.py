"""Pure decisions of pricing: which price holds, what a line costs, what kind of list a title suggests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from prilavok.base.money import Money, to_kopecks
from prilavok.goods.pricing.values import RoundingRule

WHOLESALE_WORDS = ("опт", "закуп", "себестоим", "wholesale", "purchase", "дилер", "партн", "миним")
COMPARE_WORDS = ("стар", "без скидки", "зачеркн", "ррц", "рекоменд", "до скидки", "old")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a bundle: how many of it one bundle takes, the price of one by itself, and the list that is from;
    where that is cheaper than in the stores, the rule that has the legend."""

    variant_id: int
    quantity: Decimal
    price: Decimal
    title: str = ""
    rule_id: int = 0
    legend: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A price that stands: its role (selling, second or compare; store and till, each with its second, for what is sold
    by there), the quantity from which it holds, the amount (None = not for sale), the rule and its legend. A bundle's
    price says of which `pieces` it is."""

    role: str
    title: str
    min_quantity: Decimal
    amount: Decimal | None
    currency: str
    price_type_id: int = 0
    pieces: tuple[Piece, ...] = ()
    rule_id: int = 0
    legend: str = ""


def suggested_role(title: str) -> str:
    """What a list of this title is probably for: selling, compare or none (wholesale, purchase)."""
    words = title.casefold()
    if any(word in words for word in WHOLESALE_WORDS):
        return "none"
    return "compare" if any(word in words for word in COMPARE_WORDS) else "selling"


def for_quantity(prices: Iterable[Standing], *, role: str, quantity: Decimal) -> Standing | None:
    """The price of the role that holds for the quantity: the one with the highest threshold not above it.

    A quantity below every threshold (half a metre) takes the price of one piece, never that of a bigger lot.
    """
    best = None
    for one in prices:
        if one.role != role or (best is not None and one.min_quantity <= best.min_quantity):
            continue
        if one.min_quantity <= 1 or one.min_quantity <= quantity:
            best = one
    return best if best is not None and best.amount else None


SECONDS = {"selling": "second", "store": "store_second", "till": "till_second"}
BESIDE = ("store", "store_second", "till", "till_second")


def sold_by(prices: Sequence[Standing], *, quantity: Decimal, role: str = "selling") -> Standing | None:
    """The price that sells (here, or in a store or at a till): of the chosen type, else of the second one where the
    rule names it outright."""
    first = for_quantity(prices, role=role, quantity=quantity)
    return first or for_quantity(prices, role=SECONDS[role], quantity=quantity)


def justified_by(prices: Sequence[Standing], *, quantity: Decimal) -> Standing | None:
    """The price whose rule has the legend for being cheaper online than in the stores; None when it is not cheaper."""
    if not any(one.role in BESIDE for one in prices):
        return None
    sold = sold_by(prices, quantity=quantity)
    for role in ("store", "till"):
        other = sold_by(prices, quantity=quantity, role=role)
        if sold and sold.amount and other and other.amount and sold.amount < other.amount:
            return sold if sold.legend else other if other.legend else None
    return None


def struck(price: Money, compare: Standing | None) -> Money | None:
    """The price to show struck out: only when it is in the same currency and really higher."""
    if compare is None or not compare.amount or compare.currency != price.currency:
        return None
    before = Money(compare.amount, compare.currency)
    return before if price < before else None


ROUNDINGS = {"nearest": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}


def rounded(exact: Decimal, rule: RoundingRule) -> Decimal:
    """A price by the rule: a multiple of the step plus the ending, never nothing and never less."""
    steps = ((exact - rule.ending) / rule.step).to_integral_value(rounding=ROUNDINGS[rule.mode])
    price = steps * rule.step + rule.ending
    return to_kopecks(price if price > 0 else rule.ending or rule.step)


def in_roubles(amount: Decimal, rate: Decimal, per: int, rule: RoundingRule) -> Decimal:
    """A price in a currency as one in roubles: by the rate, rounded once by the rule."""
    return rounded(amount * rate / per, rule)
