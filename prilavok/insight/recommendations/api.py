"""The door of recommendations: what goes with what, what is alike, what sells, why. Writes join the caller's unit."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.utils.timezone import localdate

from prilavok.base.unit import unit
from prilavok.insight.recommendations import queries, rules
from prilavok.insight.recommendations.actions import choose_similar as _similar
from prilavok.insight.recommendations.actions import choose_together as _together
from prilavok.insight.recommendations.actions import count_baskets as _count
from prilavok.insight.recommendations.actions import follow_goods as _follow
from prilavok.insight.recommendations.actions import gather_baskets as _gather
from prilavok.insight.recommendations.actions import keep_words as _words
from prilavok.insight.recommendations.actions import tell_effects as _effects
from prilavok.insight.recommendations.values import Effect, GoodTold, Kind, Manner, Offer, Popularity, Told, Word

# How much one job does before the next one's turn: a night's work of a large chain takes several.
MOST_ROUNDS = 2500


def offered(*, product_ids: Sequence[int]) -> dict[int, dict[Kind, tuple[Offer, ...]]]:
    """What to show beside products by block, best first, with reasons; whether it can be bought is for the caller to
    see. One query."""
    return queries.offered(product_ids=product_ids)


def popularity(*, product_ids: Sequence[int]) -> dict[int, Popularity]:
    """How products sell, in points of now (a basket of today is 100), with the baskets behind. Two queries."""
    return queries.popularity(product_ids=product_ids)


def manner() -> Manner:
    """How the chain wants it. One query."""
    return queries.manner()


def words(*, product_id: int) -> list[Word]:
    """What people decided about what stands beside a product; 0: about what is shown nowhere. One query."""
    return queries.words(product_id=product_id)


def figures() -> dict[str, int]:
    """How much the counts stand on. One query."""
    return queries.figures()


def effects(*, days: int) -> list[Effect]:
    """What each rule led to with visitors who met it in the last days, the whole first. One query."""
    return queries.effects(since=localdate() - timedelta(days=days - 1))


rule_of = rules.rule_of


effects_of_goods = queries.effects_of_goods


def tell_effects(told: Sequence[Told], goods: Sequence[GoodTold] = ()) -> None:
    """Add up what recommendations led to, by rule and by product. Two statements at most."""
    _effects.tell_effects(told, goods)


def keep_manner(wanted: Manner) -> Manner:
    """Write down how the chain wants it, within what makes sense; returns how it was."""
    return _words.keep_manner(wanted)


def pin(*, product_id: int, other_id: int, made_by: str) -> bool:
    """Show a product first beside another one. True when that is new. Raises NotBesideItself, ManyPinned."""
    return _words.pin(product_id=product_id, other_id=other_id, made_by=made_by)


def ban(*, product_id: int, other_id: int, made_by: str) -> bool:
    """Never show a product beside another one; beside 0: nowhere. True when that is new. Raises NotBesideItself."""
    return _words.ban(product_id=product_id, other_id=other_id, made_by=made_by)


def take_back(*, word_id: int) -> bool:
    """Forget a person's decision. True when there was one."""
    return _words.take_back(word_id=word_id)


def remember_orders(order_ids: Sequence[int]) -> None:
    """Write down what these orders hold as of now."""
    _count.keep_baskets(_gather.from_orders(order_ids))


def remember_receipts(receipt_ids: Sequence[int]) -> None:
    """Write down what these receipts hold as of now."""
    _count.keep_baskets(_gather.from_receipts(receipt_ids))


def note_goods(product_ids: Iterable[int]) -> None:
    """These cards changed: what is similar is chosen anew with the next choosing."""
    _similar.note_goods(product_ids)


def lead_words(product_ids: Sequence[int]) -> None:
    """Products were merged: people's decisions are about the one that remains."""
    _follow.lead_words(product_ids)


def follow_goods(product_ids: Sequence[int]) -> None:
    """Products were merged or taken apart: read the baskets with them again, in units of its own, and count."""
    place: tuple[str, int] | None = ("", 0)
    while place is not None:
        with unit():
            place = _follow.read_baskets(product_ids, place)
    count_waiting()
    with unit():
        _follow.note_mates(product_ids)


def learn_past() -> int:
    """Read every order, receipt and card there is, in units of its own; returns the baskets that are new."""
    return _gather.gather_past()


def count_waiting() -> int:
    """Bring the counts up to the baskets, in units of its own; returns how many baskets were counted."""
    return _rounds(_count.count_due)


def choose_waiting(rounds: int = MOST_ROUNDS) -> int:
    """Choose anew wherever counts or cards changed, in units of its own; returns for how many products."""
    done = _rounds(_together.choose_together, rounds)
    _rounds(_similar.read_goods, rounds)
    return done + _rounds(_similar.choose_similar, rounds)


def turn_the_night(look_again_at: int = 150_000) -> None:
    """What a day changes by passing: old baskets leave, sales are worth less, old choices are looked at again."""
    _rounds(_count.let_age)
    count_waiting()
    with unit():
        _count.sweep()
        _effects.forget_old()
    with unit():
        _count.tell_everything()
    with unit():
        _similar.look_again(look_again_at)
    choose_waiting()


def _rounds(do: Callable[[], int], most: int = MOST_ROUNDS) -> int:
    """Pieces of work, each in a unit of its own, until nothing is left or others should have a turn."""
    done = 0
    for _ in range(most):
        with unit():
            now = do()
        done += now
        if not now:
            break
    return done
