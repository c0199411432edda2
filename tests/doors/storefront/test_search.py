"""Search by words, beginnings, slips, codes and the wrong keyboard; with the index and without."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from prilavok.base.unit import unit
from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.actions.index_goods import catch_up
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding import asked
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft
from tests.doors.storefront import make
from tests.jobs import RunJobs


@pytest.fixture
def index(shop: dict[str, int]) -> goods_index.Writing:
    """The index of the small shop."""
    writing = goods_index.Writing()
    catch_up(writing)
    return writing


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("лампы", "lamp"),
        ("ЛАМПУ сумерки", "lamp"),
        ("лапма", "lamp"),
        ("сковородка чугун", "pan"),
        ("сковоротка", "pan"),
        ("чайн", "kettle"),
        ("kfvgf", "lamp"),
        ("AB-saw", "saw"),
        ("ab-sa", "saw"),
        ("absaw", "saw"),
        ("AB saw", "saw"),
        ("кашпо терракота", "pot"),
        ("коврек придверный", "rug"),
    ],
)
def test_goods_are_found_however_they_are_typed(
    index: goods_index.Writing, shop: dict[str, int], typed: str, code: str
) -> None:
    assert api.find(typed).product_ids[:1] == (shop[code],)


def test_a_barcode_finds_its_product(index: goods_index.Writing, shop: dict[str, int]) -> None:
    barcode = pim.cards(product_ids=[shop["saw"]])[shop["saw"]].variants[0].barcodes[0]

    assert api.find(barcode).product_ids == (shop["saw"],)


@pytest.mark.parametrize("cut", [lambda code: f"{code[:3]} {code[3:7]}-{code[7:]}", lambda code: code[-4:]])
def test_a_barcode_is_found_however_it_is_spaced_and_by_its_last_digits(
    index: goods_index.Writing, shop: dict[str, int], cut: Callable[[str], str]
) -> None:
    barcode = pim.cards(product_ids=[shop["saw"]])[shop["saw"]].variants[0].barcodes[0]

    assert api.find(cut(barcode)).product_ids[:1] == (shop["saw"],)


def test_nothing_is_made_up(index: goods_index.Writing) -> None:
    assert api.find("холодильник").product_ids == ()
    assert api.find("!!! ???").product_ids == ()


def test_a_renamed_product_is_found_once_under_the_new_name_only(
    index: goods_index.Writing, shop: dict[str, int], run_jobs: RunJobs
) -> None:
    with unit():
        pim.upsert_products(system=make.SYSTEM, drafts=[ProductDraft(external_id="saw", title="Ножовка по дереву")])
    run_jobs()

    assert catch_up(index) == 1
    assert api.find("ножовка").product_ids == (shop["saw"],)
    assert api.find("складная").product_ids == ()


def test_a_removed_product_leaves_the_index(index: goods_index.Writing, run_jobs: RunJobs) -> None:
    with unit():
        pim.upsert_products(system=make.SYSTEM, drafts=[ProductDraft(external_id="saw", is_removed=True)])
    run_jobs()
    catch_up(index)

    assert api.find("пила").product_ids == ()


def test_the_index_is_rebuilt_from_nothing(index: goods_index.Writing, shop: dict[str, int]) -> None:
    assert catch_up(index, anew=True) == len(make.GOODS)
    assert api.find("лампа").product_ids == (shop["lamp"],)


def test_an_index_of_another_database_starts_over(index: goods_index.Writing, shop: dict[str, int]) -> None:
    index.commit("another", 10**9)

    assert catch_up(index) == len(make.GOODS)


def test_without_an_index_words_and_codes_still_find(shop: dict[str, int], tmp_path: Path) -> None:
    assert not goods_index.is_there()
    assert api.find("лампа").product_ids == (shop["lamp"],)
    assert api.find("AB-saw").product_ids == (shop["saw"],)


def test_a_broken_index_is_passed_over(index: goods_index.Writing, shop: dict[str, int]) -> None:
    (goods_index.folder() / "meta.json").write_text("broken")
    goods_index.forget_reader()

    assert api.find("лампа").product_ids == (shop["lamp"],)


def test_the_command_fills_the_index_once(shop: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("index_search", once=True)

    assert f"{len(make.GOODS)} products indexed" in capsys.readouterr().out


def test_suggestions_name_categories_brands_goods_and_what_others_ask(index: goods_index.Writing) -> None:
    asked.write()
    for _ in range(asked.LEAST_TIMES):
        asked.note("садовый инвентарь")
    asked.note("сад и огород")
    asked.write()
    memory.forget()
    found = api.hints("са")

    assert [one.title for one in found.categories] == ["Сад"]
    assert [one.title for one in found.cards] == ["Пила садовая складная"]
    assert found.texts == ("садовый инвентарь",), "what one person asks is nobody else's business"
    assert [one.title for one in api.hints("север").brands] == ["Северный двор"]
    assert api.hints("с").count == 0

    with unit():
        asked.hide(text="садовый инвентарь", is_hidden=True)
    assert api.hints("са").texts == ()


def test_what_looks_like_a_persons_number_is_never_kept(index: goods_index.Writing) -> None:
    asked.write()
    for text in ("89161234567 анна", "anna@example.org", "ок"):
        asked.note(text)

    assert asked.write() == 0


def test_a_slip_while_typing_is_forgiven(index: goods_index.Writing) -> None:
    assert [one.title for one in api.hints("сковарод").cards] == ["Сковорода чугунная с деревянной ручкой, 26 см"]


def test_a_search_for_nothing_leads_on_to_what_is_bought_in_the_city(
    index: goods_index.Writing, client: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager]
) -> None:
    client.cookies["city"] = quote("Тверь")
    client.get("/search/?q=лампа")
    with django_assert_max_num_queries(6):
        text = client.get("/search/?q=рыболовный").content.decode()

    shown = text.split('aria-labelledby="instead"')[1].split("</section>")[0]
    assert "Популярное в магазинах: Тверь" in shown
    assert [name for name in ("Лампа", "Пила", "Чайник", "Коврик") if name in shown] == ["Лампа", "Пила"]
    assert "Или спросите в магазине" in text
    client.post("/basket/line/", {"add": make.variant("lamp")})
    out = {"variant": make.variant("lamp"), "to": "0"}
    emptied = client.post("/basket/line/", out, headers={"HX-Request": "true"}).content.decode()
    assert '<input type="hidden" name="next" value="/basket/">' in emptied.split("Популярное в магазинах: Тверь")[1]
    assert 'id="instead"' not in client.get("/search/?q=лампа").content.decode()
    assert 'id="instead"' not in client.get("/search/?q=лампа&price_from=5000").content.decode()
