"""Tills ask and are answered by the same engine as everybody; what is not understood is refused by name."""

import base64
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.doors.tills import knowing
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.pricing.engine.terms import AmountOff, Gift, Need, Percent, Where
from prilavok.goods.pricing.promotions.models import PromotionUse
from prilavok.goods.pricing.values import Circumstances
from prilavok.goods.stock import api as stock
from prilavok.trade.oms import api as oms
from tests.goods.bundles.make import make_bundle
from tests.goods.pricing.coupons.make import make_word
from tests.goods.pricing.promotions.make import published
from tests.trade.oms.make import OPERATOR, Chain, make_chain, place, seen, set_prices

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db: None, monkeypatch: pytest.MonkeyPatch) -> Chain:
    monkeypatch.setattr(knowing, "_known", {})
    made = make_chain()
    with unit():
        accounts.set_machine_password(
            login="till-7",
            name="Касса 7",
            password=PASSWORD,
            roles=[Grant(role="till", stores=frozenset({made.store}))],
        )
    return made


PASSWORD = "long-enough-for-a-till"


def ask(client: Client, body: Any, secret: str = PASSWORD, login: str = "till-7") -> Any:
    return post(client, "quote", body, secret, login)


def post(client: Client, what: str, body: Any, secret: str = PASSWORD, login: str = "till-7") -> Any:
    basic = base64.b64encode(f"{login}:{secret}".encode()).decode()
    return client.post(
        f"/api/till/{what}",
        body if isinstance(body, bytes) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Basic {basic}"},
    )


def code_of(title: str = "Лесной") -> str:
    return next(one.code for one in stock.locations().values() if title in one.title)


def basket(*quantities: object, **changes: Any) -> dict[str, Any]:
    lines = [{"code": f"46000000000{at}", "quantity": str(number)} for at, number in enumerate(quantities)]
    return {"store": code_of(), "lines": lines, **changes}


def test_a_basket_is_reckoned_with_steps_and_positions_of_a_receipt(chain: Chain, client: Client) -> None:
    with unit():
        set_prices({chain.goods[0]: "36.67"})
    pk = published(kind="basket", stacking="basket", title="10 ₽ за заказ", effect=AmountOff(amount=Decimal("10.01")))

    answer = ask(client, basket(3))

    assert answer.status_code == 200
    said = answer.json()
    (line,) = said["lines"]
    assert (said["total"], said["base_total"], line["total"]) == ("100.00", "110.01", "100.00")
    assert line["parts"] == [
        {"quantity": "2", "price": "33.33", "total": "66.66"},
        {"quantity": "1", "price": "33.34", "total": "33.34"},
    ]
    assert [(step["title"], step["taken"], step["source"]) for step in line["steps"]] == [
        ("Розничная", None, ""),
        ("10 ₽ за заказ", "10.01", f"promotion:{pk}:1"),
    ]
    assert PromotionUse.objects.count() == 0


def test_the_same_basket_has_the_same_total_at_all_four_places(chain: Chain, client: Client) -> None:
    published(title="Скидка 7 %", effect=Percent(percent=Decimal(7)))
    effect = AmountOff(amount=Decimal("33.33"))
    published(kind="basket", stacking="basket", title="Минус", effect=effect, need=Need(sum_from=Decimal(500)))
    published(kind="basket", stacking="gifts", title="Подарок", effect=Gift(variants=(chain.goods[2],)))
    lines = [(chain.goods[0], Decimal(3)), (chain.goods[1], Decimal(2))]
    with unit():
        for token in ("site" * 6, "operator" * 3):
            for good, quantity in lines:
                oms.set_line(token=token, variant_id=good, quantity=quantity)

    site = oms.review_basket("site" * 6)
    operator = oms.review_basket("operator" * 3, None, "operator")
    counter = oms.quoted(lines, Circumstances(channel="store", store_id=chain.store), location_ids=[chain.store])
    till = ask(client, basket(3, 2)).json()

    assert len({site.total.amount, operator.total.amount, counter.total.amount, Decimal(till["total"])}) == 1
    assert site.total.amount == Decimal("711.59")
    assert [line["is_gift"] for line in till["lines"]] == [False, False, True]
    placed = [place(chain, 3, 2, channel=channel, actor=OPERATOR) for channel in ("site", "operator", "store")]
    assert {seen(one.order_id).total.amount for one in placed} == {site.total.amount}


def test_a_set_is_one_line_and_its_goods_are_the_positions_of_the_receipt(chain: Chain, client: Client) -> None:
    table, chair, _ = chain.goods
    bundle = make_bundle({table: 1, chair: 3})
    published(kind="basket", stacking="basket", title="Минус", effect=AmountOff(amount=Decimal("0.01")))
    lines = [{"variant": bundle.variant_id, "quantity": "2"}, {"code": "460000000001", "quantity": "1"}]

    said = ask(client, basket(lines=lines)).json()
    held = post(client, "redeem", basket(lines=lines, key="till7-000001")).json()["basket"]
    half = ask(client, basket(lines=[{"variant": bundle.variant_id, "quantity": "0.5"}]))

    whole, single = said["lines"]
    assert sum(Decimal(line["total"]) for line in said["lines"]) == Decimal(said["total"])
    assert [(one["variant"], one["quantity"]) for one in whole["pieces"]] == [(table, "2"), (chair, "6")]
    assert sum(Decimal(one["total"]) for one in whole["pieces"]) == Decimal(whole["total"])
    for piece in whole["pieces"]:
        assert sum(Decimal(one["total"]) for one in piece["parts"]) == Decimal(piece["total"])
        assert all(Decimal(one["price"]) * Decimal(one["quantity"]) == Decimal(one["total"]) for one in piece["parts"])
    assert (single["pieces"], held) == ([], said)
    assert (half.status_code, half.json()["code"]) == (422, "SetsAreWhole")


def test_a_coupon_works_at_the_till_and_a_wrong_one_says_so(chain: Chain, client: Client) -> None:
    pk = published(
        kind="basket", stacking="coupon", title="Промокод", effect=Percent(percent=Decimal(10)), need=Need(coupon=True)
    )
    with unit():
        make_word(word="ОСЕНЬ", promotion_id=pk)

    said = ask(client, basket(1, coupons=["осень", "ЧУЖОЙ"])).json()

    assert said["total"] == "90.00"
    assert [(one["is_applied"], one["taken"], bool(one["message"])) for one in said["coupons"]] == [
        (True, "10.00", False),
        (False, "0.00", True),
    ]


def test_a_promotion_of_the_site_is_not_the_tills(chain: Chain, client: Client) -> None:
    published(where=Where(channels=("site",)), legend="Нет витрины")
    assert ask(client, basket(1)).json()["total"] == "100.00"


@pytest.mark.parametrize(
    ("line", "code", "detail"),
    [
        ({"code": "нет такого", "quantity": "1"}, "CodesUnknown", "нет такого"),
        ({"variant": 999999999, "quantity": "1"}, "CodesUnknown", "999999999"),
        ({"variant": 2**70, "quantity": "1"}, "NotUnderstood", ""),
        ({"quantity": "1"}, "NotUnderstood", "lines"),
        ({"code": "460000000000", "quantity": "0"}, "NotUnderstood", "quantity"),
        ({"code": "460000000000", "quantity": "-1"}, "NotUnderstood", "quantity"),
        ({"code": "460000000000", "quantity": "NaN"}, "NotUnderstood", "quantity"),
        ({"code": "460000000000", "quantity": "Infinity"}, "NotUnderstood", "quantity"),
        ({"code": "460000000000", "quantity": "1e9"}, "NotUnderstood", "quantity"),
        ({"code": "460000000000", "quantity": "1.0001"}, "NotUnderstood", "quantity"),
        ({"code": "460000000000", "quantity": "1", "price": "0.01"}, "NotUnderstood", ""),
    ],
)
def test_what_is_not_understood_is_refused_by_name(
    chain: Chain, client: Client, line: dict[str, Any], code: str, detail: str
) -> None:
    answer = ask(client, {"store": code_of(), "lines": [line]})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["details"] == ([detail] if detail else [])


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"store": "store-a", "lines": []}', b"[" * 9999])
def test_broken_bodies_are_refused(chain: Chain, client: Client, body: bytes) -> None:
    assert (ask(client, body).status_code, ask(client, body).json()["code"]) == (422, "NotUnderstood")


def test_goods_without_a_price_are_named(chain: Chain, client: Client) -> None:
    with unit():
        set_prices({chain.goods[0]: "0"})

    answer = ask(client, basket(1, 1))

    assert (answer.status_code, answer.json()["details"]) == (422, ["460000000000"])


def test_only_a_till_of_the_store_is_answered(chain: Chain, client: Client) -> None:
    assert ask(client, basket(1, store=code_of("Речной"))).status_code == 404
    assert ask(client, basket(1), secret="wrong").status_code == 401
    refused = client.post("/api/till/quote", "{}", content_type="application/json")
    assert (refused.status_code, refused.headers["WWW-Authenticate"][:5]) == (401, "Basic")


def test_a_machine_without_the_right_is_refused(chain: Chain, client: Client) -> None:
    with unit():
        accounts.set_machine_password(
            login="other-machine",
            name="Узел",
            password=PASSWORD,
            roles=[Grant(role="exchange_node", stores=None)],
        )
    assert ask(client, basket(1), login="other-machine").status_code == 403
