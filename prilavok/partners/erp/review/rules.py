"""Pure decisions of review: what is suspicious in a package, and how a change is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# Fewer of a kind are everyday work, whatever share of a small package they are.
FEW: Final = 10


@dataclass(frozen=True, kw_only=True)
class Policy:
    """When a node's package waits for a person: `confirm` is never, suspicious or always.

    A price "jumps" when it changes by more than `jump_percent`; so many per cent of the told prices may jump or vanish.
    So many pictures may go, and so many products be marked as removed (the larger of a share and a number).
    """

    confirm: str = "suspicious"
    jump_percent: int = 50
    jumps_percent: int = 20
    zeros_percent: int = 10
    pictures_gone: int = 30
    removed_percent: int = 10
    removed_items: int = 50


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a staged package would do, in numbers; `priced` are the told prices of what has a price now, `goods` the
    known products it tells of."""

    priced: int = 0
    jumps: int = 0
    zeros: int = 0
    goods: int = 0
    removed: int = 0
    pictures_gone: int = 0


def doubts(figures: Figures, policy: Policy) -> dict[str, Mapping[str, int]]:
    """Why the package is suspicious: reasons with their numbers; empty when it is not."""
    found: dict[str, Mapping[str, int]] = {}
    for name, count, share in (
        ("jumps", figures.jumps, policy.jumps_percent),
        ("zeros", figures.zeros, policy.zeros_percent),
    ):
        if count >= FEW and count * 100 > share * figures.priced:
            found[name] = {"count": count, "of": figures.priced, "percent": policy.jump_percent}
    if figures.removed > max(policy.removed_items, figures.goods * policy.removed_percent // 100):
        found["removed"] = {"count": figures.removed, "of": figures.goods}
    if figures.pictures_gone > policy.pictures_gone:
        found["pictures"] = {"count": figures.pictures_gone, "limit": policy.pictures_gone}
    return found


def jumps(before: Decimal | None, after: Decimal | None, percent: int) -> bool:
    """True when a price that stands changes by more than so many per cent; vanishing is another matter."""
    return bool(before and after and abs(after - before) * 100 > before * percent)


def percent(before: Decimal | None, after: Decimal | None) -> int | None:
    """By how many per cent it changes; None when one of them is nothing."""
    return round((after - before) * 100 / before) if before and after else None


def sense(before: Decimal | None, after: Decimal | None) -> str:
    """ "up", "down", "gone" (to nothing) or "new" (out of nothing)."""
    if not before and not after:
        return ""
    if not before:
        return "new"
    if not after:
        return "gone"
    return "up" if after > before else "down"
