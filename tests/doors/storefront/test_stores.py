"""Stores on their plans: closed ones are gone, and each says what it can do for the whole basket."""

import re
from html import unescape

from django.test import Client

from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit
from tests.doors.storefront import make


def test_a_closed_store_is_nowhere(shop: dict[str, int], client: Client) -> None:
    place = make.store("s2")
    one = stock.locations()[place]
    with unit():
        stock.describe_location(
            LocationEdit(
                location_id=place, kind=one.kind, city=one.city, address=one.address, hours=one.hours, phone=one.phone,
                latitude=one.latitude, longitude=one.longitude, is_pickup=True, is_active=False, ready_in_minutes=60,
            )
        )  # fmt: skip
    memory.forget()

    assert not [
        path for path in ("/", "/stores/", "/stores/?for=basket") if "Лесная" in client.get(path).content.decode()
    ]


def test_stores_say_what_they_can_do_for_the_whole_basket(shop: dict[str, int], client: Client) -> None:
    client.post("/basket/line/", {"add": make.variant("lamp")})
    client.post("/basket/line/", {"add": make.variant("kettle")})

    answer = client.get("/stores/?for=basket")
    text = unescape(answer.content.decode())

    assert "X-Page-Cache" not in answer.headers
    assert len(re.findall(r"Всё есть, (сегодня|завтра|\d+ \w+) с \d\d:\d\d", text)) == 2
    assert "Есть 1 из 2 товаров" in text
    assert "Есть 0 из 2 товаров" in text
    assert text.count("plan__pin--here") == 2
