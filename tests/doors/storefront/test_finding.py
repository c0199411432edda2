"""Narrowing a listing: counted values, stores, prices, arrivals; synonyms, searches in vain, pages of chosen goods."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.latin import to_cyrillic
from prilavok.base.unit import unit
from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.actions.index_goods import catch_up
from prilavok.doors.storefront.actions.rebuild_shelf import complete
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding import facets, landings, misses, synonyms
from prilavok.doors.storefront.models import Shelf
from prilavok.doors.storefront.values import Facet, LandingView, Narrowing, Seen, ShelfFilter
from prilavok.doors.storefront.web.wish import Wish
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import ArrivalDraft
from tests.doors.storefront import make
from tests.jobs import RunJobs

COLOURS = {"lamp": "белый", "pan": "чёрный", "saw": "чёрный", "pot": "белый", "kettle": "белый", "rug": "серый"}
CODES = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=9)
MATERIALS = {"pan": "металл", "saw": "металл"}


@pytest.fixture
def index(shop: dict[str, int], run_jobs: RunJobs) -> goods_index.Writing:
    """The index of the small shop; materials and colours differ."""
    with unit():
        pim.upsert_attributes(system=make.SYSTEM, drafts=[make.AttributeDraft(external_id="colour", title="Цвет")])
        pim.upsert_products(
            system=make.SYSTEM,
            drafts=[
                ProductDraft(
                    external_id=code,
                    brand="Уют" if code in ("lamp", "rug") else "Северный двор",
                    attributes=(
                        ("colour", colour),
                        ("material", "металл" if code in ("pan", "saw") else "натуральный"),
                    ),
                )
                for code, colour in COLOURS.items()
            ],
        )
    run_jobs()
    writing = goods_index.Writing()
    catch_up(writing)
    memory.forget()
    return writing


def _narrowing(wanted: ShelfFilter | None = None, *, store_id: int | None = None) -> Narrowing:
    city = [make.store(code) for code in ("s1", "s2", "s3")]
    found = api.page(wanted or ShelfFilter(), Seen(city_ids=tuple(city), store_id=store_id)).narrowing
    assert found is not None
    return found


def _counts(groups: tuple[Facet, ...], code: str) -> dict[str, int]:
    return {value.title: value.count for group in groups if group.code == code for value in group.values}


def _titles(wanted: ShelfFilter) -> set[str]:
    return {card.title.split()[0] for card in api.page(wanted, Seen()).cards}


def test_values_are_counted(index: goods_index.Writing) -> None:
    found = _narrowing().facets

    assert found[0].code == facets.BRAND
    assert _counts(found, "tsvet") == {"белый": 3, "чёрный": 2, "серый": 1, "белое": 1, "терракота": 1}
    assert _counts(found, "material") == {"натуральный": 4, "металл": 2}
    assert _counts(found, facets.BRAND) == {"Северный двор": 4, "Уют": 2}


def test_a_tick_narrows_the_other_groups_and_not_its_own(index: goods_index.Writing) -> None:
    ticked = ShelfFilter(options=(("tsvet", ("chernyy",)),))
    found = _narrowing(ticked).facets

    assert _titles(ticked) == {"Сковорода", "Пила"}
    assert _counts(found, "tsvet")["белый"] == 3, "one may tick white beside it"
    assert _counts(found, "material").get("натуральный") is None
    assert next(value for group in found for value in group.values if value.code == "chernyy").is_on
    assert _titles(ShelfFilter(options=(("tsvet", ("chernyy", "seryy")),))) == {"Сковорода", "Пила", "Коврик"}
    assert _titles(ShelfFilter(options=(("tsvet", ("chernyy",)), ("material", ("naturalnyy",))))) == set()


def test_a_tick_that_leaves_nothing_stays_to_be_taken_off(index: goods_index.Writing) -> None:
    lost = ShelfFilter(options=(("tsvet", ("seryy",)), ("material", ("metall",)), ("odno", ("nichto",))))
    found = _narrowing(lost).facets
    on = {(group.code, value.title, value.count) for group in found for value in group.values if value.is_on}

    assert on == {("tsvet", "серый", 0), ("material", "металл", 0), ("odno", "nichto", 0)}


def test_prices_narrow_and_say_their_span(index: goods_index.Writing) -> None:
    cheap = ShelfFilter(price_to=Decimal(790))

    assert _titles(cheap) == {"Пила", "Кашпо", "Коврик"}
    assert _titles(ShelfFilter(price_from=Decimal("1890.50"), price_to=Decimal(2000))) == {"Чайник"}
    assert (_narrowing(cheap).price_from, _narrowing(cheap).price_to) == (Decimal(540), Decimal(2450))


def test_stores_are_counted_and_a_sale_is_seen_at_once(index: goods_index.Writing, run_jobs: RunJobs) -> None:
    mine = make.store("s1")
    before = _narrowing(store_id=mine)
    assert (before.anywhere, before.in_city, before.in_store) == (6, 4, 3)

    make.restock("pan", "s1", 0)
    run_jobs()
    catch_up(index)

    after = _narrowing(store_id=mine)
    assert (after.anywhere, after.in_city, after.in_store) == (6, 4, 2)
    assert "Сковорода" not in _titles(ShelfFilter(location_ids=(mine,)))


def test_a_change_of_pieces_alone_does_not_trouble_the_index(index: goods_index.Writing, run_jobs: RunJobs) -> None:
    make.restock("lamp", "s1", 11)
    run_jobs()

    assert catch_up(index) == 0


def test_what_will_arrive_can_be_listed(index: goods_index.Writing, run_jobs: RunJobs) -> None:
    assert _narrowing().arriving == 0
    draft = ArrivalDraft(
        document="П-1", variant_id=make.variant("rug"), location_id=None, revision=1,
        expected_on=localdate() + timedelta(days=3), quantity=Decimal(5), state="expected",
    )  # fmt: skip
    with unit():
        stock.take_arrivals(system="erp.test", source="test", drafts=[draft])
    run_jobs()
    catch_up(index)

    assert _narrowing().arriving == 1
    (card,) = api.page(ShelfFilter(is_arriving=True), Seen()).cards
    assert card.title.startswith("Коврик")
    assert card.avail is not None
    assert card.avail.text.startswith("Ожидается ")


def test_search_is_narrowed_and_counted_too(index: goods_index.Writing) -> None:
    found = api.page(ShelfFilter(text="северный двор"), Seen())
    assert found.total == 4
    assert found.narrowing is not None
    assert _counts(found.narrowing.facets, "material") == {"натуральный": 2, "металл": 2}
    assert _titles(ShelfFilter(text="северный двор", options=(("material", ("metall",)),))) == {"Сковорода", "Пила"}


def test_a_filter_without_an_index_still_lists(shop: dict[str, int]) -> None:
    page = api.page(ShelfFilter(options=(("tsvet", ("chernyy",)),)), Seen())

    assert page.narrowing is None
    assert page.total == 6


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("televizor", "телевизор"), ("chaynik", "чайник"), ("shchetka", "щетка"), ("lampa", "лампа"), ("myach", "мяч")],
)
def test_russian_in_latin_letters_is_read(typed: str, meant: str) -> None:
    assert to_cyrillic(typed) == meant


def test_latin_letters_find_russian_goods(index: goods_index.Writing, shop: dict[str, int]) -> None:
    assert api.find("skovoroda").product_ids[:1] == (shop["pan"],)
    assert api.find("chainik").product_ids[:1] == (shop["kettle"],)


def test_synonyms_find_and_an_emptied_group_goes_away(index: goods_index.Writing, shop: dict[str, int]) -> None:
    assert api.find("светильник").product_ids == ()
    with unit():
        synonyms.keep(group_id=None, words=synonyms.words_of("Светильник, лампа"))
    assert api.find("светильник настольный").product_ids[:1] == (shop["lamp"],)

    (key, _words) = synonyms.groups()[0]
    with unit():
        assert synonyms.keep(group_id=key, words=[])
    memory.forget()
    assert api.find("светильник").product_ids == ()


def test_synonyms_replace_whole_words_only() -> None:
    assert synonyms.variants("котёл газовый", [("кот", "кошка")]) == ["котёл газовый"]
    assert synonyms.variants("Кот учёный", [("кот", "кошка")]) == ["Кот учёный", "кошка ученый"]


def test_a_search_in_vain_is_counted_and_comes_back(index: goods_index.Writing, client: Client) -> None:
    for typed in ("Холодильник", "холодильник ", "лампа"):
        client.get("/search/", {"q": typed})
    assert [(one.text, one.times) for one in misses.most_wanted()] == [("холодильник", 2)]

    client.get("/search/", {"q": "морозилка", "in": "city"})
    with unit():
        assert misses.put_aside(text="холодильник")
    assert misses.most_wanted() == []

    for _ in range(3):
        misses.note("холодильник")
    misses.forget_old()
    assert [one.text for one in misses.most_wanted()] == ["холодильник"]


def test_the_page_narrows_by_a_plain_form_and_says_what_stands(index: goods_index.Writing, client: Client) -> None:
    page = client.get("/catalog/", {"f-tsvet": ["chernyy", "seryy"], "price_to": "800"}).content.decode()

    assert "Пила садовая" in page
    assert "Сковорода" not in page
    assert page.count("Снять фильтр") == 3
    assert 'name="robots" content="noindex, follow"' in page


def test_what_makes_no_sense_in_an_address_is_left_out() -> None:
    asked = QueryDict(
        urlencode([("f-tsvet", "<b>"), ("f-", "x"), ("price_from", "-5"), ("price_to", "NaN"), ("in", "x")])
    )

    assert Wish.of(asked) == Wish()


@given(
    options=st.dictionaries(
        CODES,
        st.sets(CODES, min_size=1, max_size=4),
        max_size=4,
    ),
    price=st.decimals(min_value="0.01", max_value=10**6, places=2),
    within=st.sampled_from(["", "store", "city", "arriving"]),
)
def test_an_address_says_the_wish_that_made_it(options: dict[str, set[str]], price: Decimal, within: str) -> None:
    ticked = tuple((code, tuple(sorted(options[code]))) for code in sorted(options))
    wish = Wish(options=ticked, price_from=price, within=within, text="лампа")

    assert Wish.of(QueryDict(urlencode(wish.query))) == wish


def test_a_page_of_chosen_goods_has_its_own_words_and_is_indexed(index: goods_index.Writing, client: Client) -> None:
    with unit():
        landings.keep(
            LandingView(
                landing_id=0, slug="chyornoe", category_id=None, query="f-tsvet=chernyy", title="Всё чёрное",
                description="Чёрные вещи для дома.", text="Строго и навсегда.", is_published=True,
            )
        )  # fmt: skip
    page = client.get("/catalog/choice/chyornoe/").content.decode()
    assert "<h1>Всё чёрное" in page
    assert "Строго и навсегда." in page
    assert "noindex" not in page
    assert "Пила" in page
    assert "Лампа" not in page

    chosen = client.get("/catalog/", {"f-tsvet": "chernyy"}).content.decode()
    assert "/catalog/choice/chyornoe/" in chosen.partition('rel="canonical"')[2].partition(">")[0]
    assert client.get("/catalog/choice/none/").status_code == 404


def test_a_page_of_chosen_goods_is_gone_with_its_category(shop: dict[str, int], client: Client) -> None:
    with unit():
        landings.keep(
            LandingView(
                landing_id=0, slug="pany", category_id=10**9, query="", title="Сковороды", description="", text="",
                is_published=True,
            )
        )  # fmt: skip

    assert client.get("/catalog/choice/pany/").status_code == 404


def test_rows_from_before_facets_are_completed(index: goods_index.Writing) -> None:
    Shelf.objects.update(facets=None)

    assert complete() == len(make.GOODS)
    assert complete() == 0
    assert not Shelf.objects.filter(facets=None).exists()
    assert catch_up(index) == len(make.GOODS)


def test_a_list_of_nearly_as_many_values_as_goods_is_no_choice() -> None:
    bar = facets.BAR
    counted = {bar.join(("kod", str(one), "Код", str(one))): 1 for one in range(40)}
    counted |= {bar.join(("obem", f"{one}-l", "Объём", f"{one} л")): 10 for one in (10, 2, 1)}

    (group,) = facets.groups(counted, 40, {})

    assert [value.title for value in group.values] == ["1 л", "2 л", "10 л"]
