"""The same goods for every shop, by arithmetic: title, price, group, colour, material, brand; all of them in stock."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import accumulate
from typing import Final

NOUNS: Final = (
    ("Лампа", "lamp"), ("Полка", "shelf"), ("Кресло", "chair"), ("Плед", "plaid"), ("Корзина", "basket"),
    ("Кастрюля", "pot"), ("Нож", "knife"), ("Доска", "board"), ("Чайник", "kettle"), ("Лейка", "can"),
    ("Секатор", "pruner"), ("Краска", "paint"),
)  # fmt: skip
COLOURS: Final = ("белый", "чёрный", "зелёный", "синий", "красный", "серый", "бежевый", "жёлтый")
MATERIALS: Final = ("дерево", "сталь", "чугун", "стекло", "керамика", "лён", "хлопок", "пластик", "медь")
GROUPS: Final = 12
HOT_PIECES: Final = 50
PIECES: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class Good:
    """One product, the same in every shop. `price` is in roubles; `group` is a number below GROUPS."""

    number: int
    title: str
    slug: str
    article: str
    group: int
    price: int
    colour: str
    material: str
    brand: str
    pieces: int


def goods(count: int) -> list[Good]:
    """So many of them; the last one is the hot one, of which there are few."""
    return [_good(number, HOT_PIECES if number == count - 1 else PIECES) for number in range(count)]


def as_rows(found: Sequence[Good]) -> list[dict[str, object]]:
    """As plain rows, for shops that are filled by programs of their own."""
    return [asdict(one) for one in found]


def pages(count: int, groups: int) -> int:
    """How many pages of a listing are looked at: as many as every shop has, eight at most."""
    return max(1, min(8, count // groups // 24))


def visited(number: int, count: int) -> int:
    """What the n-th visit looks at, of so many: by Zipf's law, as visits to goods of a shop are found to be.

    The k-th of them is looked at 1/k times as often as the first, so a fifth of ten thousand gets five visits of six.
    """
    chance = (number * 2654435761 % 2**32) / 2**32
    return bisect(_shares(count), chance)


@cache
def _shares(count: int) -> list[float]:
    """What part of all visits goes to the first so many of them."""
    summed = list(accumulate(1 / place for place in range(1, count + 1)))
    return [one / summed[-1] for one in summed]


def words() -> list[str]:
    """What buyers type."""
    return [noun for noun, _ in NOUNS]


def group_slug(number: int) -> str:
    """How a group is called in addresses."""
    return f"group-{number}"


def _good(number: int, pieces: int) -> Good:
    noun, name = NOUNS[number % len(NOUNS)]
    return Good(
        number=number,
        title=f"{noun} «Серия {number // 12}», арт. {number}",
        slug=f"{name}-{number}",
        article=f"A-{number}",
        group=number % GROUPS,
        price=90 + number * 7919 % 9900,
        colour=COLOURS[number // 12 % len(COLOURS)],
        material=MATERIALS[number // 7 % len(MATERIALS)],
        brand=f"Марка {number % 60}",
        pieces=pieces,
    )
