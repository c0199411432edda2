"""Other promotions that would meet the draft on the same goods, and what happens then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import PromotionView, Terms

MOST: Final = 20_000
EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)
ALIVE: Final = ("published", "paused")


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Another promotion, how many goods both are for (None: all), and what a line gets."""

    promotion_id: int
    title: str
    phase: str
    shared: int | None
    text: str
    is_rival: bool


def met(terms: Terms, *, promotion_id: int | None) -> list[Meeting]:
    """The published ones that hold on the same goods, at the same time, in the same channels; rivals first."""
    others = [one for one in promotions.promotions(states=ALIVE) if one.promotion_id != promotion_id]
    near = [one for one in others if _is_at_same_time(terms, one) and _is_in_same_place(terms, one.terms)]
    if not near:
        return []
    own = _goods(terms)
    found = []
    for other in near:
        shared = _shared(own, _goods(other.terms))
        if shared is None or shared:
            found.append(_meeting(terms, other, shared))
    return sorted(found, key=lambda one: (not one.is_rival, one.title))


def _meeting(terms: Terms, other: PromotionView, shared: int | None) -> Meeting:
    is_rival = terms.stacking == other.terms.stacking
    if is_rival and terms.priority != other.terms.priority:
        wins = terms.title if terms.priority > other.terms.priority else other.title
        text = _("One class: a line gets only «%(title)s», its priority is higher.") % {"title": wins}
    elif is_rival:
        text = _("One class, one priority: a line gets the one that is better for the buyer.")
    elif other.terms.is_final or terms.is_final:
        text = _("After one of them a line gets nothing more.")
    else:
        text = _("Both apply, one after the other.")
    return Meeting(
        promotion_id=other.promotion_id,
        title=other.title,
        phase=other.phase,
        shared=shared,
        text=text,
        is_rival=is_rival or other.terms.is_final or terms.is_final,
    )


def _is_at_same_time(terms: Terms, other: PromotionView) -> bool:
    begins, ends = other.starts_at or NEVER, other.ends_at or EVER
    return (terms.starts_at or NEVER) < ends and begins < (terms.ends_at or EVER)


def _is_in_same_place(terms: Terms, other: Terms) -> bool:
    mine, theirs = terms.where, other.where
    pairs: Sequence[tuple[Sequence[object], Sequence[object]]] = (
        (mine.channels, theirs.channels),
        (mine.regions, theirs.regions),
        (mine.stores, theirs.stores),
        (mine.segments, theirs.segments),
    )
    return all(not one or not two or set(one) & set(two) for one, two in pairs)


def _goods(terms: Terms) -> frozenset[int] | None:
    """The variants it is for; None for everything."""
    if terms.goods.is_everything and terms.besides.is_everything and not hasattr(terms.effect, "parts"):
        return None
    return frozenset(promotions.goods_meant(terms, limit=MOST))


def _shared(mine: frozenset[int] | None, theirs: frozenset[int] | None) -> int | None:
    if mine is None and theirs is None:
        return None
    if mine is None or theirs is None:
        return len(theirs if mine is None else mine)  # type: ignore[arg-type]
    return len(mine & theirs)
