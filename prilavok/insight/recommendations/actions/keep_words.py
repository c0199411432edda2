"""What people decide: the manner of the whole, what is pinned beside a product, what is never shown."""

from dataclasses import replace
from typing import Final

from prilavok.base.bulk import one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.insight.recommendations import queries
from prilavok.insight.recommendations.actions import choose_together, count_baskets
from prilavok.insight.recommendations.errors import ManyPinned, NotBesideItself
from prilavok.insight.recommendations.models import Setting, Word
from prilavok.insight.recommendations.values import Kind, Manner

MOST_PINNED: Final = 8


def keep_manner(wanted: Manner) -> Manner:
    """Write down how the chain wants it; counts and choices that depend on it follow. Returns how it was."""
    require_unit()
    was = queries.manner()
    sane = replace(
        wanted,
        window_days=min(max(wanted.window_days, 7), 730),
        half_life_days=min(max(wanted.half_life_days, 1), 365),
        least_baskets=min(max(wanted.least_baskets, 2), 1000),
        least_lift=min(max(wanted.least_lift, 1.0), 100.0),
        shown=min(max(wanted.shown, 1), 12),
        apart_percent=min(max(wanted.apart_percent, 0), 50),
    )
    Setting.objects.update_or_create(
        id=1,
        defaults={
            **{f"is_{kind}": kind in sane.kinds for kind in Kind},
            "window_days": sane.window_days,
            "half_life_days": sane.half_life_days,
            "least_baskets": sane.least_baskets,
            "least_lift": sane.least_lift,
            "shown": sane.shown,
            "apart_percent": sane.apart_percent,
        },
    )
    if sane.half_life_days != was.half_life_days:
        count_baskets.start_over()
    elif (sane.least_baskets, sane.least_lift) != (was.least_baskets, was.least_lift):
        choose_together.choose_all_again()
    return was


def pin(*, product_id: int, other_id: int, made_by: str) -> bool:
    """Show a product first beside another one. True when that is new. Raises NotBesideItself, ManyPinned."""
    return _say(product_id=product_id, other_id=other_id, is_pin=True, made_by=made_by)


def ban(*, product_id: int, other_id: int, made_by: str) -> bool:
    """Never show a product beside another one; beside 0: nowhere at all. True when that is new."""
    return _say(product_id=product_id, other_id=other_id, is_pin=False, made_by=made_by)


def take_back(*, word_id: int) -> bool:
    """Forget a decision. True when there was one."""
    require_unit()
    return bool(Word.objects.filter(pk=word_id).delete()[0])


def _say(*, product_id: int, other_id: int, is_pin: bool, made_by: str) -> bool:
    require_unit()
    if product_id == other_id:
        raise NotBesideItself
    one_at_a_time("recommendations.words")
    pinned = Word.objects.filter(product_id=product_id, is_pin=True).exclude(other_id=other_id)
    if is_pin and pinned.count() >= MOST_PINNED:
        raise ManyPinned(most=MOST_PINNED)
    was = Word.objects.filter(product_id=product_id, other_id=other_id).first()
    if was is not None and was.is_pin == is_pin:
        return False
    Word.objects.update_or_create(
        product_id=product_id, other_id=other_id, defaults={"is_pin": is_pin, "made_by": made_by[:200]}
    )
    return True
