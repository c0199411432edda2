"""Kopecks over lines: exact sums, the same for every order of lines."""

from collections.abc import Sequence


def spread(amount: int, weights: Sequence[int], rooms: Sequence[int] | None = None) -> list[int]:
    """Split an amount in proportion to weights, nobody gets more than its room; the parts sum to the amount exactly.

    Largest remainder: kopecks of rounding go to the largest cut-off parts, then to the larger weights, then by place.
    What a full line cannot take goes to the others. More than all rooms together is cut to them.
    """
    limits = list(rooms) if rooms is not None else [amount] * len(weights)
    parts = [0] * len(weights)
    left = min(amount, sum(limit for limit, weight in zip(limits, weights, strict=True) if weight))
    while left > 0:
        open_places = [at for at, weight in enumerate(weights) if weight and parts[at] < limits[at]]
        given = _proportional(left, [weights[at] for at in open_places])
        for at, part in zip(open_places, given, strict=True):
            taken = min(part, limits[at] - parts[at])
            parts[at] += taken
            left -= taken
    return parts


def _proportional(amount: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    rest = [(-(amount * weight % whole), -weight, at) for at, weight in enumerate(weights)]
    for _, _, at in sorted(rest)[: amount - sum(parts)]:
        parts[at] += 1
    return parts
