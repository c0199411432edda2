"""The books of a made-up 1C: goods, variants, prices and stocks that change from storm to storm.

What is written is written by the same hand as in the sandbox (`sandbox.onec.writing`), in every dialect; the books are
the truth that the platform is compared with afterwards.
"""

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.generate import BRANDS, COLOURS, GROUPS, THINGS
from sandbox.onec.books import ONLINE_TYPE, RETAIL_TYPE
from sandbox.onec.client import BITRIX
from sandbox.onec.writing import Content, files_of
from sandbox.state import now

SYSTEM: Final = "erp.storm"
PLENTY: Final = 100_000
FEATURE: Final = "Цвет"
OFFERS_IN_PORTION: Final = 4
# Prices move as prices do: a package that halved many of them would be kept for a person to look at.
PRICE_MOVES: Final = (0.9, 1.18)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much there is; `plenty` goods never run out, so that orders can be placed."""

    goods: int = 20_000
    variants: int = 2
    stores: int = 5
    plenty: int = 100
    seed: int = 11


@dataclass(frozen=True, kw_only=True)
class Package:
    """What is sent in one cycle; `is_full` says whether it is the whole by itself."""

    files: dict[str, bytes]
    is_full: bool


@dataclass
class Books:
    """One chain. A row is a mapping with the names of the sandbox's tables."""

    size: Size = field(default_factory=Size)

    def __post_init__(self) -> None:
        dice = random.Random(self.size.seed)
        self.groups = [
            {"id": self.key("group", title), "parent_id": None, "title": title, "position": at}
            for at, title in enumerate(GROUPS)
        ]
        self.warehouses = [
            {
                "id": self.key("store", str(at)),
                "title": f"Магазин {at + 1:02d}",
                "city": "Москва",
                "address": f"д. {at}",
            }
            for at in range(self.size.stores)
        ]
        self.goods = [self._goods(number) for number in range(self.size.goods)]
        self.offers = [offer for number in range(self.size.goods) for offer in self._offers(number)]
        self.removed: set[str] = set()
        self.days = 0
        self.prices: dict[str, list[tuple[str, str]]] = {}
        self.stock: dict[str, list[tuple[str, int]]] = {}
        for at, offer in enumerate(self.offers):
            self._price(offer["id"], dice, dice.uniform(100, 5000))
            self._count(at, offer["id"], dice)

    def key(self, kind: str, name: str) -> str:
        """The GUID of a thing."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"storm:{self.size.seed}:{kind}:{name}"))

    def change(self, seed: int, share: float = 0.2) -> None:
        """A busy day: that share of prices, stocks and titles is different, some goods go, some come back."""
        dice = random.Random(seed)
        self.days += 1
        for at, offer in enumerate(self.offers):
            if dice.random() < share:
                self._price(offer["id"], dice, self._price_of(offer["id"]) * dice.uniform(*PRICE_MOVES))
            if dice.random() < share:
                self._count(at, offer["id"], dice)
        for at, one in enumerate(self.goods):
            if dice.random() < share / 4:
                one["title"] = f"{one['title'].partition(',')[0]}, {dice.randrange(1000)}"
            if dice.random() < share / 10 and at >= self.size.plenty:
                self.removed ^= {one["id"]}

    def catalogue(self, family: str, version: str, *, portion: int = 5_000, behind_s: float = 0) -> Iterator[Package]:
        """The whole catalogue with prices: in portions, or in one package of the Bitrix module; the clock may lag."""
        portion = len(self.goods) if family == BITRIX else portion
        for at in range(0, len(self.goods), portion):
            content = Content(
                goods=self.goods[at : at + portion],
                described=self.goods if at == 0 else (),
                offers=self.offers[at * self.size.variants : (at + portion) * self.size.variants],
                prices=self.prices,
                groups=self.groups if at == 0 else (),
                removed=frozenset(self.removed),
                is_full=True,
                portion=at // portion + 1,
                has_prices=True,
                at=now() - behind_s,
            )
            yield Package(files=files_of(content, family, version), is_full=len(self.goods) <= portion)

    def rests(self, family: str, version: str, *, portion: int = 5_000, behind_s: float = 0) -> Iterator[Package]:
        """All stock of all stores."""
        step = len(self.offers) if family == BITRIX else portion * OFFERS_IN_PORTION
        for at in range(0, len(self.offers), step):
            content = Content(
                offers=self.offers[at : at + step],
                stock=self.stock,
                warehouses=self.warehouses,
                is_full=True,
                portion=at // step + 1,
                has_stock=True,
                at=now() - behind_s,
            )
            yield Package(files=files_of(content, family, version), is_full=len(self.offers) <= step)

    def _goods(self, number: int) -> dict[str, Any]:
        kind = number % len(THINGS)
        return {
            "id": self.key("goods", str(number)),
            "code": f"СД-{number}",
            "article": f"Ш-{number + 1:06d}",
            "title": f"{THINGS[kind]} № {number + 1}",
            "group_id": self.groups[kind]["id"],
            "brand": BRANDS[number % len(BRANDS)],
            "vat": "20",
            "description": "Простая и надёжная вещь для дома: служит долго, легко моется, не боится воды.",
            "properties": json.dumps([["Страна", "Россия"], ["Вес, г", str(100 + number % 90)]], ensure_ascii=False),
            "pictures": "[]",
            "arrives_on": "",
        }

    def _offers(self, number: int) -> Iterator[dict[str, Any]]:
        goods = self.goods[number]
        for at in range(self.size.variants):
            colour = COLOURS[at % len(COLOURS)] + (f" {at // len(COLOURS)}" if at >= len(COLOURS) else "")
            own = f"{goods['id']}#{self.key('offer', f'{number}:{at}')}" if self.size.variants > 1 else goods["id"]
            features = [[FEATURE, colour]] if self.size.variants > 1 else []
            yield {
                "id": own,
                "goods_id": goods["id"],
                "title": f"{goods['title']} ({colour})" if features else goods["title"],
                "barcode": f"2{number * self.size.variants + at:012d}",
                "features": json.dumps(features, ensure_ascii=False),
            }

    def _price_of(self, offer_id: str) -> float:
        return float(self.prices[offer_id][0][1])

    def _price(self, offer_id: str, dice: random.Random, amount: float) -> None:
        price = max(20, round(amount)) + dice.randrange(3)
        self.prices[offer_id] = [(ONLINE_TYPE, f"{price}.00"), (RETAIL_TYPE, f"{price + 1 + price // 5}.50")]

    def _count(self, at: int, offer_id: str, dice: random.Random) -> None:
        has_plenty = at < self.size.plenty * self.size.variants
        self.stock[offer_id] = [
            (one["id"], PLENTY + dice.randrange(99) if has_plenty else dice.randrange(12)) for one in self.warehouses
        ]
