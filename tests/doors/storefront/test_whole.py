"""What is said of all goods at once: the index tells it, and the shelf tells the same when there is no index."""

import shutil
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import tantivy
from django.db import connection
from django.db.models import F

from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.actions.index_goods import catch_up
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding import asking, depth, facets
from prilavok.doors.storefront.finding.asking import ask, ask_begun
from prilavok.doors.storefront.finding.wording import Query, Step
from prilavok.doors.storefront.models import Shelf, ShelfPlace
from prilavok.doors.storefront.queries import search
from prilavok.doors.storefront.queries.faces import EVERYWHERE
from prilavok.doors.storefront.queries.shelf import tree
from prilavok.doors.storefront.values import SORTS, IndexRow, Seen, ShelfFilter
from tests.doors.storefront import make
from tests.jobs import RunJobs

ROWS = {"popular": 8, "new": 8, "saving": 8, "city": 8}


@dataclass(frozen=True)
class Told:
    """Counts by category and place, rows of the front by place, pictures."""

    counts: dict[str, dict[int, int]]
    rows: dict[str, dict[str, list[int]]]
    pictures: dict[int, str]


def _told() -> Told:
    memory.forget()
    city = tuple(make.store(code) for code in ("s1", "s2"))
    categories = sorted(tree(EVERYWHERE).by_id)
    windows = {place: api.window(Seen(city_ids=city, place=place), ROWS, categories) for place in ("", "north")}
    return Told(
        counts={
            place: {one.category_id: one.count for one in tree(place).by_id.values()} | {0: tree(place).total}
            for place in ("", "north", EVERYWHERE)
        },
        rows={
            place: {kind: sorted(card.product_id for card in cards) for kind, cards in goods.items()}
            for place, (goods, _) in windows.items()
        },
        pictures=windows[""][1],
    )


def test_the_index_and_the_shelf_tell_the_same_of_all_goods(shop: dict[str, int]) -> None:
    only_there, nowhere_there, dearer_there = (shop[code] for code in ("lamp", "saw", "pan"))
    Shelf.objects.filter(product_id=only_there).update(is_visible=False)
    ShelfPlace.objects.create(place="north", product_id=only_there, is_visible=True, price=5, price_to=5, before=10)
    ShelfPlace.objects.create(place="south", product_id=only_there, is_visible=True, price=6, price_to=6)
    ShelfPlace.objects.create(place="north", product_id=nowhere_there, is_visible=False)
    ShelfPlace.objects.create(place="north", product_id=dearer_there, is_visible=True, price=9000, price_to=9000)
    Shelf.objects.filter(product_id=dearer_there).update(before=F("price") * Decimal("1.5"), image="/pan.webp")
    assert not goods_index.is_there()
    by_shelf = _told()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE storefront_shelf SET sequence = nextval('storefront_shelf_changes')")

    catch_up(goods_index.Writing())
    goods_index.forget_reader()
    assert goods_index.is_there()

    by_index = _told()
    assert by_index == by_shelf
    assert by_index.counts[""][0] == by_index.counts[EVERYWHERE][0] - 1 == by_index.counts["north"][0]
    assert by_index.rows[""]["saving"] == [dearer_there]
    assert by_index.rows["north"]["saving"] == [only_there]
    assert set(by_index.pictures.values()) == {"/pan.webp"}
    shutil.rmtree(goods_index.folder())


def test_a_change_is_counted_with_the_next_state_of_the_index(shop: dict[str, int]) -> None:
    old = goods_index.folder().with_name("goods-0")
    old.mkdir(parents=True)
    writing = goods_index.Writing()
    catch_up(writing)
    assert not old.exists(), "an index of an older schema takes no room"
    memory.forget()
    before = tree().total
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE storefront_shelf SET is_visible = false, is_anywhere = false,"
            " sequence = nextval('storefront_shelf_changes') WHERE product_id = %s",
            [shop["lamp"]],
        )

    catch_up(writing)

    memory.forget()
    assert tree().total == before - 1


@pytest.mark.usefixtures("db")
def test_no_slip_is_forgiven_where_enough_goods_have_the_very_words(monkeypatch: pytest.MonkeyPatch) -> None:
    writing = goods_index.Writing()
    writing.put(
        IndexRow(
            product_id=number, sequence=number, is_visible=True, is_anywhere=True, title=title, brand="", codes=(),
            words="", rank=1.0, price=100, category_ids=(), location_ids=[place], facets=(), is_arriving=place == 2,
            created_s=0, faces=(),
        )
        for number, (title, place) in enumerate((("Полка белая", 1), ("Полка серая", 2), ("Палка белая", 1)), 1)
    )  # fmt: skip
    writing.commit("x", 1)

    def told(wanted: ShelfFilter) -> tuple[int, ...]:
        found = api.page(wanted, Seen(city_ids=(1,), store_id=2))
        assert found.narrowing is not None
        lying = found.narrowing
        return found.total, lying.anywhere, lying.in_city, lying.in_store, lying.arriving

    everything, here = ShelfFilter(text="полка"), ShelfFilter(text="полка", location_ids=(1,))
    assert told(everything) == (3, 3, 2, 1, 1)
    assert told(here) == (2, 3, 2, 1, 1)
    monkeypatch.setattr(search, "ENOUGH", 2)

    assert told(everything) == (2, 2, 1, 1, 1)
    assert told(here) == (1, 2, 1, 1, 1), "a filter does not decide what words mean"
    assert told(ShelfFilter(text="полеа"))[0] == 2, "what nobody has is looked for with a slip"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("sort", SORTS)
def test_pages_far_into_the_list_go_on_where_the_one_before_ends(monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr(goods_index, "SAMPLED", 7)
    writing = goods_index.Writing()
    writing.put(
        IndexRow(
            product_id=number, sequence=number, is_visible=True, is_anywhere=True, title="Полка", brand="", codes=(),
            words="", rank=float(number % 3), price=100 * (number * 7 % 150), category_ids=(), location_ids=(),
            facets=(), is_arriving=False, created_s=number % 5, faces=(), standing=float(number % 4),
        )
        for number in range(1, 601)
    )  # fmt: skip
    writing.commit("x", 1)

    def listed() -> list[int]:
        found = (ask(ShelfFilter(sort=sort, page=page)) for page in range(1, 26))
        return [key for one in found if one is not None for key in one.answer().product_ids]

    usual = listed()
    asked: list[int] = []
    near = depth.Sorted._near
    monkeypatch.setattr(depth.Sorted, "_near", lambda self, *rest: asked.append(1) or near(self, *rest))
    monkeypatch.setattr(depth, "DEEP", 1)
    assert len(set(usual)) == 600
    assert listed() == usual
    assert len(asked) > 12, "hardly any page is sorted out of everything"


def test_the_whole_catalogue_is_counted_once_for_each_state_of_the_index(
    shop: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    look = asking.Asking._looked_through

    def looking(self: asking.Asking, *rest: Any) -> asking.Through:
        looked.append(1)
        return look(self, *rest)

    monkeypatch.setattr(asking.Asking, "_looked_through", looking)
    writing = goods_index.Writing()
    catch_up(writing)

    def told(wanted: ShelfFilter) -> tuple[int, int]:
        page = api.page(wanted, Seen(city_ids=(make.store("s1"),)))
        assert page.narrowing is not None
        return page.total, page.narrowing.in_city

    here = ShelfFilter(location_ids=(make.store("s1"),))
    assert [told(one) for one in (ShelfFilter(), ShelfFilter(page=2), here)] == [(6, 3), (6, 3), (3, 3)]
    assert len(looked) == 2

    make.restock("pan", "s1", 0)
    RunJobs()()
    catch_up(writing)

    assert [told(one) for one in (ShelfFilter(), here)] == [(6, 2), (2, 2)]


def _row(number: int, **more: Any) -> IndexRow:
    usual: dict[str, Any] = {
        "product_id": number, "sequence": number, "is_visible": True, "is_anywhere": True, "title": f"Полка {number}",
        "brand": "", "codes": (), "words": "", "rank": float(number * 37 % 101), "price": 100, "category_ids": (),
        "location_ids": (1,), "facets": (), "is_arriving": False, "created_s": 0, "faces": (),
    }  # fmt: skip
    return IndexRow(**{**usual, **more})


@pytest.mark.usefixtures("db")
def test_values_are_counted_whichever_column_they_stand_in() -> None:
    def told(number: int) -> list[str]:
        names = [f"c{at:02d}" for at in range(12) if at != number % 3]
        return [facets.BAR.join((name, f"v{number % 2}", name, f"v{number % 2}")) for name in names]

    writing = goods_index.Writing()
    writing.put(_row(number, facets=told(number)) for number in range(1, 61))
    writing.commit("x", 1)
    asking = ask(ShelfFilter())
    assert asking is not None

    assert {len(told(1))} == {11}, "more than have a column of their own"
    found = asking.narrowing(Seen()).facets
    counted = {(group.code, value.code): value.count for group in found for value in group.values}
    assert counted["c00", "v0"] == counted["c01", "v1"] == counted["c02", "v0"] == 20
    assert counted["c03", "v0"] == counted["c11", "v1"] == 30


@pytest.mark.usefixtures("db")
def test_what_sells_best_is_looked_for_among_a_few_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goods_index, "SAMPLED", 1)
    writing = goods_index.Writing()
    writing.put(_row(number, title="Лейка" if number % 60 == 7 else "Полка") for number in range(1, 601))
    writing.commit("x", 1)
    ranked: list[int] = []
    rank = asking.Asking._ranked

    def ranking(self: asking.Asking, query: Query, limit: int) -> list[tantivy.DocAddress]:
        hits = rank(self, query, limit)
        ranked.append(len(hits))
        return hits

    def best(text: str) -> list[int]:
        ranked.clear()
        found = ask_begun(ShelfFilter(), [text], Step.BEGUN)
        assert found is not None
        return found.first(5)

    def selling(title: str) -> list[int]:
        of_title = [number for number in range(1, 601) if (number % 60 == 7) == (title == "Лейка")]
        return sorted(of_title, key=lambda number: (-(number * 37 % 101), number))[:5]

    monkeypatch.setattr(asking.Asking, "_ranked", ranking)
    assert (best("пол"), ranked) == (selling("Полка"), [5])
    assert best("лей") == selling("Лейка")
    assert ranked[1:] == [5], "too few of them are among the best of all"


def test_what_is_told_of_many_goods_is_told_anew_after_a_change(
    shop: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MANY", 2)
    writing = goods_index.Writing()
    catch_up(writing)
    looked: list[int] = []
    look = asking.Asking._looked_through
    monkeypatch.setattr(asking.Asking, "_looked_through", lambda *given: looked.append(1) or look(*given))

    def told(**more: Any) -> tuple[int, int, int]:
        page = api.page(ShelfFilter(text="двор", **more), Seen(city_ids=(make.store("s1"),)))
        assert page.narrowing is not None
        return page.total, page.narrowing.in_city, len(page.cards)

    before, first = told(), len(looked)
    assert told() == told(sort="cheap") == before
    assert len(looked) == first, "other orders of a list share what was counted"
    assert api.hints("двор").count == api.hints("двор").count
    pan = shop["pan"]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE storefront_shelf SET is_visible = false, is_anywhere = false,"
            " sequence = nextval('storefront_shelf_changes') WHERE product_id = %s",
            [pan],
        )
    catch_up(writing)

    assert told()[0] == before[0] - 1
    assert pan not in [card.product_id for card in api.hints("двор").cards]
