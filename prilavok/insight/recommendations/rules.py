"""Pure decisions: how a basket ages, what of a card tells goods apart."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

# Scores are kept as of this day, so that they only grow and never have to be written again for growing older.
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
POINTS: Final = 100
MOST_TOGETHER: Final = 30
MOST_TRAITS: Final = 40
LONGEST_TRAIT: Final = 120


def weight(at: datetime, half_life_days: int) -> float:
    """What a basket of that moment adds to a score kept as of the epoch."""
    return float(2.0 ** ((at - EPOCH).total_seconds() / 86_400 / half_life_days))


def points(score: float, now: datetime, half_life_days: int) -> int:
    """A score in points of this moment: a basket of now is 100, one of a half-life ago 50."""
    return max(0, round(POINTS * score / weight(now, half_life_days)))


def traits(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Attributes as texts to compare, plain, each once."""
    plain = ((_plain(name), _plain(value)) for name, value in pairs)
    found = {f"{name}={value}" for name, value in plain if value}
    return sorted(one for one in found if len(one) <= LONGEST_TRAIT)[:MOST_TRAITS]


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def together(product_ids: Iterable[int]) -> list[int]:
    """The products of a basket, each once; of a heap of goods only so many tell anything about one another."""
    return sorted(set(product_ids))[:MOST_TOGETHER]
