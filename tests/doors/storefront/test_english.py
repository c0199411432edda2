"""A reader of English meets Russian only where it is the chain's own data: names of goods, of places, of statuses."""

import re
from html import unescape

from django.test import Client

from prilavok.trade.oms import api as oms
from tests.doors.storefront import make
from tests.journeys import pages

RUSSIAN = re.compile(r"[А-Яа-яЁё]+")
OWN = " ".join(
    [
        *(f"{one.title} {one.description} {' '.join(name for name, _ in one.variants)}" for one in make.GOODS),
        *(" ".join(one) for one in make.STORES),
        *(title for _, _, title in make.CATEGORIES),
        "Северный двор Материал натуральный Цвет шт Русский Анна лампа абракадабра",
    ]
)
KNOWN = set(RUSSIAN.findall(OWN))


def _leaks(text: str) -> set[str]:
    body = re.sub(r'(?s)<script type="application/ld.json">.*?</script>|href="[^"]*"|value="[^"]*"', "", text)
    return set(RUSSIAN.findall(unescape(body))) - KNOWN


def test_no_page_of_the_shop_speaks_russian_to_a_reader_of_english(shop: dict[str, int], client: Client) -> None:
    client.cookies["lang"] = "en"
    asked = {**pages.OPEN, **pages.products(shop), **pages.order(), "menu": "/me/", "suggest": "/search/suggest/?q=лам"}
    leaks = {name: _leaks(client.get(path).content.decode()) for name, path in asked.items()}

    client.post("/basket/line/", {"add": make.variant("lamp")})
    leaks |= {name: _leaks(client.get(path).content.decode()) for name, path in pages.BUYING.items()}
    slips = client.post("/checkout/", {"name": "", "phone": "12", "key": "k"})
    leaks["slips"] = _leaks(slips.content.decode())

    statuses = set(RUSSIAN.findall(" ".join(one.public_title for one in oms.scheme())))
    assert {name: words - statuses for name, words in leaks.items() if words - statuses} == {}
