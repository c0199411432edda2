"""The shelf follows the truth."""

from decimal import Decimal

import pytest

from prilavok.base.events import publish
from prilavok.base.unit import unit
from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.actions import write_shelf
from prilavok.doors.storefront.models import Shelf
from prilavok.doors.storefront.values import Seen, ShelfFilter
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.stock import api as stock
from tests.doors.storefront import make
from tests.jobs import RunJobs


def _titles(wanted: ShelfFilter | None = None) -> list[str]:
    memory.forget()
    return [card.title for card in api.page(wanted or ShelfFilter(), Seen()).cards]


def test_products_stand_on_the_shelf_with_price_stock_and_categories(shop: dict[str, int]) -> None:
    row = Shelf.objects.get(product_id=shop["lamp"])

    assert (row.price, row.before) == (Decimal("1290.00"), Decimal("1690.00"))
    assert row.stock == {str(make.store("s1")): 12, str(make.store("s2")): 2, str(make.store("s4")): 5}
    light = api.tree().by_slug
    names = {one.title for one in light.values() if one.category_id in row.category_ids}
    assert names == {"Дом", "Свет"}


def test_a_product_without_a_price_is_not_listed(shop: dict[str, int]) -> None:
    assert Shelf.objects.get(product_id=shop["secret"]).is_visible is False
    assert "Товар без цены" not in _titles()


def test_variants_make_one_row_with_the_lowest_price(shop: dict[str, int]) -> None:
    row = Shelf.objects.get(product_id=shop["pot"])

    assert (row.price, row.price_to, len(row.variant_ids)) == (Decimal("540.00"), Decimal("590.00"), 2)


def test_a_change_of_stock_reaches_the_shelf(shop: dict[str, int], run_jobs: RunJobs) -> None:
    make.restock("rug", "s3", 7)
    run_jobs()

    assert Shelf.objects.get(product_id=shop["rug"]).stock == {str(make.store("s3")): 7}


def test_a_change_of_price_reaches_the_shelf(shop: dict[str, int], run_jobs: RunJobs) -> None:
    make.reprice("saw", "0")
    run_jobs()

    assert "Пила садовая складная" not in _titles()


def test_a_removed_product_leaves_the_shelf_and_the_index_hears_of_it(shop: dict[str, int], run_jobs: RunJobs) -> None:
    before = Shelf.objects.get(product_id=shop["pan"]).sequence
    with unit():
        pim.upsert_products(system=make.SYSTEM, drafts=[ProductDraft(external_id="pan", is_removed=True)])
    run_jobs()

    row = Shelf.objects.get(product_id=shop["pan"])
    assert row.is_visible is False
    assert row.sequence > before


def test_the_same_truth_again_writes_nothing(shop: dict[str, int]) -> None:
    before = dict(Shelf.objects.values_list("product_id", "sequence"))

    api.rebuild_shelf()

    assert dict(Shelf.objects.values_list("product_id", "sequence")) == before


def test_a_lost_shelf_is_rebuilt_from_the_truth(shop: dict[str, int]) -> None:
    Shelf.objects.all().delete()

    assert api.rebuild_shelf() == len(make.GOODS)
    assert len(_titles()) == len(make.GOODS) - 1


def test_listing_narrows_to_category_and_stores_and_sorts(shop: dict[str, int]) -> None:
    garden = next(one for one in api.tree().top if one.title == "Сад")

    assert _titles(ShelfFilter(category_id=garden.category_id, sort="dear")) == [
        "Пила садовая складная",
        "Кашпо керамическое",
    ]
    assert _titles(ShelfFilter(location_ids=(make.store("s3"),))) == ["Сковорода чугунная с деревянной ручкой, 26 см"]
    assert _titles(ShelfFilter(sort="cheap"))[0] == "Кашпо керамическое"


def test_what_is_in_stock_comes_before_what_is_sold_out(shop: dict[str, int]) -> None:
    assert _titles()[-1] == "Коврик придверный из кокосового волокна"


def test_a_category_counts_its_whole_branch(shop: dict[str, int]) -> None:
    counts = {one.title: one.count for one in api.tree().by_id.values()}

    assert counts == {"Дом": 2, "Свет": 1, "Кухня": 2, "Сад": 2}


def test_the_shop_front_shows_two_of_a_branch_at_most_and_only_what_can_be_had(shop: dict[str, int]) -> None:
    popular = api.window(Seen(), {"popular": 8})[0]["popular"]

    assert [card.title for card in popular].count("Коврик придверный из кокосового волокна") == 0
    assert {card.product_id for card in popular} == {shop[code] for code in ("lamp", "pan", "kettle", "saw", "pot")}


def test_the_shop_front_shows_goods_with_a_picture_first(shop: dict[str, int]) -> None:
    Shelf.objects.filter(product_id=shop["saw"]).update(image="/media/saw-480.webp")

    popular = api.window(Seen(), {"popular": 8})[0]["popular"]

    assert (popular[0].product_id, len(popular)) == (shop["saw"], 5)


def test_the_shop_front_leads_with_what_the_city_has(shop: dict[str, int]) -> None:
    city = (make.store("s3"),)

    rows = api.window(Seen(city_ids=city), {"popular": 8, "new": 8})[0]

    assert {kind: cards[0].product_id for kind, cards in rows.items()} == {"popular": shop["pan"], "new": shop["pan"]}
    assert {len(cards) for cards in rows.values()} == {5}


def test_no_two_categories_of_the_front_show_one_picture(shop: dict[str, int]) -> None:
    for one in Shelf.objects.all():
        Shelf.objects.filter(pk=one.pk).update(image=f"/media/{one.pk}.webp")
    kinds = {one.title: one.category_id for one in api.tree().by_id.values()}

    pictures = api.window(Seen(), {"new": 1}, [kinds[title] for title in ("Свет", "Дом", "Кухня", "Сад")])[1]

    assert pictures[kinds["Свет"]] == f"/media/{shop['lamp']}.webp"
    assert len({*pictures.values()}) == len(pictures) == 4


def test_prices_of_everything_are_looked_over_in_portions_and_only_what_differs_is_written(
    shop: dict[str, int], run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_shelf, "BATCH", 3)
    before = dict(Shelf.objects.values_list("product_id", "sequence"))
    Shelf.objects.filter(product_id=max(before)).update(price=Decimal(1))
    with unit():
        publish(PricesChanged(variant_ids=()))

    run_jobs()

    after = dict(Shelf.objects.values_list("product_id", "sequence"))
    assert [key for key in after if after[key] != before[key]] == [max(before)]
    with unit():
        places = []
        last: int | None = 0
        while last is not None:
            last = write_shelf.reprice_portion(after=last)
            places.append(last)
    assert len(places) == len(before) // 3 + 1


def test_a_stock_that_is_being_counted_is_said_as_unknown_and_never_as_none(
    shop: dict[str, int], run_jobs: RunJobs
) -> None:
    place = int(make.store("s3"))
    make.restock("rug", "s3", 7)
    with unit():
        stock.doubt_place(location_id=place, is_counted=True)
    run_jobs()

    row = Shelf.objects.get(product_id=shop["rug"])
    assert (row.stock, row.location_ids) == ({str(place): None}, [])
    memory.forget()
    cards = {card.product_id: card for card in api.page(ShelfFilter(), Seen(city_ids=(place,))).cards}
    assert cards[shop["rug"]].avail is not None
    assert cards[shop["rug"]].avail.text == "Наличие уточняется"
