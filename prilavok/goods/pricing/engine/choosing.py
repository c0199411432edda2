"""Which savings of one class go together: a line takes one, and together they save the most. Exact for what people use.

A saving that uses several lines stands against the percentages those lines would get otherwise: only what it saves
beyond them counts. Savings that share no line do not disturb one another, so the search is over small groups.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from prilavok.goods.pricing.engine.sets import Saving

MOST_RIVALS: Final = 12


def best_together(savings: Sequence[Saving], otherwise: Mapping[int, int]) -> list[Saving]:
    """The savings to apply; the order in which they are given decides nothing."""
    gains = [(one, one.amount - sum(otherwise.get(place, 0) for place in one.places)) for one in savings]
    rivals = sorted((one for one in gains if one[1] > 0), key=lambda one: (-one[1], one[0].rule.promotion_id))
    chosen: list[Saving] = []
    for group in _groups(rivals):
        chosen += _best(group[:MOST_RIVALS])
    return sorted(chosen, key=lambda one: one.rule.order)


Gain = tuple[Saving, int]


def _groups(gains: Sequence[Gain]) -> list[list[Gain]]:
    """Savings that share lines, directly or through others, together."""
    groups: list[tuple[set[int], list[Gain]]] = []
    for gain in gains:
        places, members = set(gain[0].places), [gain]
        apart = []
        for known, others in groups:
            if known.isdisjoint(places):
                apart.append((known, others))
            else:
                places |= known
                members = [*others, *members]
        groups = [*apart, (places, members)]
    order = {id(gain): at for at, gain in enumerate(gains)}
    return [sorted(members, key=lambda one: order[id(one)]) for _, members in groups]


def _best(gains: Sequence[Gain]) -> list[Saving]:
    """The subset without a shared line that gains the most; of equals the one found first."""
    best: tuple[int, list[Saving]] = (0, [])

    def look(at: int, used: frozenset[int], gained: int, chosen: list[Saving]) -> None:
        nonlocal best
        if gained > best[0]:
            best = (gained, chosen)
        rest = sum(gain for _, gain in gains[at:])
        if at == len(gains) or gained + rest <= best[0]:
            return
        saving, gain = gains[at]
        if used.isdisjoint(saving.places):
            look(at + 1, used | saving.places, gained + gain, [*chosen, saving])
        look(at + 1, used, gained, chosen)

    look(0, frozenset(), 0, [])
    return best[1]
