"""Promotions made ready once, so that a quote looks only at those that its goods can be meant by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from prilavok.goods.pricing.engine.terms import (
    AmountOff,
    Bundle,
    BuyGet,
    Effect,
    FixedPrice,
    Goods,
    Percent,
    Terms,
)
from prilavok.goods.pricing.engine.times import is_dated, within
from prilavok.goods.pricing.engine.values import Item, Setting


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on goods, in sets."""

    categories: frozenset[int]
    brands: frozenset[str]
    products: frozenset[int]
    variants: frozenset[int]
    is_everything: bool

    @classmethod
    def of(cls, goods: Goods) -> "Filter":
        """Brands are compared in whatever case."""
        return cls(
            frozenset(goods.categories),
            frozenset(one.casefold() for one in goods.brands),
            frozenset(goods.products),
            frozenset(goods.variants),
            goods.is_everything,
        )

    def fits(self, item: Item) -> bool:
        """True for goods that it means."""
        if self.is_everything or item.key in self.variants or item.product_id in self.products:
            return True
        if not self.categories and not self.brands:
            return False
        return (not self.categories or not self.categories.isdisjoint(item.categories)) and (
            not self.brands or item.brand in self.brands
        )


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A published promotion, compiled. `rank` is the position of its class, `order` how rules are applied: by class,
    then priority, then age; `value` and `ladder` are its effect on a piece in whole numbers."""

    promotion_id: int
    revision: int
    terms: Terms
    rank: int
    goods: Filter
    besides: Filter | None
    parts: tuple[Filter, ...]
    channels: frozenset[str]
    regions: frozenset[str]
    stores: frozenset[int]
    segments: frozenset[str]
    price_types: frozenset[int]
    not_price_types: frozenset[int]
    is_dated_only: bool
    is_bundle: bool
    value: int
    ladder: tuple[tuple[int, int], ...]
    order: tuple[int, str, int, int]

    def value_at(self, milli: int) -> int:
        """What its ladder says for so many pieces (thousandths): hundredths of a percent, or kopecks."""
        value = self.value
        for since, reached in self.ladder:
            if since <= milli:
                value = reached
        return value

    def is_open(self, setting: Setting) -> bool:
        """True where and when it holds; one that needs a coupon only when that was presented."""
        if self.terms.need.coupon and self.promotion_id not in setting.opened:
            return False
        if (self.channels and setting.channel not in self.channels) or (
            self.regions and setting.region not in self.regions
        ):
            return False
        if (self.stores and setting.store_id not in self.stores) or (
            self.segments and self.segments.isdisjoint(setting.segments)
        ):
            return False
        return is_dated(self.terms, setting.moment) and (self.is_dated_only or within(self.terms, setting.moment))

    def means(self, item: Item) -> bool:
        """True for goods that it may reduce or count."""
        if self.besides is not None and self.besides.fits(item):
            return False
        if self.price_types and item.price_type_id not in self.price_types:
            return False
        if item.price_type_id in self.not_price_types:
            return False
        if not self.is_bundle and self.goods.fits(item):
            return True
        return any(part.fits(item) for part in self.parts)


def rule_of(promotion_id: int, revision: int, terms: Terms, rank: int) -> Rule:
    """A promotion compiled."""
    where = terms.where
    value, ladder = _on_a_piece(terms.effect)
    return Rule(
        promotion_id=promotion_id,
        revision=revision,
        terms=terms,
        rank=rank,
        goods=Filter.of(terms.goods),
        besides=None if terms.besides.is_everything else Filter.of(terms.besides),
        parts=_parts(terms),
        channels=frozenset(where.channels),
        regions=frozenset(where.regions),
        stores=frozenset(where.stores),
        segments=frozenset(where.segments),
        price_types=frozenset(where.price_types),
        not_price_types=frozenset(where.not_price_types),
        is_dated_only=terms.hours.are_always,
        is_bundle=isinstance(terms.effect, Bundle),
        value=value,
        ladder=ladder,
        order=(rank, terms.stacking, -terms.priority, promotion_id),
    )


def _on_a_piece(effect: Effect) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The effect on the price of a piece: its usual value and its rungs (pieces in thousandths)."""
    if not isinstance(effect, Percent | AmountOff | FixedPrice):
        return 0, ()
    usual = effect.percent if isinstance(effect, Percent) else None
    usual = effect.amount if isinstance(effect, AmountOff) else usual
    usual = effect.price if isinstance(effect, FixedPrice) else usual
    rungs = tuple((int(rung.since * 1000), basis_points(rung.value)) for rung in effect.rungs)
    return basis_points(usual or Decimal(0)), rungs


def _parts(terms: Terms) -> tuple[Filter, ...]:
    effect = terms.effect
    if isinstance(effect, BuyGet):
        return (Filter.of(effect.get),)
    return tuple(Filter.of(part.goods) for part in effect.parts) if isinstance(effect, Bundle) else ()


class Index:
    """Rules by what their conditions on goods name. The order in which rules are given decides nothing."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: tuple[Rule, ...] = tuple(sorted(rules, key=lambda one: one.order))
        self.needs_goods = any(_looks_at_goods(rule) for rule in self.rules)
        self.price_types = frozenset(
            rule.terms.floor.price_type for rule in self.rules if rule.terms.floor.price_type is not None
        )
        self._everything: list[Rule] = []
        self._by: dict[tuple[str, int | str], list[Rule]] = defaultdict(list)
        for rule in self.rules:
            for one in _conditions(rule):
                self._file(rule, one)

    def _file(self, rule: Rule, one: Filter) -> None:
        if one.is_everything:
            self._everything.append(rule)
            return
        by: list[tuple[str, int | str]] = [("variant", pk) for pk in one.variants]
        by += [("product", pk) for pk in one.products]
        by += [("category", pk) for pk in one.categories]
        if not one.categories:
            by += [("brand", name) for name in one.brands]
        for key in by:
            self._by[key].append(rule)

    def open_rules(self, setting: Setting) -> frozenset[Rule]:
        """Those that hold there, then, for them."""
        return frozenset(rule for rule in self.rules if rule.is_open(setting))

    def meant(self, items: Sequence[Item], open_rules: frozenset[Rule]) -> dict[Rule, list[int]]:
        """The places of the items that each open rule means, ascending; rules that mean none are absent."""
        found: dict[Rule, list[int]] = {}
        for place, item in enumerate(items):
            for rule in self._near(item):
                if rule in open_rules and rule.means(item):
                    found.setdefault(rule, []).append(place)
        return found

    def _near(self, item: Item) -> dict[Rule, None]:
        known = self._by
        near = dict.fromkeys(self._everything)
        keys: list[tuple[str, int | str]] = [("variant", item.key), ("product", item.product_id)]
        keys += [("category", pk) for pk in item.categories]
        if item.brand:
            keys.append(("brand", item.brand))
        for key in keys:
            if key in known:
                near.update(dict.fromkeys(known[key]))
        return near


def index_of(
    published: Iterable[tuple[int, int, Terms]], ranks: Mapping[str, int], *, unknown_rank: int = 1_000
) -> Index:
    """An index of (promotion, revision, terms); a class that nobody described comes after those that are."""
    return Index(
        rule_of(pk, revision, terms, ranks.get(terms.stacking, unknown_rank)) for pk, revision, terms in published
    )


def _conditions(rule: Rule) -> tuple[Filter, ...]:
    return rule.parts if rule.is_bundle else (rule.goods, *rule.parts)


def _looks_at_goods(rule: Rule) -> bool:
    filters = [rule.goods, *rule.parts, *([rule.besides] if rule.besides else [])]
    return any(one.categories or one.brands or one.products for one in filters)


def basis_points(percent: Decimal) -> int:
    """A percentage in hundredths of one, roubles in kopecks."""
    return int(percent * 100)
