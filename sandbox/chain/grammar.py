"""As much Russian as names of goods need: an adjective agrees with its noun, a word with its number."""

from typing import Final

MASCULINE, FEMININE, NEUTER, PLURAL = "m", "f", "n", "p"

_HARD: Final = {"f": "ая", "n": "ое", "p": "ые"}
_VELAR: Final = {"f": "ая", "n": "ое", "p": "ие"}
_HUSHING: Final = {"f": "ая", "n": "ее", "p": "ие"}
_SOFT: Final = {"f": "яя", "n": "ее", "p": "ие"}


def agree(adjective: str, gender: str) -> str:
    """The adjective, given in the masculine, in the gender asked; phrases («из бамбука») stay as they are."""
    if gender == MASCULINE or adjective[-2:] not in {"ый", "ий", "ой"}:
        return adjective
    stem, before = adjective[:-2], adjective[-3]
    if before in "кгх":
        endings = _VELAR
    elif before in "жшщч":
        endings = _HUSHING
    elif adjective.endswith("ий"):
        endings = _SOFT
    else:
        endings = _HARD
    return stem + endings[gender]


def plural(number: int, one: str, few: str, many: str) -> str:
    """1 товар, 2 товара, 5 товаров: the form for the number, without the number."""
    last, tens = number % 10, number % 100
    if last == 1 and tens != 11:
        return one
    if 2 <= last <= 4 and not 12 <= tens <= 14:
        return few
    return many


def capital(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
