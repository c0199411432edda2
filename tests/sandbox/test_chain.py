"""The demo chain is the same every time, whole and believable."""

import io
from decimal import Decimal

import pytest
from PIL import Image

from sandbox.chain import chain
from sandbox.chain.assembly import KINDS, ean13
from sandbox.chain.grammar import agree, plural
from sandbox.chain.pictures.album import draw, shape


def test_it_has_the_size_promised() -> None:
    made = chain()

    assert len([one for one in made.warehouses if one.place.kind == "store"]) == 24
    assert len({one.place.city for one in made.warehouses}) == 6
    assert 1900 <= len(made.goods) <= 2100
    assert sum(not one.pictures for one in made.goods) > 20
    assert sum(one.arrives_in_days > 0 for one in made.goods) > 20


def test_identities_titles_and_barcodes_are_unique() -> None:
    goods = chain().goods
    offers = [offer for one in goods for offer in one.offers]

    for values in ([one.id for one in goods], [one.article for one in goods], [one.title for one in goods]):
        assert len(set(values)) == len(values)
    assert len({one.id for one in offers}) == len({one.barcode for one in offers}) == len(offers)


def test_every_group_named_exists_and_some_are_cheaper_online() -> None:
    made = chain()
    groups = {group.id for group in made.groups}
    offers = [offer for one in made.goods for offer in one.offers]

    assert {one.group_id for one in made.goods} <= groups
    cheaper = sum(Decimal(one.online_price) < Decimal(one.retail_price) for one in offers)
    assert 0.15 < cheaper / len(offers) < 0.4
    assert all(Decimal(one.online_price) <= Decimal(one.retail_price) for one in offers)


@pytest.mark.parametrize(
    ("adjective", "gender", "found"),
    [
        ("керамический", "f", "керамическая"),
        ("медный", "n", "медное"),
        ("синий", "f", "синяя"),
        ("свежий", "n", "свежее"),
        ("плетёный", "p", "плетёные"),
        ("из бамбука", "f", "из бамбука"),
        ("глиняный", "m", "глиняный"),
    ],
)
def test_adjectives_agree(adjective: str, gender: str, found: str) -> None:
    assert agree(adjective, gender) == found


def test_numbers_agree() -> None:
    words = [plural(number, "товар", "товара", "товаров") for number in (1, 3, 11, 21, 112)]
    assert words == ["товар", "товара", "товаров", "товар", "товаров"]


def test_check_digit_is_right() -> None:
    code = ean13(6291041)
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(code))
    assert (len(code), total % 10) == (13, 0)


def test_every_kind_has_its_picture_and_drawing_is_repeatable() -> None:
    for kind in KINDS:
        assert shape(kind.shape)

    first = chain().pictures[0]
    content = draw(first)
    assert content == draw(first)
    assert Image.open(io.BytesIO(content)).size == (600, 600)
