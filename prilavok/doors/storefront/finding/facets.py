"""Pure decisions about facets: what a product can be narrowed by, and how counted values become groups to tick."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from prilavok.base.latin import slugify
from prilavok.doors.storefront.values import Facet, FacetValue
from prilavok.goods.pim.values import ProductCard

BAR: Final = "\x1f"
BRAND: Final = "brand"
LONGEST_TITLE, LONGEST_VALUE, MOST_OF_ONE = 60, 60, 60
MOST_GROUPS, MOST_VALUES = 14, 80
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
# A value of a group: how many goods have it, below nought so that the most common stand first; its title, its code.
_Told = tuple[int, str, str]


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
    found: dict[str, list[_Told]] = {}
    titles: dict[str, str] = {}
    for text, count in counted.items():
        code, value_code, title, value = text.split(BAR, 3)
        if code not in found:
            found[code], titles[code] = [], title
        found[code].append((-count, value, value_code))
    ready = [
        (code, _most_common(told, chosen.get(code, ())))
        for code, told in found.items()
        if code in chosen or _is_a_choice(told, total)
    ]
    ready.sort(
        key=lambda one: (one[0] != BRAND, one[0] not in chosen, sum(count for count, _, _ in one[1]), titles[one[0]])
    )
    return tuple(
        Facet(code=code, title=titles[code], values=_in_order(told, chosen.get(code, ())), is_on=code in chosen)
        for code, told in ready[:MOST_GROUPS]
    )


def _is_a_choice(told: Sequence[_Told], total: int) -> bool:
    covered = -sum(count for count, _, _ in told)
    return len(told) > 1 and covered * 10 >= total and (len(told) <= 12 or len(told) * 2 <= covered)


def _most_common(told: Iterable[_Told], chosen: Collection[str]) -> list[_Told]:
    kept = sorted(told)
    if chosen:
        kept.sort(key=lambda one: one[2] not in chosen)
    return kept[:MOST_VALUES]


def _in_order(told: Sequence[_Told], chosen: Collection[str]) -> tuple[FacetValue, ...]:
    values = [FacetValue(code=code, title=title, count=-count, is_on=code in chosen) for count, title, code in told]
    sizes = [float(found.group().replace(",", ".")) for _, title, _ in told if (found := _NUMBER.match(title))]
    if len(sizes) < len(values):
        return tuple(values)
    return tuple(value for _, value in sorted(zip(sizes, values, strict=True), key=lambda pair: pair[0]))
