"""What is wrong with terms before they can be published: pairs of field and code, pure."""

from collections.abc import Iterator
from decimal import Decimal

from prilavok.goods.pricing.engine.terms import (
    BASKET,
    CATALOGUE,
    AmountOff,
    Bundle,
    BuyGet,
    CheapestFree,
    Effect,
    FixedPrice,
    FreeDelivery,
    Gift,
    NForM,
    Percent,
    Rung,
    Terms,
)

HUNDRED = Decimal(100)
LARGEST = Decimal(10_000_000)
IN_CATALOGUE = (Percent, AmountOff, FixedPrice)
IN_BASKET = (Percent, AmountOff, NForM, BuyGet, Bundle, Gift, FreeDelivery, CheapestFree)
Fault = tuple[str, str]


def faults(terms: Terms) -> list[Fault]:
    """Fields and codes, in the order of the form; empty when the terms can be published."""
    return [*_head(terms), *_effect(terms), *_needs(terms), *_limits(terms), *_legend(terms)]


def _head(terms: Terms) -> Iterator[Fault]:
    if not terms.title.strip() or len(terms.title) > 200:
        yield "title", "title"
    if not terms.stacking.strip() or len(terms.stacking) > 40:
        yield "stacking", "stacking"
    if not all(1 <= day <= 7 for day in terms.hours.weekdays):
        yield "hours", "weekdays"
    if (
        not (0 <= terms.hours.since <= 1440 and 0 <= terms.hours.until <= 1440)
        or terms.hours.since == terms.hours.until
    ):
        yield "hours", "minutes"
    stamps = [at for at in (terms.starts_at, terms.ends_at) if at is not None]
    if any(at.tzinfo is None for at in stamps):
        yield "starts_at", "zone"
    elif len(stamps) == 2 and stamps[0] >= stamps[1]:
        yield "ends_at", "ends_before"


def _effect(terms: Terms) -> Iterator[Fault]:
    effect = terms.effect
    allowed: tuple[type[Effect], ...] = IN_CATALOGUE if terms.kind == CATALOGUE else IN_BASKET
    if not isinstance(effect, allowed):
        yield "effect", "effect_of_other_kind"
    if isinstance(effect, Percent | AmountOff | FixedPrice):
        yield from _value(effect)
    elif isinstance(effect, NForM | BuyGet | CheapestFree):
        yield from _pieces(effect)
    elif isinstance(effect, Bundle | Gift):
        yield from _named(effect)


def _value(effect: Percent | AmountOff | FixedPrice) -> Iterator[Fault]:
    most = HUNDRED if isinstance(effect, Percent) else LARGEST
    first = effect.percent if isinstance(effect, Percent) else None
    first = effect.amount if isinstance(effect, AmountOff) else first
    first = effect.price if isinstance(effect, FixedPrice) else first
    values = [first or Decimal(0), *(rung.value for rung in effect.rungs)]
    if not all(one.is_finite() and 0 <= one <= most and one == round(one, 2) for one in values) or not any(values):
        yield "effect", "value"
    if not _is_ladder(effect.rungs):
        yield "effect", "rungs"
    if isinstance(effect, Percent) and not Decimal("0.01") <= effect.round_to <= 1000:
        yield "effect", "round_to"


def _is_ladder(rungs: tuple[Rung, ...]) -> bool:
    marks = [rung.since for rung in rungs]
    return all(mark.is_finite() and mark > 0 for mark in marks) and marks == sorted(set(marks))


def _pieces(effect: NForM | BuyGet | CheapestFree) -> Iterator[Fault]:
    if isinstance(effect, NForM):
        if not 1 <= effect.pay < effect.take <= 100:
            yield "effect", "n_for_m"
        return
    if not (effect.percent.is_finite() and 0 < effect.percent <= HUNDRED):
        yield "effect", "value"
    pieces = (effect.buy, effect.receive) if isinstance(effect, BuyGet) else (effect.pieces,)
    if not all(1 <= one <= 100 for one in pieces):
        yield "effect", "pieces"


def _named(effect: Bundle | Gift) -> Iterator[Fault]:
    if isinstance(effect, Gift):
        if not effect.variants or not 1 <= effect.pieces <= 100:
            yield "effect", "gift"
        return
    if not 0 < effect.price <= LARGEST or effect.price != round(effect.price, 2):
        yield "effect", "value"
    parts = effect.parts
    if not parts or sum(part.pieces for part in parts) < 2 or any(not 1 <= part.pieces <= 100 for part in parts):
        yield "effect", "bundle"
    if any(part.goods.is_everything for part in parts):
        yield "effect", "bundle_goods"


def _needs(terms: Terms) -> Iterator[Fault]:
    need = terms.need
    if not all(one.is_finite() and 0 <= one <= LARGEST for one in (need.sum_from, need.quantity_from)):
        yield "need", "need"
    if terms.kind != BASKET and (need.sum_from or need.quantity_from or need.coupon):
        yield "need", "need_of_catalogue"


def _limits(terms: Terms) -> Iterator[Fault]:
    limits, floor = terms.limits, terms.floor
    counts = (limits.times_per_order, limits.per_person, limits.total)
    if any(one is not None and one < 1 for one in counts) or (limits.most_off is not None and limits.most_off <= 0):
        yield "limits", "limits"
    if terms.kind != BASKET and any(one is not None for one in (*counts, limits.most_off)):
        yield "limits", "limits_of_catalogue"
    if not 0 <= floor.percent <= HUNDRED:
        yield "floor", "floor"


def _legend(terms: Terms) -> Iterator[Fault]:
    if terms.is_cheaper_online and not terms.legend.strip():
        yield "legend", "legend"
