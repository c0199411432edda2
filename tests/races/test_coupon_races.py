"""Five hundred buyers of one use: a coupon of one use, a person's limit, a series' last use; and 10,000 guesses."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from prilavok.base.bulk import fetch
from prilavok.base.unit import unit
from prilavok.goods.pricing.coupons import api, codes, desk
from prilavok.goods.pricing.coupons.errors import CouponNotAccepted, CouponSpent, TooManyGuesses
from prilavok.goods.pricing.coupons.models import Coupon, CouponUseRow
from prilavok.goods.pricing.coupons.values import CouponId
from tests.goods.pricing.coupons.make import MARKETING, guesser, make_code, make_series, make_word, use_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8
BUYERS = 500


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads that leave their database connections closed."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads
        gate = Barrier(AT_ONCE)

        def leave(_: int) -> None:
            gate.wait(timeout=30)
            connections.close_all()

        list(threads.map(leave, range(AT_ONCE)))


def phone(number: int) -> str:
    return f"+7916{number:07d}"


def use(coupon_id: CouponId, by: str) -> bool:
    try:
        with unit():
            api.redeem(use_of(coupon_id, phone=by))
    except CouponSpent:
        return False
    return True


def test_one_use_is_had_by_one_of_five_hundred(pool: ThreadPoolExecutor) -> None:
    with unit():
        coupon_id, _ = make_code()

    won = list(pool.map(lambda number: use(coupon_id, phone(number)), range(BUYERS)))

    assert sum(won) == CouponUseRow.objects.count() == Coupon.objects.get().used == 1


def test_a_person_s_limit_holds_against_the_person_s_own_rush(pool: ThreadPoolExecutor) -> None:
    with unit():
        coupon_id = make_word(per_person=2)

    won = list(pool.map(lambda number: use(coupon_id, phone(number % 5)), range(BUYERS)))

    assert sum(won) == CouponUseRow.objects.count() == 2 * 5


def test_the_uses_of_a_series_are_had_exactly(pool: ThreadPoolExecutor) -> None:
    with unit():
        coupon_id = make_word(in_total=7)

    won = list(pool.map(lambda number: use(coupon_id, phone(number)), range(BUYERS)))

    assert sum(won) == CouponUseRow.objects.count() == 7


def test_looking_first_and_counting_after_gives_one_use_to_several(pool: ThreadPoolExecutor) -> None:
    """The control: the same rivals without the condition in the update."""
    with unit():
        coupon_id, _ = make_code()
    gate = Barrier(AT_ONCE)

    def naive(number: int) -> bool:
        with unit():
            ((used,),) = fetch("SELECT used FROM pricing_coupon WHERE id = %s", [coupon_id])
            gate.wait(timeout=30)
            if used:
                return False
            fetch("UPDATE pricing_coupon SET used = used + 1 WHERE id = %s", [coupon_id])
            return True

    assert sum(pool.map(naive, range(AT_ONCE))) > 1


def test_ten_thousand_guesses_find_nothing_and_are_stopped_at_twenty(pool: ThreadPoolExecutor) -> None:
    with unit():
        series_id = make_series()
        desk.make_codes(series_id=series_id, count=1000, actor=MARKETING)
    guesses = codes.new_codes(10_000)

    def guess(text: str) -> str:
        try:
            api.enter(text=text, guesser=guesser(session=text))  # a new session each time, one network
        except (CouponNotAccepted, TooManyGuesses) as refusal:
            return refusal.code
        return "found"

    answers = list(pool.map(guess, guesses))

    assert answers.count("found") == 0
    assert answers.count("CouponNotAccepted") == 20
