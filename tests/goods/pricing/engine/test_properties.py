"""What holds for every basket, over 100,000 of them; the seed is printed so that a failure can be repeated."""

import os
import random
from decimal import Decimal

import pytest

from prilavok.goods.pricing.engine.index import Filter, index_of
from prilavok.goods.pricing.engine.quoting import reckon
from prilavok.goods.pricing.engine.receipt import half_up, parts_of
from prilavok.goods.pricing.engine.terms import Limits, NForM, Percent, Terms
from prilavok.goods.pricing.engine.values import Item, Outcome
from tests.goods.pricing.engine.make import GIFT, RANKS, Chance, item, setting

pytestmark = pytest.mark.timeout(600)
BASKETS = int(os.environ.get("PRILAVOK_BASKETS", "100000"))
A_WORLD = 40
SEED = int(os.environ.get("PRILAVOK_SEED", "0")) or random.SystemRandom().randrange(10**9)
GIFTS = {GIFT: item(GIFT, 25000)}


def holds(out: Outcome, floor: bool) -> None:
    """Sums, whole kopecks, never below nothing, explained to the kopeck, sayable by a till."""
    assert out.total == sum(line.total for line in out.lines)
    for line in out.lines:
        assert type(line.total) is int
        assert 0 <= line.total <= line.base_total
        now = line.base_total
        for step in line.taken:
            assert type(step.amount) is int
            assert step.amount >= 0
            now -= step.amount
            assert step.total == now
        assert now == line.total
        if floor and not line.is_gift:
            assert line.total >= half_up(line.base_total * 3, 10) - 1
        parts = parts_of(line.quantity, line.total)
        assert sum(part.total for part in parts) == line.total
        assert sum(part.quantity for part in parts) == line.quantity
        assert all(half_up(part.unit * int(part.quantity * 1000), 1000) == part.total for part in parts)


def test_every_basket_sums_up_and_nothing_depends_on_order() -> None:
    chance, dice = Chance(SEED), random.Random(SEED)
    for at in range(BASKETS // A_WORLD):
        published = [(pk, 1, one) for pk, one in enumerate(chance.world(), 1)]
        floor = at % 4 == 0
        where = setting(gifts=GIFTS, floor_percent=30 if floor else 0)
        index = index_of(published, RANKS)
        turned = index_of(reversed(published), RANKS)
        for number in range(A_WORLD):
            basket = chance.basket()
            out = reckon(basket, index, where)
            holds(out, floor)
            if number % 5 == 0:
                shuffled = list(range(len(basket)))
                dice.shuffle(shuffled)
                other = reckon([basket[place] for place in shuffled], turned, where)
                assert [other.lines[shuffled.index(place)] for place in range(len(basket))] == list(
                    out.lines[: len(basket)]
                )
                assert (other.total, other.misses, other.free_delivery) == (out.total, out.misses, out.free_delivery)
                assert reckon(basket, index, where) == out


def _paid_in_full(out: Outcome) -> bool:
    """No line is down at nothing: where discounts meet the floor, the order of classes decides what is left."""
    return all(line.total > 0 or line.is_gift or not line.base_total for line in out.lines)


def test_a_rival_of_the_same_class_never_makes_a_basket_dearer() -> None:
    chance, compared = Chance(SEED), 0
    for at in range(BASKETS // 20):
        make = chance.in_catalogue if at % 2 else chance.in_basket
        world = [make() for _ in range(chance.random.randint(1, 5))]
        rival = make(stacking=chance.random.choice(world).stacking)
        basket = chance.basket()

        without = reckon(basket, index_of([(pk, 1, one) for pk, one in enumerate(world, 2)], RANKS), setting())
        with_it = reckon(
            basket, index_of([(pk, 1, one) for pk, one in enumerate([rival, *world], 1)], RANKS), setting()
        )

        if _paid_in_full(without) and _paid_in_full(with_it):
            compared += 1
            assert with_it.total <= without.total, (world, rival, basket)
    assert compared > BASKETS // 40


def _naive(basket: list[Item], world: list[Terms]) -> int:
    """The least sum by trying every way of giving each line one promotion of a class or none. Percentages only."""
    total = 0
    for one in basket:
        ways = {one.unit}
        for stacking in sorted({terms.stacking for terms in world}, key=lambda code: RANKS[code]):
            rivals = [terms for terms in world if terms.stacking == stacking and Filter.of(terms.goods).fits(one)]
            ways |= {
                price - half_up(price * int(terms.effect.percent * 100), 10000) for price in ways for terms in rivals
            }
        total += min(half_up(price * int(one.quantity * 1000), 1000) for price in ways)
    return total


def test_prices_of_pieces_are_the_least_that_any_choice_gives() -> None:
    chance = Chance(SEED)
    for _ in range(BASKETS // 50):
        percents = [Decimal(chance.random.randint(1, 9000)) / 100 for _ in range(4)]
        world = [chance.in_catalogue(effect=Percent(percent=one)) for one in percents]
        basket = chance.basket()

        assert reckon(
            basket, index_of([(pk, 1, one) for pk, one in enumerate(world)], RANKS), setting()
        ).total == _naive(basket, world)


def test_sets_of_one_class_save_the_most_that_goes_together() -> None:
    """Against every subset of promotions: those whose lines do not meet."""
    chance = Chance(SEED)
    for _ in range(BASKETS // 50):
        world = [chance.in_basket(effect=NForM(take=2, pay=1), stacking="sets", limits=Limits()) for _ in range(3)]
        basket = [one for one in chance.basket() if one.quantity % 1 == 0 and one.unit > 1000]
        alone = [(places, saved) for one in world for places, saved in [_alone(basket, one)] if saved]
        best = 0
        for mask in range(2 ** len(alone)):
            chosen = [alone[at] for at in range(len(alone)) if mask >> at & 1]
            lines = [place for places, _ in chosen for place in places]
            if len(lines) == len(set(lines)):
                best = max(best, sum(saved for _, saved in chosen))

        out = reckon(basket, index_of([(pk, 1, one) for pk, one in enumerate(world)], RANKS), setting())
        assert sum(line.base_total for line in out.lines) - out.total == best


def _alone(basket: list[Item], one: Terms) -> tuple[list[int], int]:
    out = reckon(basket, index_of([(1, 1, one)], RANKS), setting())
    touched = [at for at, line in enumerate(out.lines) if line.taken]
    return touched, sum(line.base_total for line in out.lines) - out.total
