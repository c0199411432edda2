"""The office's screens of the site's trees: from the one button to a product moved by hand, each deed in the audit."""

import pytest
from django.urls import reverse

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.identity.finding import look_for_conflicts
from prilavok.goods.pim.models import Conflict, Merge, SiteCategory
from prilavok.goods.pim.trees import changing, showing
from prilavok.goods.pim.trees.values import StandingFilter
from prilavok.goods.pim.values import AttributeDraft, CategoryDraft
from tests.goods.pim.make import SYSTEM, make_product, make_variant
from tests.goods.test_screens import enter, page

__all__ = ["enter"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(db):
    with unit():
        drafts = [
            CategoryDraft(external_id="tools", title="Инструмент"),
            CategoryDraft(external_id="axes", parent_external_id="tools", title="Топоры <b>"),
        ]
        pim.upsert_categories(system=SYSTEM, drafts=drafts)
        axe = make_product("axe", "Топор", category_external_ids=("axes",))
        stray = make_product("stray", "Ничей")
    return axe, stray


@pytest.fixture
def content(enter):
    return enter("content_manager")


@pytest.fixture
def tree(goods):
    with unit():
        return changing.copy_tree(title="Сайт")


def post(client, name: str, *args: int, status: int = 302, **told):
    answer = client.post(reverse(name, args=args), told)
    assert answer.status_code == status
    return answer


def place(title: str) -> int:
    return SiteCategory.objects.get(title=title).pk


def test_one_button_copies_the_erps_tree_and_another_shows_it(goods, content):
    assert "pv-card" in page(content, "pim:categories")

    answer = post(content, "pim:make_tree", title="Сайт", how="copy")
    (tree,) = showing.trees()
    before = tree.is_shown
    post(content, "pim:change_tree", tree.tree_id, act="show")

    assert answer.url == reverse("pim:tree", args=[tree.tree_id])
    assert (before, showing.tree(tree.tree_id).is_shown) == (False, True)
    text = page(content, "pim:tree", tree.tree_id)
    assert "Топоры &lt;b&gt;" in text
    assert reverse("pim:tree_waiting", args=[tree.tree_id]) in text
    actions = [line.action for line in accounts.audit_of(f"tree:{tree.tree_id}")]
    assert actions == ["goods.tree_shown", "goods.tree_made"]


def test_a_category_is_added_renamed_moved_sorted_hidden_and_removed(tree, content):
    tools = place("Инструмент")
    post(content, "pim:add_category", tree, title="Двор", parent=tools)
    yard = place("Двор")
    post(content, "pim:shift_category", tree, yard, to="up")
    told = {"title": "Двор и сад", "slug": "sad", "parent": "", "is_hidden": "on"}
    post(content, "pim:tree_category", tree, yard, **told)
    refused = post(content, "pim:tree_category", tree, tools, status=422, title="", parent="")
    post(content, "pim:tree_category", tree, tools, status=422, title="Инструмент", parent=place("Топоры <b>"))

    row = SiteCategory.objects.get(pk=yard)
    assert (row.title, row.slug, row.parent_id, row.is_hidden) == ("Двор и сад", "sad", None, True)
    assert "errorlist" in refused.content.decode()
    assert [line.action for line in accounts.audit_of(f"category:{yard}")] == [
        "goods.category_edited",
        "goods.category_sorted",
        "goods.category_added",
    ]
    answer = post(content, "pim:drop_category", tree, place("Топоры <b>"))
    assert answer.url == reverse("pim:tree_category", args=[tree, tools])
    assert not SiteCategory.objects.filter(title="Топоры <b>").exists()


def test_goods_without_a_place_are_placed_one_by_one_or_all_found(goods, tree, content):
    _, stray = goods
    with unit():
        for number in range(60):
            make_product(f"S{number}", f"Ничей {number}")
    assert "Ничей" in page(content, "pim:tree_waiting", tree)

    post(content, "pim:move_goods", tree, act="move", what="unplaced", product=stray, to=place("Инструмент"))
    alone = showing.tree(tree).unplaced
    post(content, "pim:move_goods", tree, act="move", what="unplaced", q="Ничей", everything=1, to=place("Инструмент"))
    nothing = post(content, "pim:move_goods", tree, act="move", what="unplaced", to=place("Инструмент"))

    assert (alone, showing.tree(tree).unplaced) == (60, 0)
    assert nothing.url == reverse("pim:tree_waiting", args=[tree])
    assert showing.standing(tree, StandingFilter(category_id=place("Инструмент"))).total_count == 61
    assert "pv-empty" in page(content, "pim:tree_waiting", tree)
    assert len(accounts.audit_of(f"tree:{tree}")) == 2
    assert "Ничей 7" in page(content, "pim:tree_category", tree, place("Инструмент"), q="ничей 7")


def test_a_rule_is_set_and_given_up(goods, tree, content):
    axe, _ = goods
    source = next(node.category_id for node in pim.category_tree() if node.depth == 1)

    post(content, "pim:set_rule", tree, source=source, how="nowhere")
    off = pim.cards(product_ids=[axe])[axe].site_category_ids
    post(content, "pim:set_rule", tree, source=source, how="drop")

    assert off == ()
    assert pim.cards(product_ids=[axe])[axe].site_category_ids == (place("Инструмент"),)
    text = page(content, "pim:tree_rules", tree)
    assert "Топоры &lt;b&gt;" in text


def test_who_may_only_look_changes_nothing(goods, tree, enter):
    operator = enter("operator")

    for name, args in (("pim:make_tree", ()), ("pim:change_tree", (tree,)), ("pim:move_goods", (tree,))):
        post(operator, name, *args, status=403, title="Чужое", act="remove")

    assert [one.title for one in showing.trees()] == ["Сайт"]
    assert reverse("pim:make_tree") not in page(operator, "pim:categories")
    page(operator, "pim:tree_goods", tree)
    page(operator, "pim:tree", 1 << 40, status=404)


def test_novelties_are_seen_set_and_shown_by_a_person(goods, enter):
    content, operator = enter("content_manager"), enter("operator")
    assert "pv-kpi" in page(content, "pim:novelties")
    post(content, "pim:choose_show", system=SYSTEM, show="person")
    post(content, "pim:require", code=["title", "picture"])
    with unit():
        new = make_product("new", "Новый <b>")
        other = make_product("other", "Другой")

    text = page(content, "pim:novelties")
    post(operator, "pim:show_novelties", status=403, product=new)
    post(content, "pim:choose_show", status=404, system=SYSTEM, show="never")
    post(content, "pim:choose_show", status=404, system="erp.nobody", show="person")
    post(content, "pim:require", status=404, category=1 << 40, code="title")
    nothing = pim.cards(product_ids=[new])[new].is_published
    post(content, "pim:show_novelties", product=new)

    assert "Новый &lt;b&gt;" in text
    assert "картинка" in text
    assert nothing is False
    assert pim.cards(product_ids=[new, other])[new].is_published
    assert not pim.cards(product_ids=[other])[other].is_published
    assert [line.action for line in accounts.audit_of(f"product:{new}")] == ["goods.novelties_shown"]
    assert [line.after for line in accounts.audit_of(f"source:{SYSTEM}")] == [{"show": "person"}]
    assert "Другой" in page(content, "stock:goods", state="held")
    assert "Инструмент" in page(content, "pim:novelty_settings")
    post(content, "pim:show_novelties", everything=1, state="waiting")
    assert "pv-empty" in page(content, "pim:novelties", state="waiting")


def test_contested_codes_are_decided_and_twins_merged_and_taken_apart(goods, enter):
    axe, stray = goods
    content, operator = enter("content_manager"), enter("operator")
    with unit():
        make_variant("axe", "axe#1", barcodes=("4601",))
        make_variant("stray", "stray#1", barcodes=("4601",))
        look_for_conflicts([axe, stray])
    conflict = Conflict.objects.get()

    assert "4601" in page(content, "pim:conflicts")
    post(operator, "pim:decide_conflict", conflict.pk, status=403, act="known")
    post(content, "pim:decide_conflict", conflict.pk, status=404, act="burn")
    post(content, "pim:decide_conflict", conflict.pk, act="ignore", reason="")
    conflict.refresh_from_db()
    undecided = conflict.state
    post(content, "pim:decide_conflict", conflict.pk, act="known")
    assert (undecided, [line.action for line in accounts.audit_of("code:4601")]) == ("open", ["goods.conflict_decided"])
    assert "4601" in page(content, "pim:conflicts", state="decided")
    post(content, "pim:decide_conflict", conflict.pk, act="open")

    assert "pv-note--warn" in page(content, "pim:identity", axe, q="ничей")
    assert "stray" in page(content, "pim:merge", axe, stray)
    post(content, "pim:merge", axe, stray)
    (merge,) = Merge.objects.all()
    assert len(pim.cards(product_ids=[axe])[axe].variants) == 2
    post(operator, "pim:take_apart", merge.pk, status=403)
    post(content, "pim:take_apart", merge.pk)
    post(content, "pim:take_apart", merge.pk, status=404)
    assert len(pim.cards(product_ids=[axe])[axe].variants) == 1
    assert {line.action for line in accounts.audit_of(f"product:{axe}")} == {"goods.merged", "goods.taken_apart"}


def test_owners_of_fields_are_chosen_seen_and_locked_on_the_form(goods, enter):
    axe, _ = goods
    content, operator = enter("content_manager"), enter("operator")
    post(operator, "pim:choose_owner", status=403, system=SYSTEM, title="erp")
    post(content, "pim:choose_owner", status=404, system="erp.nobody", title="erp")
    post(content, "pim:choose_owner", status=404, system=SYSTEM, title="boss")

    post(content, "pim:choose_owner", system=SYSTEM, title="erp")
    post(content, "pim:choose_link", system=SYSTEM, link_by="article")
    post(content, "pim:choose_link", status=404, system=SYSTEM, link_by="name")

    text = page(content, "pim:edit", axe)
    assert "disabled" in text.split('name="title"')[1].split(">")[0]
    post(content, "pim:edit", axe, title="Чужое", brand="Наша", description="")
    card = pim.cards(product_ids=[axe])[axe]
    assert (card.title, card.brand) == ("Топор", "Наша")
    assert [line.action for line in accounts.audit_of(f"source:{SYSTEM}")] == [
        "goods.link_chosen",
        "goods.owner_chosen",
    ]
    assert SYSTEM in page(operator, "pim:sources")


def test_properties_are_filled_in_on_the_form(goods, content):
    axe, _ = goods
    with unit():
        pim.upsert_attributes(system=SYSTEM, drafts=[AttributeDraft(external_id="w", title="Вес")])
    ((weight, _),) = pim.attribute_titles()

    post(content, "pim:edit", axe, title="", extra=weight, extra_value="2 кг")
    post(content, "pim:edit", axe, title="", **{f"attribute-{weight}": "3 кг"})

    assert pim.cards(product_ids=[axe])[axe].attributes == (("Вес", "3 кг"),)
    assert "3 кг" in page(content, "pim:edit", axe)
