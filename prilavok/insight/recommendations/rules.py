"""Pure decisions: how a basket ages, what of a card tells goods apart, what a comparison of visitors says."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil, sqrt
from typing import Final

from prilavok.insight.recommendations.values import Compared, Judgement, Kind, Reason, Rule, Tale

# Scores are kept as of this day, so that they only grow and never have to be written again for growing older.
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
POINTS: Final = 100
MOST_TOGETHER: Final = 30
MOST_TRAITS: Final = 40
LONGEST_TRAIT: Final = 120
# One in a hundred: figures are looked at every day, and at one in twenty some day would always say something.
SURE: Final = 2.576
LEAST_PEOPLE, LEAST_EXPECTED = 100, 5


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


def rule_of(kind: Kind, reason: Reason) -> Rule:
    """Under which rule an offer of a block is counted."""
    if reason.pinned_by:
        return Rule.PINNED
    return {Kind.TOGETHER: Rule.BOUGHT, Kind.SIMILAR: Rule.ALIKE, Kind.NEAR: Rule.NEAR}[kind]


def compared(seen: tuple[int, int], apart: tuple[int, int]) -> Compared:
    """Two groups of (people, those of them who did it), by the difference of their shares within what chance allows.

    By Newcombe's interval, which holds for small shares and groups of unlike size.
    """
    (people, did), (people_apart, did_apart) = seen, apart
    with_block, without = _of_a_thousand(did, people), _of_a_thousand(did_apart, people_apart)
    if not people_apart or not people:
        return Compared(judgement=Judgement.ALONE, with_block=with_block, without=without)
    share = (did + did_apart) / (people + people_apart)
    least = max(LEAST_PEOPLE, ceil(LEAST_EXPECTED / share)) if share else LEAST_PEOPLE
    if not share or people < least or people_apart < least:
        return Compared(judgement=Judgement.FEW, with_block=with_block, without=without, needed=least)
    one, other = did / people, did_apart / people_apart
    (low_one, high_one), (low_other, high_other) = _wilson(did, people), _wilson(did_apart, people_apart)
    low = one - other - sqrt((one - low_one) ** 2 + (high_other - other) ** 2)
    high = one - other + sqrt((high_one - one) ** 2 + (other - low_other) ** 2)
    return Compared(
        judgement=Judgement.MORE if low > 0 else Judgement.LESS if high < 0 else Judgement.SAME,
        with_block=with_block,
        without=without,
        gain=_thousandths(one) - _thousandths(other),  # as the two stand beside it
        low=_thousandths(low),
        high=_thousandths(high),
        percent=round((one / other - 1) * 100) if other else None,
    )


def both(tales: Iterable[Tale]) -> Tale:
    """Several tales as one."""
    told = list(tales)
    return Tale(**{name: sum(getattr(one, name) for one in told) for name in Tale.__dataclass_fields__})


def _wilson(did: int, people: int) -> tuple[float, float]:
    share, square = did / people, SURE * SURE
    middle = (share + square / (2 * people)) / (1 + square / people)
    half = SURE * sqrt(share * (1 - share) / people + square / (4 * people * people)) / (1 + square / people)
    return middle - half, middle + half


def _of_a_thousand(did: int, people: int) -> Decimal | None:
    return _thousandths(did / people) if people else None


def _thousandths(share: float) -> Decimal:
    return Decimal(round(share * 1000, 1)).quantize(Decimal("0.1"))
