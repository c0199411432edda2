"""Pure decisions about facets: what a product can be narrowed by, and how counted values become groups to tick."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from prilavok.base.latin import slugify
from prilavok.doors.storefront.values import Facet, FacetValue
from prilavok.goods.pim.values import ProductCard

BAR: Final = "\x1f"
BRAND: Final = "brand"
LONGEST_TITLE, LONGEST_VALUE, MOST_OF_ONE = 60, 60, 60
MOST_GROUPS, MOST_VALUES = 14, 80
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


def code_of(text: str) -> str:
    """A title or a value as it stands in an address."""
    return slugify(text, "-")


def facets_of(card: ProductCard) -> list[str]:
    """What a product can be narrowed by: its brand, its attributes, the features of its variants; each value once."""
    said = [
        *card.attributes,
        *(feature for variant in card.variants if variant.is_active for feature in variant.features),
    ]
    found: dict[tuple[str, str], str] = {}
    for title, value in ((" ".join(name.split()), " ".join(told.split())) for name, told in said):
        if title and value and len(title) <= LONGEST_TITLE and len(value) <= LONGEST_VALUE:
            key = (code_of(title), code_of(value))
            found.setdefault(key, BAR.join((*key, title, value)))
    brand = " ".join(card.brand.split())
    if brand and len(brand) <= LONGEST_VALUE:
        found[BRAND, code_of(brand)] = BAR.join((BRAND, code_of(brand), "", brand))
    return sorted(found.values())[:MOST_OF_ONE]


def picks_of(facets: Iterable[str]) -> list[str]:
    """The facets as filters name them: "code:value code"."""
    return [":".join(one.split(BAR, 2)[:2]) for one in facets]


def groups(counted: Mapping[str, int], total: int, chosen: Mapping[str, tuple[str, ...]]) -> tuple[Facet, ...]:
    """Groups worth ticking, the most common first, the brand before them; chosen ones always stay.

    A group of one value tells nothing; one with nearly as many values as goods is no choice but a list.
    """
    values: dict[str, list[FacetValue]] = {}
    titles: dict[str, str] = {}
    for text, count in counted.items():
        code, value_code, title, value = text.split(BAR, 3)
        is_on = value_code in chosen.get(code, ())
        titles.setdefault(code, title)
        values.setdefault(code, []).append(FacetValue(code=value_code, title=value, count=count, is_on=is_on))
    ready = [
        Facet(code=code, title=titles[code], values=_in_order(found), is_on=code in chosen)
        for code, found in values.items()
        if code in chosen or _is_a_choice(found, total)
    ]
    ready.sort(key=lambda one: (one.code != BRAND, not one.is_on, -sum(value.count for value in one.values), one.title))
    return tuple(ready[:MOST_GROUPS])


def _is_a_choice(values: list[FacetValue], total: int) -> bool:
    covered = sum(one.count for one in values)
    return len(values) > 1 and covered * 10 >= total and (len(values) <= 12 or len(values) * 2 <= covered)


def _in_order(values: list[FacetValue]) -> tuple[FacetValue, ...]:
    kept = sorted(values, key=lambda one: (not one.is_on, -one.count, one.title))[:MOST_VALUES]
    numbers = [_NUMBER.match(one.title) for one in kept]
    if all(numbers):
        kept.sort(key=lambda one: float(_NUMBER.match(one.title).group().replace(",", ".")))  # type: ignore[union-attr]
    return tuple(kept)
