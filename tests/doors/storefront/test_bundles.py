"""Bundles as buyers see them: on the shelf, on their own page, on their parts' pages, in the basket, in the order."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.design.formats import money
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.models import Shelf
from prilavok.goods.assortment import api as assortment
from prilavok.goods.assortment.values import EditDraft, Effect, Status
from prilavok.goods.bundles.values import BundleView
from prilavok.goods.stock.values import LocationId
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import BasketLine, Contact, PlaceOrder
from tests.doors.storefront import make
from tests.goods.assortment.make import ANNA, product, store
from tests.goods.bundles.make import make_bundle
from tests.jobs import RunJobs


@pytest.fixture
def bundle(shop: dict[str, int], run_jobs: RunJobs) -> BundleView:
    """A kettle and two lamps: the first store has three kettles and twelve lamps, the second thirty and two."""
    made = make_bundle({make.variant("kettle"): 1, make.variant("lamp"): 2}, title="Уютный вечер")  # type: ignore[dict-item]
    run_jobs()
    memory.forget()
    return made


def page(client: Client, product_id: int) -> str:
    memory.forget()
    slug = Shelf.objects.get(product_id=product_id).slug
    return client.get(f"/product/{slug}/").content.decode()


def test_the_shelf_follows_the_parts(bundle: BundleView, run_jobs: RunJobs) -> None:
    def shelf() -> Shelf:
        return Shelf.objects.get(product_id=bundle.product_id)

    assert (shelf().price, shelf().before) == (Decimal("4023.45"), Decimal("4470.50"))
    assert shelf().stock == {str(make.store("s1")): 3, str(make.store("s2")): 1}

    make.restock("lamp", "s1", 5)
    make.restock("lamp", "s2", 1)
    make.reprice("kettle", "1000")
    run_jobs()
    assert shelf().stock == {str(make.store("s1")): 2}
    assert shelf().price == Decimal("3222.00")

    make.reprice("kettle", "0")
    run_jobs()
    assert not shelf().is_visible


def test_what_a_store_does_not_sell_it_does_not_sell_in_a_bundle(
    shop: dict[str, int], bundle: BundleView, run_jobs: RunJobs
) -> None:
    rule = EditDraft(
        goods=(product(shop["lamp"]),),
        places=(store(make.store("s1")),),
        channel="",
        effect=Effect(status=Status.EXCLUDED),
    )
    with unit():
        assortment.apply_edit(edit_id=assortment.draft_edit(rule, actor=ANNA), actor=ANNA)
    run_jobs()

    assert Shelf.objects.get(product_id=bundle.product_id).stock == {str(make.store("s2")): 1}


def test_its_page_tells_what_is_inside_what_is_saved_and_what_limits_it(client: Client, bundle: BundleView) -> None:
    client.post("/city/", {"city": "Москва"})

    text = page(client, bundle.product_id)

    assert "Что внутри" in text
    assert "Лампа настольная «Сумерки»" in text
    assert "× 2" in text
    assert "Выгода в комплекте" in text
    assert money(Money(Decimal("447.05"))) in text
    assert "меньше всего: Чайник эмалированный, 2 л, 3" in text
    assert "меньше всего: Лампа настольная «Сумерки», 2" in text
    assert "Чайник эмалированный, 2 л: есть 0 из 1" in text


def test_pages_of_parts_name_the_bundle_and_no_page_asks_more_than_fourteen_questions(
    shop: dict[str, int],
    client: Client,
    bundle: BundleView,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    assert "Уютный вечер" in page(client, shop["lamp"])
    assert "Уютный вечер" not in page(client, shop["pan"])

    for product_id in (shop["lamp"], shop["pan"], bundle.product_id):
        slug = Shelf.objects.get(product_id=product_id).slug
        memory.forget()
        with django_assert_max_num_queries(14):
            client.get(f"/product/{slug}/")


def test_the_basket_shows_one_line_with_its_parts_and_the_order_tells_them_apart(
    client: Client, bundle: BundleView
) -> None:
    client.post("/basket/line/", {"add": bundle.variant_id})
    client.post("/basket/line/", {"add": make.variant("lamp")})
    basket = client.get("/basket/").content.decode()
    assert basket.count('class="line"') == 2
    assert "3 предмета" in basket
    assert money(Money(Decimal("4023.45"))) in basket

    with unit():
        placed = oms.place_order(
            PlaceOrder(
                key="k",
                channel="site",
                location_id=LocationId(make.store("s1")),
                contact=Contact(name="Анна", phone="+79161234567"),
                lines=(
                    BasketLine(variant_id=bundle.variant_id, quantity=Decimal(1)),
                    BasketLine(variant_id=make.variant("lamp"), quantity=Decimal(1)),  # type: ignore[arg-type]
                ),
            )
        )
    order = client.get(f"/order/{placed.token}/").content.decode()
    assert "Уютный вечер" in order
    assert order.count("Лампа настольная «Сумерки»") == 2
    assert money(Money(Decimal("5313.45"))) in order


def test_a_basket_is_fitted_to_a_store_without_adding_parts_by_themselves(client: Client, bundle: BundleView) -> None:
    lamp = make.variant("lamp")
    client.post("/basket/line/", {"variant": bundle.variant_id, "to": "3"})
    client.post("/basket/line/", {"variant": lamp, "to": "8"})

    client.post("/checkout/", {"fit": make.store("s1")})  # twelve lamps: six in the bundles, six of the eight

    token = client.cookies["basket"].value
    assert {line.variant_id: line.quantity for line in oms.basket_of(token).lines} == {
        bundle.variant_id: 3,
        lamp: 6,
    }
