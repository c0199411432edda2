"""A basket while nothing is promoted: what its goods cost by themselves, with the list that each price is from.

Most baskets of most days. The engine says the same of them, at some times the cost; a test holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from prilavok.base.money import RUB, Money
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.bundles.sharing import with_pieces
from prilavok.goods.pricing.engine.receipt import MILLI, half_up, parts_of
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.quotes import Quote, QuoteLine, QuotePart, Step
from prilavok.goods.pricing.rules import Standing, justified_by, sold_by
from prilavok.goods.pricing.values import ONE

Lines = Sequence[tuple[VariantId, Decimal]]


def plain_quote(lines: Lines, standing: Mapping[int, list[Standing]]) -> Quote:
    """What it costs without promotions and coupons. Raises NoPrice naming the variants."""
    sold = refuse_unpriced(lines, standing)
    told = tuple(_line(line, one, standing[line[0]]) for line, one in zip(lines, sold, strict=True))
    total = _money(sum(line.total.kopecks for line in told))
    return Quote(lines=told, total=total, base_total=total)


def refuse_unpriced(lines: Lines, standing: Mapping[int, list[Standing]]) -> list[Standing]:
    """The price that sells each line. Raises NoPrice naming the variants that nobody may sell there."""
    if any(quantity <= 0 for _, quantity in lines):
        raise ValueError("a quantity to quote must be positive")
    sold = [sold_by(standing.get(pk, ()), quantity=quantity) for pk, quantity in lines]
    if None in sold:
        raise NoPrice(variants=tuple(pk for (pk, _), one in zip(lines, sold, strict=True) if one is None))
    return [one for one in sold if one is not None]


def base_steps(standing: Sequence[Standing], quantity: Decimal, chosen: Standing | None = None) -> tuple[Step, ...]:
    """The list the price is from (`chosen`, when it is known); for a lot, the price of one piece first."""
    chosen = chosen or sold_by(standing, quantity=quantity)
    if chosen is None or chosen.amount is None:
        return ()
    single = chosen if quantity == ONE else sold_by(standing, quantity=ONE)
    steps = []
    if single is not None and single.amount is not None and single != chosen:
        steps.append(Step(title=single.title, amount=Money(single.amount, single.currency)))
    label = chosen.title if chosen.min_quantity <= 1 else f"{chosen.title}, ≥ {chosen.min_quantity.normalize():f}"
    justified, price = justified_by(standing, quantity=quantity), Money(chosen.amount, chosen.currency)
    last = replace(justified_step(justified, price), title=label) if justified else Step(title=label, amount=price)
    return (*steps, last)


def justified_step(standing: Standing, price: Money) -> Step:
    """The list the price is from, with the legend of the rule that makes it lower than in the stores."""
    source = f"price_rule:{standing.rule_id}"
    return Step(title=standing.title, amount=price, source=source, legend=standing.legend)


def _line(line: tuple[VariantId, Decimal], selling: Standing, standing: Sequence[Standing]) -> QuoteLine:
    key, quantity = line
    unit = Money(selling.amount or Decimal(0), selling.currency).kopecks
    worth = half_up(unit * int(quantity * MILLI), MILLI)
    price, total = _money(unit), _money(worth)
    parts = tuple(
        QuotePart(quantity=one.quantity, unit_price=_money(one.unit), total=_money(one.total))
        for one in parts_of(quantity, worth)
    )
    told = QuoteLine(
        variant_id=key,
        quantity=quantity,
        unit_price=price,
        total=total,
        steps=base_steps(standing, quantity, selling),
        base_total=total,
        shelf_price=price,
        parts=parts,
    )
    return with_pieces(told, standing) if any(one.pieces for one in standing) else told


@lru_cache(maxsize=2048)
def _money(kopecks: int) -> Money:
    return Money(Decimal(kopecks) / 100, RUB)
