"""What was agreed of prices: lines with their steps, promotions, coupons and bundles of an order.

Re-exported by `values`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from prilavok.base.money import Money
from prilavok.base.money import total as sum_of
from prilavok.goods.pim.values import VariantId


@dataclass(frozen=True, kw_only=True)
class LineStep:
    """One step of a line's price as it was calculated: the rule by its name, the price of a piece after it.

    A promotion's step also says what it has taken off the line, by which revision, and the legend that justifies it.
    """

    title: str
    price: Decimal
    taken: Decimal | None = None
    source: str = ""
    legend: str = ""


@dataclass(frozen=True, kw_only=True)
class DealPart:
    """A promotion ("promotion:12:3", with its revision) or a coupon ("coupon:5") of an order, what it took off."""

    key: str
    title: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    """A line of an order's current version: a snapshot, not a reference.

    `steps` tell how the price came about: the first is the base price, each later one a rule that was applied.
    """

    variant_id: VariantId
    title: str
    article: str
    quantity: Decimal
    unit_price: Money
    total: Money
    vat: str | None
    unit: str
    steps: tuple[LineStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewPart:
    """A good inside a bundle of a basket: how many in all, and what they cost in it."""

    variant_id: VariantId
    product_id: int
    title: str
    image_url: str
    quantity: Decimal
    total: Money


@dataclass(frozen=True, kw_only=True)
class BundleShare:
    """A good of a bundle in an order: how many in all, and what they cost in it."""

    variant_id: VariantId
    quantity: Decimal
    total: Money


@dataclass(frozen=True, kw_only=True)
class DealBundle:
    """A bundle as it was ordered: sold as one, its parts are lines of the order. The parts' totals sum to `total`."""

    variant_id: VariantId
    title: str
    quantity: Decimal
    total: Money
    parts: tuple[BundleShare, ...]


@dataclass(frozen=True, kw_only=True)
class Deal:
    """What was agreed besides prices when an order was placed; it stays as it was agreed."""

    promotions: tuple[DealPart, ...] = ()
    coupons: tuple[DealPart, ...] = ()
    gifts: tuple[VariantId, ...] = ()
    free_delivery: tuple[str, ...] = ()
    bundles: tuple[DealBundle, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LineGroup:
    """Lines that belong together: those of a bundle, or (without one) those bought by themselves.

    `is_whole`: nothing is missing of what was agreed.
    """

    lines: tuple[OrderLine, ...]
    total: Money
    bundle: DealBundle | None = None
    is_whole: bool = True


def grouped(lines: Sequence[OrderLine], bundles: Sequence[DealBundle]) -> tuple[LineGroup, ...]:
    """The lines of an order by bundle; together they are exactly the lines, to the piece and to the kopeck.

    A good that is in a bundle and was bought by itself too is one line of the order, and stands in both groups with its
    share. Where fewer are left than agreed, the bundles keep theirs first.
    """
    left = {line.variant_id: line for line in lines}
    groups = []
    for bundle in bundles:
        own = []
        for part in bundle.parts:
            line = left.get(part.variant_id)
            if line is None:
                continue
            taken, rest = _split(line, part)
            own.append(taken)
            if rest is None:
                del left[part.variant_id]
            else:
                left[part.variant_id] = rest
        if own:
            is_whole = [(one.variant_id, one.quantity) for one in own] == [
                (part.variant_id, part.quantity) for part in bundle.parts
            ]
            groups.append(LineGroup(lines=tuple(own), total=_total(own), bundle=bundle, is_whole=is_whole))
    single = [left[line.variant_id] for line in lines if line.variant_id in left]
    if single:
        groups.append(LineGroup(lines=tuple(single), total=_total(single)))
    return tuple(groups)


def bought(lines: Sequence[OrderLine], deal: Deal) -> tuple[tuple[VariantId, Decimal], ...]:
    """What somebody would put into a basket to buy the same again: bundles as bundles, presents left out."""
    single = [
        (line.variant_id, line.quantity)
        for group in grouped(lines, deal.bundles)
        if group.bundle is None
        for line in group.lines
        if line.variant_id not in deal.gifts or line.total
    ]
    return (*((one.variant_id, one.quantity) for one in deal.bundles), *single)


def _split(line: OrderLine, part: BundleShare) -> tuple[OrderLine, OrderLine | None]:
    """What the bundle has of a line, and what is left of it; nothing is left of a line it takes whole."""
    quantity = min(line.quantity, part.quantity)
    if quantity == line.quantity:
        return line, None
    rest_quantity = line.quantity - quantity
    amount = min(part.total.amount, line.total.amount)
    taken = replace(line, quantity=quantity, total=Money(amount, line.total.currency), steps=())
    total = Money(line.total.amount - amount, line.total.currency)
    rest = replace(line, quantity=rest_quantity, total=total, steps=())
    return _with_price(taken), _with_price(rest)


def _with_price(line: OrderLine) -> OrderLine:
    return replace(line, unit_price=Money(line.total.amount / line.quantity, line.total.currency))


def _total(lines: Sequence[OrderLine]) -> Money:
    return sum_of([line.total for line in lines], lines[0].total.currency)
