"""Series, codes, their limits, who saw them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import override_settings
from django.utils import timezone

from prilavok.base.access import Actor
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.coupons import api, codes, desk
from prilavok.goods.pricing.coupons.errors import (
    CouponNotAccepted,
    CouponSpent,
    ExportedAlready,
    SeriesNotUnderstood,
    TooManyCodes,
    TooManyGuesses,
    WordTaken,
    WordWrong,
)
from prilavok.goods.pricing.coupons.models import Coupon, CouponBatch, CouponHolder, CouponSeries, CouponUseRow
from prilavok.goods.pricing.coupons.values import SeriesDraft
from tests.goods.pricing.coupons.make import (
    MARKETING,
    PHONE,
    guesser,
    make_code,
    make_series,
    make_word,
    use_of,
)

pytestmark = pytest.mark.django_db
COLLEAGUE = Actor(person_id=8, name="Олег", kind="staff")


def redeem(*coupon_ids: int, **fields: object) -> int:
    """Use coupons in a unit of their own; the order's id."""
    use = use_of(*coupon_ids, **fields)  # type: ignore[arg-type]
    with unit():
        api.redeem(use)
    return use.order_id


def refused(*coupon_ids: int, **fields: object) -> bool:
    before = CouponUseRow.objects.count()
    with pytest.raises(CouponSpent):
        redeem(*coupon_ids, **fields)
    return CouponUseRow.objects.count() == before


def test_codes_are_made_by_the_thousand(django_assert_max_num_queries) -> None:
    with unit():
        series_id = make_series()

    with unit(), django_assert_max_num_queries(20):
        desk.make_codes(series_id=series_id, count=20_000, actor=MARKETING)

    assert Coupon.objects.filter(series_id=series_id).count() == 20_000
    assert desk.series(series_id).codes_count == 20_000


def test_nobody_makes_more_codes_than_the_house_allows() -> None:
    with unit():
        series_id = make_series()

    with pytest.raises(TooManyCodes), unit():
        desk.make_codes(series_id=series_id, count=desk.MOST_CODES + 1, actor=MARKETING)
    assert not Coupon.objects.exists()


def test_codes_are_taken_out_once_and_then_forgotten() -> None:
    with unit():
        _, clear = make_code()
    batch = CouponBatch.objects.get()

    with unit():
        rows = list(desk.export_codes(batch_id=batch.pk, actor=MARKETING))
    assert [code for code, _ in rows] == [codes.spoken(clear)]
    with unit():  # a broken download, within the hour, the same person
        assert list(desk.export_codes(batch_id=batch.pk, actor=MARKETING)) == rows
    with pytest.raises(ExportedAlready), unit():
        desk.export_codes(batch_id=batch.pk, actor=COLLEAGUE)
    CouponBatch.objects.update(exported_at=timezone.now() - timedelta(hours=2))
    with unit():
        assert api.erase_taken_out() == 1

    assert Coupon.objects.get().clear == ""
    with pytest.raises(ExportedAlready), unit():
        desk.export_codes(batch_id=batch.pk, actor=MARKETING)
    assert api.enter(text=codes.spoken(clear), guesser=guesser()).shown.endswith(clear[-4:])
    deeds = accounts.audit_of(f"coupons:{batch.series_id}")
    assert [one.action for one in deeds].count("coupons.exported") == 2


def test_a_code_that_was_not_taken_out_is_not_forgotten() -> None:
    with unit():
        make_code()
        assert api.erase_taken_out() == 0
    assert Coupon.objects.get().clear


def test_a_stolen_table_does_not_give_the_codes_away() -> None:
    with unit():
        _, clear = make_code()
    Coupon.objects.update(clear="")
    digest = bytes(Coupon.objects.get().digest)

    with override_settings(SECRET_KEY="another secret altogether"), pytest.raises(CouponNotAccepted):
        api.enter(text=clear, guesser=guesser())
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[_secret()]):
        assert api.enter(text=clear, guesser=guesser())
    assert bytes(Coupon.objects.get().digest) == digest


def _secret() -> str:
    from django.conf import settings

    return str(settings.SECRET_KEY)


def test_a_word_opens_its_promotion() -> None:
    with unit():
        coupon_id = make_word("осень 10", promotion_id=5, min_total=Decimal(1500))

    entered = api.enter(text="jctym10", guesser=guesser())

    assert (entered.coupon_id, entered.promotion_id, entered.shown) == (coupon_id, 5, "ОСЕНЬ10")
    assert entered.min_total == Money(Decimal(1500))
    assert api.opened([coupon_id]) == {coupon_id: entered}


def test_two_series_do_not_share_a_word_in_any_letters() -> None:
    with unit():
        make_word("ОСЕНЬ")
    with pytest.raises(WordTaken), unit():
        make_word("OCEHЬ")
    assert CouponSeries.objects.count() == 1


@pytest.mark.parametrize("word", ["", "ЯЯ", "Ю" * 41, "ОСЕНЬ-10", "<b>x</b>"])
def test_a_word_has_letters_and_digits(word: str) -> None:
    with pytest.raises(WordWrong), unit():
        make_word(word)
    assert not CouponSeries.objects.exists()


def test_a_series_does_not_end_before_it_begins() -> None:
    now = timezone.now()
    with pytest.raises(SeriesNotUnderstood), unit():
        make_series(valid_from=now, valid_to=now - timedelta(days=1))
    assert not CouponSeries.objects.exists()


ENDS: dict[str, dict[str, object]] = {
    "ended": {"valid_to": timezone.now() - timedelta(minutes=1)},
    "planned": {"valid_from": timezone.now() + timedelta(days=1)},
}


@pytest.mark.parametrize("fate", ["unknown", "ended", "planned", "stopped", "withdrawn", "used"])
def test_whatever_is_wrong_with_a_coupon_the_answer_is_the_same(fate: str) -> None:
    with unit():
        coupon_id, clear = make_code(**ENDS.get(fate, {}))
        series_id = Coupon.objects.get().series_id
        if fate == "stopped":
            desk.stop_series(series_id=series_id, is_stopped=True, actor=MARKETING)
        if fate == "withdrawn":
            desk.withdraw(coupon_id=coupon_id, actor=MARKETING)
    if fate == "used":
        redeem(coupon_id)
    typed = codes.new_codes(1)[0] if fate == "unknown" else clear

    with pytest.raises(CouponNotAccepted) as refusal:
        api.enter(text=typed, guesser=guesser())

    assert refusal.value.data == {}
    assert api.opened([coupon_id]) == {} or fate == "unknown"


def test_twenty_wrong_tries_an_hour_and_no_more() -> None:
    with unit():
        _, clear = make_code()
    for number in range(20):
        with pytest.raises(CouponNotAccepted):
            api.enter(text=f"{number}", guesser=guesser())

    for same in (guesser(), guesser(session="new", network="10.0.0.1"), guesser(network="10.9.9.9")):
        with pytest.raises(TooManyGuesses):
            api.enter(text=clear, guesser=same)
    assert api.enter(text=clear, guesser=guesser(session="other", network="10.0.0.2"))
    assert api.enter(text=clear, guesser=guesser(person_id=3))


def test_right_tries_cost_nothing() -> None:
    with unit():
        _, clear = make_code()
    for _ in range(25):
        assert api.enter(text=clear, guesser=guesser())


def test_a_code_is_used_once() -> None:
    with unit():
        coupon_id, _ = make_code()

    redeem(coupon_id)

    assert refused(coupon_id, phone="+79990000000")
    assert api.opened([coupon_id]) == {}


def test_a_person_s_limit_counts_by_phone_and_by_account() -> None:
    with unit():
        coupon_id = make_word(per_person=1)

    redeem(coupon_id, phone=PHONE, person_id=5)

    assert refused(coupon_id, phone=PHONE)
    assert refused(coupon_id, phone="+79990000000", person_id=5)
    redeem(coupon_id, phone="+79990000000", person_id=6)


def test_a_series_has_so_many_uses_in_all() -> None:
    with unit():
        coupon_id = make_word(in_total=2)

    redeem(coupon_id)
    redeem(coupon_id)

    assert refused(coupon_id)
    assert CouponSeries.objects.get().used == 2


def test_a_coupon_that_was_stopped_after_it_was_entered_is_refused() -> None:
    with unit():
        coupon_id = make_word()
        desk.stop_series(series_id=Coupon.objects.get().series_id, is_stopped=True, actor=MARKETING)
    assert refused(coupon_id)


def test_of_two_coupons_both_are_used_or_none() -> None:
    with unit():
        first, _ = make_code()
        second = make_word(in_total=1)
    redeem(second)

    assert refused(first, second)
    assert Coupon.objects.get(pk=first).used == 0


def test_a_cancelled_order_gives_its_coupon_back_once() -> None:
    with unit():
        coupon_id, _ = make_code(per_person=1, in_total=1)
    order_id = redeem(coupon_id)

    with unit():
        assert api.release(order_id=order_id) == 1
    with unit():
        assert api.release(order_id=order_id) == 0

    (use,) = api.used_in(order_ids=[order_id])[order_id]
    assert use.returned_at is not None
    assert CouponHolder.objects.get().used == Coupon.objects.get().used == CouponSeries.objects.get().used == 0
    redeem(coupon_id)


def test_a_series_may_keep_the_uses_of_cancelled_orders() -> None:
    with unit():
        coupon_id, _ = make_code(comes_back=False)
    order_id = redeem(coupon_id)

    with unit():
        assert api.release(order_id=order_id) == 0

    assert refused(coupon_id)


def test_a_limit_that_is_set_later_counts_what_was_used_before() -> None:
    with unit():
        coupon_id = make_word()
    redeem(coupon_id)
    series_id = CouponSeries.objects.get().pk
    draft = SeriesDraft(title="Осень", kind="word", word="ОСЕНЬ", per_code=None, per_person=1, in_total=2)

    with unit():
        desk.save_series(series_id=series_id, draft=draft, actor=MARKETING)

    assert refused(coupon_id)
    redeem(coupon_id, phone="+79990000000")
    assert refused(coupon_id, phone="+79990000001")


def test_a_limit_below_what_was_used_is_refused() -> None:
    with unit():
        coupon_id = make_word()
    redeem(coupon_id)
    redeem(coupon_id)

    draft = SeriesDraft(title="Осень", kind="word", word="ОСЕНЬ", per_code=None, in_total=1)
    with pytest.raises(SeriesNotUnderstood), unit():
        desk.save_series(series_id=CouponSeries.objects.get().pk, draft=draft, actor=MARKETING)
    assert CouponSeries.objects.get().in_total is None


def test_what_became_of_a_coupon_is_found_by_its_code_or_its_last_group() -> None:
    with unit():
        coupon_id, clear = make_code()
    redeem(coupon_id)

    for text in (codes.spoken(clear), clear[-4:].lower()):
        (found,) = desk.look_up(text)
        assert (found.coupon_id, found.state, found.uses[0].discount) == (coupon_id, "used", Money(Decimal(100)))
        assert clear not in found.shown


def test_series_show_what_they_brought() -> None:
    with unit():
        coupon_id = make_word()
    redeem(coupon_id)
    gone = redeem(coupon_id)
    with unit():
        api.release(order_id=gone)

    (shown,) = desk.all_series(text="jctym")

    assert (shown.used_count, shown.returned_count, shown.discount) == (1, 1, Money(Decimal(100)))
    assert [use.number for use in api.used_by(phones=[PHONE])] == [str(gone), str(gone - 1)]
    assert api.series_of(promotion_ids=[1])[1][0].series_id == shown.series_id
