"""Goods, promotions and whole baskets for the engine: by hand and at random."""

import random
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from prilavok.goods.pricing.engine.index import Index, index_of
from prilavok.goods.pricing.engine.quoting import reckon
from prilavok.goods.pricing.engine.terms import (
    AmountOff,
    Bundle,
    BundlePart,
    BuyGet,
    CheapestFree,
    FixedPrice,
    FreeDelivery,
    Gift,
    Goods,
    Limits,
    Need,
    NForM,
    Percent,
    Rung,
    Terms,
)
from prilavok.goods.pricing.engine.times import Moment
from prilavok.goods.pricing.engine.values import Item, Outcome, Setting

NOON = Moment(at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC), weekday=3, minute=12 * 60)
RANKS = {"sale": 10, "goods": 20, "sets": 30, "basket": 40, "gifts": 50, "coupon": 60}
GIFT = 900


def setting(**changes: Any) -> Setting:
    """The site at noon of a Wednesday."""
    return Setting(**({"moment": NOON} | changes))


def item(key: int, unit: int, quantity: Any = 1, **changes: Any) -> Item:
    """A line; each good is its own product, even ones stand in category 2, those of three in 3, all in 1."""
    categories = frozenset({1} | ({2} if key % 2 == 0 else set()) | ({3} if key % 3 == 0 else set()))
    usual = {"product_id": key, "brand": "зубр" if key % 2 else "вихрь", "categories": categories}
    return Item(key=key, unit=unit, quantity=Decimal(str(quantity)), **(usual | changes))


def terms(effect: Any, kind: str = "", **changes: Any) -> Terms:
    """A promotion; the kind follows from the effect unless named."""
    kind = kind or ("catalogue" if isinstance(effect, FixedPrice) else "basket")
    return Terms(**({"title": "Акция", "kind": kind, "effect": effect} | changes))


def off(percent: Any, **changes: Any) -> Terms:
    """So many per cent off in the catalogue."""
    return terms(Percent(percent=Decimal(str(percent))), "catalogue", **changes)


def book(*published: Terms) -> Index:
    """Promotions numbered from 1."""
    return index_of([(at, 1, one) for at, one in enumerate(published, 1)], RANKS)


def quote(items: list[Item], *published: Terms, **where: Any) -> Outcome:
    """A basket reckoned with these promotions."""
    return reckon(items, book(*published), setting(**where))


class Chance:
    """Random promotions and baskets by one seed."""

    def __init__(self, seed: int) -> None:
        sys.stdout.write(f"seed {seed}\n")
        self.random = random.Random(seed)

    def basket(self) -> list[Item]:
        """One to six goods, by pieces or by weight, some already reduced."""
        keys = self.random.sample(range(1, 13), self.random.randint(1, 6))
        return [self._item(key) for key in keys]

    def _item(self, key: int) -> Item:
        weight = self.random.random() < 0.15
        quantity = Decimal(self.random.randint(1, 5000)) / 1000 if weight else self.random.choice((1, 1, 2, 3, 5, 7))
        unit = self.random.choice((1, 7, 99, 333, 4999, 10000, 12345, 99999, self.random.randint(1, 500000)))
        cost = self.random.randint(0, unit)
        return item(key, unit, quantity, is_reduced=self.random.random() < 0.1, floors={7: cost})

    def goods(self) -> Goods:
        """Everything, a category, a brand, or goods by name."""
        pick = self.random.randrange(5)
        if pick == 0:
            return Goods(categories=(self.random.choice((1, 2, 3)),))
        if pick == 1:
            return Goods(brands=(self.random.choice(("Зубр", "Вихрь")),))
        if pick == 2:
            return Goods(variants=tuple(self.random.sample(range(1, 13), 3)))
        return Goods(categories=(2,), brands=("Вихрь",)) if pick == 3 else Goods()

    def in_catalogue(self, **changes: Any) -> Terms:
        """A promotion of the catalogue."""
        effect = self.random.choice(
            (
                Percent(percent=Decimal(self.random.randint(1, 10000)) / 100),
                Percent(percent=Decimal(5), rungs=(Rung(since=Decimal(3), value=Decimal(12)),)),
                Percent(percent=Decimal(7), round_to=Decimal(1)),
                AmountOff(amount=Decimal(self.random.randint(1, 30000)) / 100),
                FixedPrice(price=Decimal(self.random.randint(0, 300000)) / 100),
            )
        )
        usual = {"goods": self.goods(), "stacking": self.random.choice(("sale", "goods"))}
        return terms(changes.pop("effect", effect), "catalogue", **(usual | changes))

    def in_basket(self, **changes: Any) -> Terms:
        """A promotion of the basket."""
        pick = self.random.randint
        effect = self.random.choice(
            (
                Percent(percent=Decimal(pick(1, 3000)) / 100),
                Percent(percent=Decimal(3), by="sum", rungs=(Rung(since=Decimal(500), value=Decimal(9)),)),
                AmountOff(amount=Decimal(pick(1, 50000)) / 100),
                NForM(take=pick(2, 4), pay=1),
                BuyGet(get=self.goods(), buy=pick(1, 2), receive=1, percent=Decimal(pick(10, 100))),
                Bundle(
                    parts=(BundlePart(goods=self.goods()), BundlePart(goods=self.goods())), price=Decimal(pick(1, 500))
                ),
                CheapestFree(pieces=1),
                Gift(variants=(GIFT,)),
                FreeDelivery(),
            )
        )
        need = Need(
            sum_from=Decimal(self.random.choice((0, 0, 100, 1000))),
            quantity_from=Decimal(self.random.choice((0, 0, 2))),
            counted="before",
        )
        limits = Limits(most_off=Decimal(300)) if self.random.random() < 0.1 else Limits()
        stacking = self.random.choice(("sets", "basket", "coupon"))
        usual = {"goods": self.goods(), "need": need, "limits": limits, "stacking": stacking}
        return terms(changes.pop("effect", effect), **(usual | changes))

    def world(self) -> list[Terms]:
        """A handful of promotions of every kind."""
        made = [self.in_catalogue() for _ in range(self.random.randint(0, 4))]
        made += [self.in_basket() for _ in range(self.random.randint(0, 5))]
        return [self._strict(one) for one in made]

    def _strict(self, one: Terms) -> Terms:
        roll = self.random.random()
        if roll < 0.1:
            return msgspec.structs.replace(one, is_final=True)
        if roll < 0.2:
            return msgspec.structs.replace(one, only_undiscounted=True)
        return msgspec.structs.replace(one, priority=5) if roll < 0.3 else one
