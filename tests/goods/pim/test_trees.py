"""The site's trees apart from the ERP's: copied, edited, filled by rules and by hand."""

import pytest

from prilavok.base.models import EventRow
from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.errors import (
    AddressTaken,
    CatalogueEmpty,
    CategoryInsideItself,
    CategoryUnknown,
    TitleEmpty,
    TreeIsShown,
    TreeUnknown,
)
from prilavok.goods.pim.models import Placement, SiteCategory, SiteTree
from prilavok.goods.pim.trees import changing, placing, showing
from prilavok.goods.pim.trees.values import CategoryEdit, StandingFilter
from prilavok.goods.pim.values import CategoryDraft, SiteTreePlan
from tests.goods.pim.make import SYSTEM, make_product

pytestmark = pytest.mark.django_db
GROUPS = (
    ("tools", None, "Инструмент"),
    ("axes", "tools", "Топоры"),
    ("saws", "tools", "Пилы"),
    ("misc", None, "Прочее"),
)


@pytest.fixture
def erp(in_unit):
    """Four groups of the ERP with a product in each of three."""
    tell(GROUPS)
    return {
        "axe": make_product("axe", "Топор", category_external_ids=("axes",)),
        "saw": make_product("saw", "Пила", category_external_ids=("saws",)),
        "nail": make_product("nail", "Гвоздь", category_external_ids=("misc",)),
    }


def tell(groups) -> None:
    drafts = [CategoryDraft(external_id=code, parent_external_id=above, title=title) for code, above, title in groups]
    api.upsert_categories(system=SYSTEM, drafts=drafts)


def shape(nodes) -> list[tuple[str, int]]:
    return [(node.title, node.depth) for node in nodes]


def group(title: str) -> int:
    return next(node.category_id for node in api.category_tree() if node.title == title)


def place_of(tree: int, title: str) -> int:
    return SiteCategory.objects.get(tree_id=tree, title=title).pk


def stands(product_id: int) -> list[str]:
    ids = api.cards(product_ids=[product_id])[product_id].site_category_ids
    titles = dict(SiteCategory.objects.values_list("pk", "title"))
    return [titles[one] for one in ids]


def edit(tree: int, title: str, /, **changes) -> bool:
    row = SiteCategory.objects.get(tree_id=tree, title=title)
    wanted = {"title": row.title, "slug": "", "parent_id": row.parent_id, "is_hidden": row.is_hidden} | changes
    return changing.edit_category(tree, CategoryEdit(category_id=row.pk, **wanted))


def test_without_a_tree_of_its_own_the_site_shows_the_erps(erp):
    assert api.site_tree() == api.category_tree()
    assert stands(erp["axe"]) == []
    assert Placement.objects.count() == 0


def test_a_copy_stands_as_the_erp_stood_and_keeps_every_address(erp):
    before = api.site_tree()

    tree = changing.copy_tree(title="Сайт")
    not_yet = api.site_tree()
    changing.show_tree(tree)

    assert not_yet == before
    assert shape(api.site_tree()) == shape(before)
    assert [node.slug for node in api.site_tree()] == [node.slug for node in before]
    assert not {node.category_id for node in api.site_tree()} & {node.category_id for node in before}
    assert [stands(erp[code]) for code in ("axe", "saw", "nail")] == [["Топоры"], ["Пилы"], ["Прочее"]]
    (view,) = showing.trees()
    assert (view.is_shown, view.categories, view.placed, view.unplaced) == (True, 4, 3, 0)


def test_moving_in_one_tree_does_not_move_in_the_other(erp):
    tree = changing.copy_tree(title="Сайт")
    changing.show_tree(tree)

    edit(tree, "Топоры", parent_id=None, title="Топоры и колуны")
    tell([("saws", None, "Пилы и ножовки"), ("tools", None, "Инструменты")])

    assert shape(api.site_tree()) == [
        ("Инструмент", 0),
        ("Пилы", 1),
        ("Прочее", 0),
        ("Топоры и колуны", 0),
    ]
    assert shape(api.category_tree()) == [("Инструменты", 0), ("Топоры", 1), ("Пилы и ножовки", 0), ("Прочее", 0)]
    assert stands(erp["axe"]) == ["Топоры и колуны"]


def test_new_and_moved_goods_follow_the_nearest_rule(erp):
    tree = changing.make_tree(title="Сайт")
    yard = changing.add_category(tree_id=tree, title="Двор")
    sharp = changing.add_category(tree_id=tree, title="Острое", parent_id=yard)

    assert placing.set_rule(tree_id=tree, source_ids=[group("Инструмент")], category_ids=[yard]) == 2
    assert placing.set_rule(tree_id=tree, source_ids=[group("Топоры")], category_ids=[yard, sharp]) == 1
    new = make_product("hatchet", "Топорик", category_external_ids=("axes",))
    make_product("saw", "Пила", category_external_ids=("axes",))
    nowhere = make_product("bolt", "Болт", category_external_ids=("misc",))

    assert stands(new) == ["Двор", "Острое"]
    assert stands(erp["saw"]) == ["Двор", "Острое"]
    assert stands(nowhere) == []
    assert {line.title for line in showing.standing(tree, StandingFilter(what="unplaced")).lines} == {"Болт", "Гвоздь"}
    assert showing.unplaced_count() == 0  # the tree is not on the site yet
    changing.show_tree(tree)
    assert showing.unplaced_count() == 2


def test_a_persons_decision_outlives_rules_and_exchanges(erp):
    tree = changing.copy_tree(title="Сайт")
    gifts = changing.add_category(tree_id=tree, title="Подарки")

    placing.move(tree_id=tree, product_ids=[erp["axe"]], category_ids=[gifts])
    placing.move(tree_id=tree, product_ids=[erp["saw"]], category_ids=[])
    make_product("axe", "Топор", category_external_ids=("misc",))
    make_product("saw", "Пила", category_external_ids=("axes",))
    placing.set_rule(tree_id=tree, source_ids=[group("Прочее")], category_ids=[place_of(tree, "Пилы")])

    assert (stands(erp["axe"]), stands(erp["saw"]), stands(erp["nail"])) == (["Подарки"], [], ["Пилы"])
    assert showing.tree(tree).unplaced == 0
    assert placing.release(tree_id=tree, product_ids=[erp["axe"], erp["saw"]]) == 2
    assert (stands(erp["axe"]), stands(erp["saw"])) == (["Пилы"], ["Топоры"])


def test_goods_stand_in_several_categories_the_main_one_first(erp):
    tree = changing.copy_tree(title="Сайт")
    sale = changing.add_category(tree_id=tree, title="Скидки")

    placing.add(tree_id=tree, product_ids=[erp["axe"], erp["saw"]], category_id=sale)
    placing.take_out(tree_id=tree, product_ids=[erp["saw"]], category_id=sale)

    assert stands(erp["axe"]) == ["Топоры", "Скидки"]
    assert stands(erp["saw"]) == ["Пилы"]
    assert {one.title: (one.own, one.all_goods) for one in showing.branches(tree)}["Инструмент"] == (0, 2)


def test_goods_kept_off_the_site_by_a_rule_do_not_wait(erp):
    tree = changing.copy_tree(title="Сайт")

    placing.set_rule(tree_id=tree, source_ids=[group("Прочее")], category_ids=[])

    assert stands(erp["nail"]) == []
    assert showing.tree(tree).unplaced == 0
    placing.drop_rule(tree_id=tree, source_ids=[group("Прочее")])
    assert showing.tree(tree).unplaced == 1


def test_goods_of_a_group_that_comes_later_find_their_place(in_unit):
    tell([("tools", None, "Инструмент")])
    tree = changing.copy_tree(title="Сайт")
    product_id = make_product("axe", "Топор", category_external_ids=("axes",))
    waiting = showing.tree(tree).unplaced

    tell([("axes", "tools", "Топоры")])

    assert (waiting, showing.tree(tree).unplaced) == (1, 0)
    assert stands(product_id) == ["Инструмент"]


def test_the_same_package_again_moves_nothing(erp):
    changing.copy_tree(title="Сайт")
    events = EventRow.objects.count()

    tell(GROUPS)
    make_product("axe", "Топор", category_external_ids=("axes",))

    assert EventRow.objects.count() == events
    assert placing.place(erp.values()) == []


def test_a_hidden_branch_leaves_the_site_and_comes_back(erp):
    tree = changing.copy_tree(title="Сайт")
    changing.show_tree(tree)

    edit(tree, "Инструмент", is_hidden=True)

    assert shape(api.site_tree()) == [("Прочее", 0)]
    assert place_of(tree, "Топоры") not in api.places()
    assert [(one.title, one.is_dark) for one in showing.branches(tree)][:2] == [("Инструмент", True), ("Топоры", True)]
    edit(tree, "Инструмент", is_hidden=False)
    assert len(api.site_tree()) == 4


def test_siblings_are_sorted_without_dragging(erp):
    tree = changing.copy_tree(title="Сайт")
    changing.show_tree(tree)

    assert changing.shift_category(tree, place_of(tree, "Прочее"), up=True)
    assert not changing.shift_category(tree, place_of(tree, "Прочее"), up=True)
    changing.shift_category(tree, place_of(tree, "Топоры"), up=False)

    assert shape(api.site_tree()) == [("Прочее", 0), ("Инструмент", 0), ("Пилы", 1), ("Топоры", 1)]


def test_a_removed_category_leaves_goods_rules_and_address_to_the_one_above(erp):
    tree = changing.copy_tree(title="Сайт")
    changing.show_tree(tree)
    axes, tools = place_of(tree, "Топоры"), place_of(tree, "Инструмент")
    changing.add_category(tree_id=tree, title="Колуны", parent_id=axes)
    placing.add(tree_id=tree, product_ids=[erp["axe"]], category_id=tools)

    assert changing.drop_category(tree, axes) == tools
    later = make_product("hatchet", "Топорик", category_external_ids=("axes",))

    assert stands(erp["axe"]) == ["Инструмент"]
    assert stands(later) == ["Инструмент"]
    assert ("Колуны", 1) in shape(api.site_tree())
    assert api.moved_address(kind="category", slug="topory") == "instrument"
    assert changing.drop_category(tree, place_of(tree, "Прочее")) is None
    assert showing.tree(tree).unplaced == 1


def test_addresses_given_up_lead_on_through_every_change(erp):
    tree = changing.copy_tree(title="Сайт")
    changing.show_tree(tree)

    edit(tree, "Топоры", title="Колуны")
    stays = api.moved_address(kind="category", slug="topory")
    edit(tree, "Колуны", slug="Колуны и топоры")
    edit(tree, "Колуны", slug="koluny")

    assert stays is None
    assert api.moved_address(kind="category", slug="topory") == "koluny"
    assert api.moved_address(kind="category", slug="koluny-i-topory") == "koluny"
    edit(tree, "Колуны", slug="topory")
    assert api.moved_address(kind="category", slug="topory") is None
    with pytest.raises(AddressTaken):
        edit(tree, "Колуны", slug="pily")
    assert SiteCategory.objects.get(title="Колуны").slug == "topory"


def test_addresses_of_the_erps_groups_lead_to_where_their_goods_stand(erp):
    tree = changing.make_tree(title="Сайт")
    yard = changing.add_category(tree_id=tree, title="Двор")
    placing.set_rule(tree_id=tree, source_ids=[group("Инструмент")], category_ids=[yard])
    before = api.moved_address(kind="category", slug="topory")
    changing.show_tree(tree)

    assert before is None
    assert api.moved_address(kind="category", slug="topory") == "dvor"
    assert api.moved_address(kind="category", slug="prochee") is None


def test_what_makes_no_sense_is_refused_and_changes_nothing(erp):
    tree = changing.copy_tree(title="Сайт")
    changing.show_tree(tree)
    other = changing.make_tree(title="Опт")
    foreign = changing.add_category(tree_id=other, title="Опт")
    before = list(SiteCategory.objects.order_by("pk").values_list())

    for refused, act in (
        (CategoryInsideItself, lambda: edit(tree, "Инструмент", parent_id=place_of(tree, "Топоры"))),
        (CategoryInsideItself, lambda: edit(tree, "Инструмент", parent_id=place_of(tree, "Инструмент"))),
        (CategoryUnknown, lambda: edit(tree, "Инструмент", parent_id=foreign)),
        (CategoryUnknown, lambda: placing.move(tree_id=tree, product_ids=[erp["axe"]], category_ids=[foreign])),
        (CategoryUnknown, lambda: placing.set_rule(tree_id=tree, source_ids=[1 << 40], category_ids=[])),
        (TitleEmpty, lambda: edit(tree, "Инструмент", title=" ")),
        (TitleEmpty, lambda: changing.make_tree(title="")),
        (TreeIsShown, lambda: changing.drop_tree(tree)),
        (TreeUnknown, lambda: changing.show_tree(1 << 40)),
    ):
        with pytest.raises(refused):
            act()
    assert list(SiteCategory.objects.order_by("pk").values_list()) == before
    assert stands(erp["axe"])[0] == "Топоры"


def test_a_tree_is_removed_whole_and_the_erps_shows_again(erp):
    tree = changing.copy_tree(title="Сайт")
    changing.show_tree(tree)

    changing.show_tree(0)
    changing.drop_tree(tree)

    assert (SiteTree.objects.count(), SiteCategory.objects.count(), Placement.objects.count()) == (0, 0, 0)
    assert api.site_tree() == api.category_tree()


def test_nothing_to_copy_is_said(db):
    with unit(), pytest.raises(CatalogueEmpty):
        changing.copy_tree(title="Сайт")


def test_a_plan_makes_the_first_tree_once(erp):
    plan = SiteTreePlan(
        title="Сайт", renamed=(("Прочее", "Мелочи"),), added=(("Дача", ("Инструмент", "Прочее"), ("Топоры",)),)
    )

    made = [api.plan_tree(plan), api.plan_tree(plan)]

    assert made == [True, False]
    assert shape(api.site_tree()) == [("Дача", 0), ("Инструмент", 1), ("Топоры", 2), ("Пилы", 2), ("Мелочи", 1)]
    assert set(stands(erp["axe"])) == {"Топоры", "Дача"}
