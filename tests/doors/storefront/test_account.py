"""The buyer's account: in by a code, orders of the proven phone, out without leaving the basket behind."""

import re

from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.messaging.models import Message
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Contact, PlaceOrder
from tests.doors.storefront import make
from tests.jobs import RunJobs

PHONE = "+79161234567"


def _place(phone: str) -> str:
    token = f"basket-{phone}"
    with unit():
        oms.set_line(token=token, variant_id=make.variant("kettle"), quantity=make.Decimal(1))
    with unit():
        placed = oms.place_order(
            PlaceOrder(
                key=token, channel="site", location_id=make.store("s2"), contact=Contact(name="Анна", phone=phone),
                basket_token=token,
            )
        )  # fmt: skip
    return placed.number


def _code() -> str:
    found = re.search(r"\b\d{6}\b", Message.objects.latest("pk").text)
    assert found is not None
    return found[0]


def _log_in(client: Client) -> None:
    client.post("/account/login/", {"contact": "8 916 123 45 67", "next": "/account/"})
    answer = client.post("/account/login/code/", {"code": _code(), "next": "/account/"})
    if answer.headers["Location"] != "/account/":  # the first time, what has to be agreed to stands in between
        assert answer.headers["Location"] == "/account/welcome/?next=/account/"
        answer = client.post("/account/welcome/", {"agree": "1", "next": "/account/"})
        assert answer.headers["Location"] == "/account/"


def test_a_buyer_logs_in_by_code_and_finds_the_orders_of_that_phone_only(shop: dict[str, int], client: Client) -> None:
    mine, other = _place(PHONE), _place("+79031112233")

    _log_in(client)
    text = client.get("/account/").content.decode()

    assert mine in text
    assert other not in text


def test_a_stranger_is_asked_to_log_in(shop: dict[str, int], client: Client) -> None:
    answer = client.get("/account/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_a_wrong_code_lets_nobody_in(shop: dict[str, int], client: Client) -> None:
    client.post("/account/login/", {"contact": PHONE})
    right = _code()

    answer = client.post("/account/login/code/", {"code": str((int(right) + 1) % 10 ** len(right)).zfill(len(right))})

    assert answer.status_code == 422
    assert client.get("/account/").status_code == 302


def test_a_contact_that_is_none_is_refused_with_an_example(shop: dict[str, int], client: Client) -> None:
    answer = client.post("/account/login/", {"contact": "позвоните мне"})

    assert answer.status_code == 422
    assert "+7 916 123-45-67" in answer.content.decode()


def in_basket(client: Client) -> list[str]:
    """The first words of what lies in the basket."""
    return re.findall(r'class="line__title"[^>]*>(\w+)', client.get("/basket/").content.decode())


def test_the_basket_comes_along_at_login_and_stays_behind_at_logout(
    shop: dict[str, int], client: Client, run_jobs: RunJobs
) -> None:
    client.post("/basket/line/", {"add": make.variant("lamp")})
    _log_in(client)
    assert in_basket(client) == ["Лампа"]

    client.post("/account/logout/")

    assert in_basket(client) == []
    assert client.get("/account/").status_code == 302
    _log_in(client)
    assert in_basket(client) == ["Лампа"]


def test_the_checkout_knows_who_is_logged_in(shop: dict[str, int], client: Client) -> None:
    _place(PHONE)
    client.post("/basket/line/", {"add": make.variant("lamp")})
    _log_in(client)

    text = client.get("/checkout/").content.decode()
    assert 'value="+7 916 123-45-67"' in text
    assert 'value="Анна"' in text


def test_a_login_made_for_the_buyer_is_never_shown(shop: dict[str, int], client: Client) -> None:
    _log_in(client)

    assert "buyer-" not in client.get("/account/").content.decode() + client.get("/me/").content.decode()
