"""What buyers type and what must come first, over the whole demo catalogue. A change of the search is judged here.

The goods go straight into an index, past the database: words, brands, codes and categories as the shelf would say them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from prilavok.doors.storefront import rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding.asking import ask, ask_begun
from prilavok.doors.storefront.finding.wording import Freedom, Step
from prilavok.doors.storefront.queries.search import readings
from prilavok.doors.storefront.values import IndexRow, ShelfFilter
from sandbox.chain import chain

TOP = 5
# What is typed, what a title of the first must begin with, how many of the first five must.
ASKED = (
    ("кастрюля", "Кастрюля", 5),
    ("кастрюли", "Кастрюля", 5),
    ("кастрюлю эмалированную", "Кастрюля эмалированная", 5),
    ("эмалированная кастрюля", "Кастрюля эмалированная", 5),
    ("кострюля", "Кастрюля", 5),
    ("сковородка", "Сковорода", 5),
    ("сковарода", "Сковорода", 5),
    ("сковорода чугун", "Сковорода чугунная", 5),
    ("crjdjhjlf", "Сковорода", 5),
    ("skovoroda", "Сковорода", 5),
    ("kastrulya", "Кастрюля", 5),
    ("чайник заварочный", "Чайник заварочный", 5),
    ("заварочник", "Чайник заварочный", 0),
    ("отвертка ph2", "Отвёртка", 5),
    ("отвёртка", "Отвёртка", 5),
    ("jndthnrf", "Отвёртка", 5),
    ("otvertka", "Отвёртка", 5),
    ("лампачка светодиодная", "Лампочка светодиодная", 5),
    ("лампа настольная", "Лампа настольная", 5),
    ("настольные лампы", "Лампа настольная", 5),
    ("торшэр", "Торшер", 4),
    ("полотенце хлопок", "Полотенце хлопковое", 5),
    ("палатенце", "Полотенце", 4),
    ("френч пресс", "Френч-пресс", 5),
    ("френч-пресс", "Френч-пресс", 5),
    ("стелаж", "Стеллаж", 5),
    ("стул дубовый", "Стул дубовый", 5),
    ("грабли", "Грабли", 5),
    ("лейка", "Лейка", 5),
    ("ltqrf", "Лейка", 0),
    ("стремянка", "Стремянка", 0),
    ("грунт для томатов", "Грунт", 5),
    ("кружка 500 мл", "Кружка", 5),
    ("нож", "Нож", 5),
    ("ведро", "Ведро", 5),
    ("шуруповерт", "Шуруповёрт", 0),
    ("корзина плетеная", "Корзина плетёная", 5),
)


@pytest.fixture(scope="module", autouse=True)
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demo catalogue in an index of its own."""
    kept, folder = django_settings.VAR, tmp_path_factory.mktemp("relevance")
    goods_index.forget_reader()
    django_settings.VAR = Path(folder)
    writing = goods_index.Writing()
    writing.put(_rows())
    writing.commit("relevance", 1)
    yield
    django_settings.VAR = kept
    goods_index.forget_reader()


@pytest.fixture(autouse=True)
def _own_memory() -> None:
    """One index for all of these tests, not one for each."""


def _rows() -> Iterator[IndexRow]:
    for number, one in enumerate(chain().goods, 1):
        codes = {one.article, *(offer.barcode for offer in one.offers)}
        words = [value for _, value in one.properties] + [value for offer in one.offers for _, value in offer.features]
        yield IndexRow(
            product_id=number, sequence=number, is_visible=True, is_anywhere=True, title=one.title, brand=one.brand,
            codes=sorted(rules.code_of(code) for code in codes if code), words=" ".join(words), rank=1000 + number % 7,
            price=10_000, category_ids=(), location_ids=(), facets=(), is_arriving=False, created_s=number, faces=(),
        )  # fmt: skip


def _found(text: str, limit: int = TOP) -> list[str]:
    goods = chain().goods
    for freedom in (Freedom.SLIPS, Freedom.SOUND):
        for reading in readings(text):
            asking = ask(ShelfFilter(), [reading], freedom)
            assert asking is not None
            if ids := asking.best(limit):
                return [goods[one - 1].title for one in ids]
    return []


# Words as they are heard, with two slips, with letters that changed places, with one that is missing.
MISSPELT = (
    ("скавародка", "Сковорода"), ("скаварода", "Сковорода"), ("сковаротка", "Сковорода"), ("сковродоа", "Сковорода"),
    ("кострюля", "Кастрюля"), ("каструлька", "Кастрюля"), ("катсрюля", "Кастрюля"), ("кастюля", "Кастрюля"),
    ("палатенцэ", "Полотенце"), ("полтенце", "Полотенце"), ("атвертка", "Отвёртка"), ("ответрка", "Отвёртка"),
    ("лампачька", "Лампочка"), ("лмапочка", "Лампочка"), ("чийник", "Чайник"), ("чайинк", "Чайник"),
    ("корзена", "Корзина"), ("карзина", "Корзина"), ("корзниа", "Корзина"), ("стилаж", "Стеллаж"),
    ("граблли", "Грабли"), ("грапли", "Грабли"), ("лейкка", "Лейка"), ("крушка", "Кружка"), ("кржка", "Кружка"),
    ("торшор", "Торшер"), ("тортшер", "Торшер"), ("сковарада чюгуная", "Сковорода чугунная"),
    ("skavarodka", "Сковорода"), ("crfdfhjlrf", "Сковорода"),
)  # fmt: skip


@pytest.mark.parametrize(("typed", "begins"), MISSPELT)
def test_faults_of_ear_and_hand_are_forgiven(typed: str, begins: str) -> None:
    found = _found(typed)

    assert sum(title.startswith(begins) for title in found) >= 3, found


def test_what_is_spelt_right_is_never_read_by_ear() -> None:
    """Words that sound alike are different goods."""
    for typed, other in (("полка", "Палка"), ("кружка", "Крышка"), ("лейка", "Линейка")):
        assert not any(title.startswith(other) for title in _found(typed))


@pytest.mark.parametrize(
    ("typed", "step", "begins"),
    [
        ("кастрюля", Step.WHOLE, "Кастрюля"),
        ("каст", Step.BEGUN, "Кастрюля"),
        ("кастрюля эма", Step.BEGUN, "Кастрюля эмалированная"),
        ("кастрюля э", Step.WHOLE, "Кастрюля"),
        ("кострюл", Step.SLIP, "Кастрюля"),
        ("скавар", Step.SOUND, "Сковорода"),
    ],
)
def test_a_word_being_typed_is_read_step_by_step(typed: str, step: Step, begins: str) -> None:
    def found(step: Step) -> list[str]:
        asking = ask_begun(ShelfFilter(), [typed], step)
        assert asking is not None
        return [chain().goods[one - 1].title for one in asking.first(TOP)]

    assert sum(title.startswith(begins) for title in found(step)) >= 3
    assert all(title.startswith(begins) for title in found(step))
    assert not any(found(earlier) for earlier in Step if earlier < step)


@pytest.mark.parametrize(("typed", "begins", "least"), ASKED)
def test_what_is_meant_comes_first(typed: str, begins: str, least: int) -> None:
    found = _found(typed)

    assert sum(title.startswith(begins) for title in found) >= least, found


@pytest.mark.parametrize("at", [0, 411, 1234])
def test_codes_find_exactly_their_goods(at: int) -> None:
    one = chain().goods[at]
    barcode = one.offers[0].barcode

    for typed in (one.article, one.article.replace("-", " "), barcode, f"{barcode[:1]} {barcode[1:7]} {barcode[7:]}"):
        assert _found(typed)[:1] == [one.title], typed


def test_last_digits_of_a_barcode_lead_to_it() -> None:
    one = chain().goods[777]

    assert one.title in _found(one.offers[0].barcode[-6:])


def test_nonsense_finds_nothing() -> None:
    assert _found("йцукенгшщз") == []
    assert _found("zzzzqqqq") == []
