"""A till takes a coupon once, whatever happens to the line, and gives it back when no receipt was made."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.goods.pricing.coupons.models import Coupon, CouponHolder, CouponUseRow
from prilavok.goods.pricing.engine.terms import Limits, Need, Percent
from prilavok.goods.pricing.promotions.models import PromotionCount, PromotionUse
from prilavok.goods.pricing.redemptions import api as redemptions
from prilavok.goods.pricing.redemptions.models import Redemption
from tests.doors.tills.test_till_api import PASSWORD, basket, chain, post
from tests.goods.pricing.coupons.make import make_code, make_word
from tests.goods.pricing.promotions.make import published
from tests.trade.oms.make import Chain

pytestmark = pytest.mark.django_db
__all__ = ["chain"]
PHONE = "+79161234567"


def tenth_off(**changes: Any) -> int:
    return published(
        kind="basket",
        stacking="coupon",
        title="Промокод",
        effect=Percent(percent=Decimal(10)),
        need=Need(coupon=True),
        **changes,
    )


def code(**fields: Any) -> str:
    pk = tenth_off()
    with unit():
        return make_code(promotion_id=pk, **fields)[1]


def redeem(client: Client, key: str, *coupons: str, **changes: Any) -> Any:
    return post(client, "redeem", basket(1, key=key, coupons=list(coupons), **changes))


def uses() -> list[tuple[str, bool]]:
    return [(one.number, one.returned_at is None) for one in CouponUseRow.objects.order_by("pk")]


def test_a_coupon_is_held_then_confirmed_and_every_step_may_be_repeated(chain: Chain, client: Client) -> None:
    text = code()

    first, again = redeem(client, "till7-000001", text), redeem(client, "till7-000001", text)

    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["basket"]["total"]) == ("held", "90.00")
    assert uses() == [("", True)]
    done = [post(client, "confirm", {"key": "till7-000001", "receipt": "4711"}).json() for _ in range(2)]
    assert [(one["state"], one["receipt"], one["is_counted"]) for one in done] == [("confirmed", "4711", True)] * 2
    assert uses() == [("4711", True)]
    other = post(client, "confirm", {"key": "till7-000001", "receipt": "4712"})
    late = post(client, "cancel", {"key": "till7-000001"})
    assert [(one.status_code, one.json()["code"]) for one in (other, late)] == [
        (422, "RedemptionClosed"), (422, "RedemptionConfirmed"),
    ]  # fmt: skip
    spent = redeem(client, "till7-000002", text).json()
    assert (spent["basket"]["total"], spent["basket"]["coupons"][0]["is_applied"]) == ("100.00", False)


def test_a_key_is_for_one_basket_of_one_till(chain: Chain, client: Client) -> None:
    redeem(client, "till7-000001", code())

    other = post(client, "redeem", basket(2, key="till7-000001"))
    unknown = post(client, "confirm", {"key": "till7-000009", "receipt": "1"})

    assert (other.status_code, other.json()["code"]) == (422, "KeyReused")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "RedemptionUnknown")
    assert Redemption.objects.count() == 1


def test_what_was_cancelled_is_free_again_even_of_a_series_that_never_comes_back(chain: Chain, client: Client) -> None:
    text = code(comes_back=False)
    redeem(client, "till7-000001", text)

    states = [post(client, "cancel", {"key": "till7-000001"}).json()["state"] for _ in range(2)]

    assert states == ["cancelled", "cancelled"]
    assert (Coupon.objects.get().used, uses()) == (0, [("", False)])
    assert post(client, "confirm", {"key": "till7-000001", "receipt": "1"}).json()["code"] == "RedemptionGivenBack"
    assert redeem(client, "till7-000002", text).json()["basket"]["total"] == "90.00"


def test_limits_of_a_person_hold_at_tills_and_a_phone_is_asked_for(chain: Chain, client: Client) -> None:
    pk = tenth_off(limits=Limits(per_person=5))
    with unit():
        make_word(word="ОСЕНЬ", promotion_id=pk, per_person=1)

    nobody = redeem(client, "till7-000001", "осень")
    assert (nobody.status_code, nobody.json()["code"]) == (422, "PersonWanted")
    assert (Redemption.objects.count(), PromotionUse.objects.count()) == (0, 0)
    assert redeem(client, "till7-000001", "осень", phone="8 916 123-45-67").status_code == 200
    second = redeem(client, "till7-000002", "осень", phone=PHONE)
    assert (second.status_code, second.json()["code"]) == (422, "CouponSpent")
    assert redeem(client, "till7-000003", "осень", phone="+79169999999").status_code == 200
    assert [(one.person, one.used) for one in CouponHolder.objects.order_by("person")] == [
        (PHONE, 1), ("+79169999999", 1),
    ]  # fmt: skip


def test_a_receipt_that_comes_too_late_is_recorded_and_counted_only_while_it_can_be(
    chain: Chain, client: Client
) -> None:
    pk = tenth_off(limits=Limits(total=1))
    with unit():
        make_word(word="ОСЕНЬ", promotion_id=pk)
    for key in ("till7-000001", "till7-000002"):
        assert redeem(client, key, "осень").json()["basket"]["total"] == "90.00"
        Redemption.objects.update(expires_at=database_now() - timedelta(minutes=1))
        with unit():
            assert redemptions.expire_due() == 1
            assert redemptions.expire_due() == 0

    said = [post(client, "confirm", {"key": f"till7-00000{at}", "receipt": f"{at}"}).json() for at in (1, 2)]

    assert [(one["state"], one["is_counted"]) for one in said] == [("confirmed", True), ("confirmed", False)]
    assert PromotionCount.objects.get(promotion_id=pk).used == 1


def test_who_may_only_ask_may_not_redeem(chain: Chain, client: Client) -> None:
    assert post(client, "redeem", basket(1, key="till7-000001", store="store-b")).status_code == 404
    assert post(client, "redeem", basket(1, key="short")).json()["code"] == "NotUnderstood"
    assert post(client, "cancel", {"key": "till7-000001"}, secret=PASSWORD[1:]).status_code == 401
