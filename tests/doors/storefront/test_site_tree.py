"""The shop shows the chain's own tree: menus, listings, breadcrumbs, search; old addresses lead on."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prilavok.base.unit import unit
from prilavok.doors.storefront import api, memory
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.models import SiteCategory
from prilavok.goods.pim.trees import changing, placing
from prilavok.goods.pim.trees.values import CategoryEdit
from tests.jobs import RunJobs


@pytest.fixture
def tree(shop: dict[str, int], run_jobs: RunJobs) -> int:
    """A tree of the site that differs from the ERP's: light on its own, a category of gifts."""
    with unit():
        tree_id = changing.copy_tree(title="Сайт")
        light = SiteCategory.objects.get(title="Свет")
        changing.edit_category(
            tree_id,
            CategoryEdit(category_id=light.pk, title="Светильники", slug="lampy", parent_id=None, is_hidden=False),
        )
        gifts = changing.add_category(tree_id=tree_id, title="Подарки")
        placing.add(tree_id=tree_id, product_ids=[shop["kettle"]], category_id=gifts)
    run_jobs()
    memory.forget()
    return tree_id


def _show(tree_id: int) -> None:
    with unit():
        changing.show_tree(tree_id)
    memory.forget()


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_prepared_tree_takes_over_in_the_moment_it_is_shown(tree: int, client: Client) -> None:
    before = [one.title for one in api.tree().top]

    _show(tree)

    assert before == ["Дом", "Кухня", "Сад"]
    assert [(one.title, one.count) for one in api.tree().top] == [
        ("Дом", 1),
        ("Кухня", 2),
        ("Сад", 2),
        ("Светильники", 1),
        ("Подарки", 1),
    ]
    assert "Чайник" in _text(client, "/catalog/podarki/")
    assert "Лампа" not in _text(client, "/catalog/dom/")


def test_breadcrumbs_and_suggestions_name_the_sites_categories(tree: int, shop: dict[str, int], client: Client) -> None:
    _show(tree)
    slug = pim.cards(product_ids=[shop["lamp"]])[shop["lamp"]].slug  # type: ignore[index]

    assert "/catalog/lampy/" in _text(client, f"/product/{slug}/")
    assert "/catalog/dom/" not in _text(client, f"/product/{slug}/").split("<main")[1].split("</nav>")[0]
    assert "Светильники" in _text(client, "/search/suggest/?q=свет")


def test_old_addresses_lead_to_the_new_ones_for_good(tree: int, client: Client) -> None:
    not_yet = client.get("/catalog/lampy/")
    _show(tree)

    moved = client.get("/catalog/svet/")

    assert not_yet.status_code == 404
    assert (moved.status_code, moved.headers["Location"]) == (301, "/catalog/lampy/")
    assert client.get("/catalog/nigde/").status_code == 404


def test_a_hidden_category_leaves_menus_while_its_goods_are_still_found(
    tree: int, shop: dict[str, int], client: Client, run_jobs: RunJobs
) -> None:
    _show(tree)
    row = SiteCategory.objects.get(title="Сад")
    with unit():
        changing.edit_category(
            tree, CategoryEdit(category_id=row.pk, title="Сад", slug="", parent_id=None, is_hidden=True)
        )
    run_jobs()
    memory.forget()

    assert "Сад" not in [one.title for one in api.tree().top]
    assert client.get("/catalog/sad/").status_code == 404
    assert "Пила" in _text(client, "/search/?q=пила")


@pytest.mark.parametrize(("path", "most"), [("/", 9), ("/catalog/", 6), ("/catalog/podarki/?in=city", 7)])
def test_listings_take_no_more_queries_than_with_the_erps_tree(
    tree: int, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str, most: int
) -> None:
    _show(tree)
    with django_assert_max_num_queries(most):
        client.get(path)


def test_the_product_page_keeps_its_number_of_queries(
    tree: int, shop: dict[str, int], client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _show(tree)
    slug = pim.cards(product_ids=[shop["lamp"]])[shop["lamp"]].slug  # type: ignore[index]
    with django_assert_max_num_queries(14):
        assert client.get(f"/product/{slug}/").status_code == 200
