"""New goods wait until their card is complete, or until a person says so; by default they are shown at once."""

import pytest

from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.errors import SourceUnknown
from prilavok.goods.pim.models import Novelty, Requirement
from prilavok.goods.pim.novelties import reviewing, showing
from prilavok.goods.pim.sources import settings
from prilavok.goods.pim.trees import changing, placing
from prilavok.goods.pim.values import AttributeDraft, CategoryDraft, ContentEdit, ProductDraft, VariantDraft
from tests.goods.pim.make import SYSTEM, make_picture, make_product, make_variant
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def known(in_unit):
    """The system has told of goods before, so it can be set."""
    api.upsert_categories(system=SYSTEM, drafts=[CategoryDraft(external_id="axes", title="Топоры")])
    return make_product("old", "Старый топор")


def is_shown(product_id: int) -> bool:
    return api.cards(product_ids=[product_id])[product_id].is_published


def lacks(product_id: int) -> set[str]:
    return set(Novelty.objects.get(pk=product_id).missing)


def test_new_goods_are_shown_at_once_unless_somebody_decides_otherwise(known):
    assert is_shown(known)
    assert Novelty.objects.count() == 0
    assert [(one.system, one.show) for one in settings.sources()] == [(SYSTEM, "at_once")]


def test_a_card_is_shown_by_itself_in_the_moment_it_is_complete(known):
    settings.choose_show(system=SYSTEM, show="complete")

    new = make_product("new", "Топор", images=("a.png",))
    first = lacks(new)
    api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="new", category_external_ids=("axes",))])
    api.attach_image(system=SYSTEM, path="a.png", content=make_picture())
    reviewing.review([new])
    before_price = (lacks(new), is_shown(new))
    reviewing.note_priced({new: True})

    assert first == {"picture", "category", "price"}
    assert before_price == ({"price"}, False)
    assert is_shown(new)
    assert Novelty.objects.get(pk=new).state == "shown"
    assert is_shown(known)


def test_a_person_shows_what_waits_complete_or_not(known):
    settings.choose_show(system=SYSTEM, show="person")
    new, other = make_product("new", "Топор"), make_product("other", "Пила")
    make_variant("new", "new#1")
    reviewing.note_priced({new: True})

    active = [one.is_active for one in api.cards(product_ids=[new])[new].variants]
    assert reviewing.show([new, known, 1 << 40], by="Илья") == [new]
    make_product("new", "Топор поновее")

    assert active == [False]
    assert (is_shown(new), is_shown(other)) == (True, False)
    row = Novelty.objects.get(pk=new)
    assert (row.state, row.shown_by) == ("shown", "Илья")
    assert row.shown_at is not None
    assert showing.counts().waiting == 1
    assert reviewing.show([new], by="Илья") == []


def test_what_waits_is_looked_at_again_when_the_setting_or_the_needs_change(known):
    settings.choose_show(system=SYSTEM, show="person")
    new = make_product("new", "Топор", category_external_ids=("axes",))
    reviewing.note_priced({new: True})
    assert lacks(new) == {"picture"}

    showing.require(category_id=None, codes=["title", "price", "nonsense"])
    complete_yet_held = (lacks(new), is_shown(new))
    settings.choose_show(system=SYSTEM, show="complete")

    assert complete_yet_held == (set(), False)
    assert is_shown(new)
    assert Requirement.objects.get(category_id=None).codes == ["title", "price"]


def test_a_category_may_need_more_and_its_branch_with_it(known):
    api.upsert_attributes(system=SYSTEM, drafts=[AttributeDraft(external_id="power", title="Мощность")])
    api.upsert_categories(
        system=SYSTEM, drafts=[CategoryDraft(external_id="big", title="Колуны", parent_external_id="axes")]
    )
    settings.choose_show(system=SYSTEM, show="person")
    top = next(node.category_id for node in api.category_tree() if node.title == "Топоры")
    power = next(code for code, title in showing.code_titles().items() if title == "Мощность")

    showing.require(category_id=top, codes=[power, "barcode"])
    inside = make_product("in", "Колун", category_external_ids=("big",))
    outside = make_product("out", "Пила")
    api.upsert_variants(
        system=SYSTEM, drafts=[VariantDraft(external_id="in", product_external_id="in", barcodes=("4601",))]
    )
    api.upsert_products(
        system=SYSTEM, drafts=[ProductDraft(external_id="in", title="Колун", attributes=(("power", "5"),))]
    )
    reviewing.review([inside, outside])

    assert lacks(inside) == {"picture", "price"}
    assert lacks(outside) == {"picture", "category", "price"}
    showing.require(category_id=top, codes=[])
    assert [one.category_id for one in showing.requirements()] == [None]


def test_with_a_tree_of_its_own_a_place_on_the_site_is_needed(known):
    settings.choose_show(system=SYSTEM, show="person")
    tree = changing.make_tree(title="Сайт")
    changing.show_tree(tree)
    shelf = changing.add_category(tree_id=tree, title="Полка")
    new = make_product("new", "Топор", category_external_ids=("axes",))
    before = lacks(new)

    placing.move(tree_id=tree, product_ids=[new], category_ids=[shelf])
    reviewing.review([new])

    assert before - lacks(new) == {"category"}


def test_our_own_words_complete_a_card_through_the_events(db, run_jobs: RunJobs):
    with unit():
        make_product("old", "Старый топор")
        settings.choose_show(system=SYSTEM, show="complete")
        showing.require(category_id=None, codes=["description"])
        new = make_product("new", "Топор")
    run_jobs()
    before = is_shown(new)

    with unit():
        api.edit_content(ContentEdit(product_id=new, title=None, description="Остёр.", is_hidden=False))
    run_jobs()

    assert (before, is_shown(new)) == (False, True)


def test_the_queue_tells_what_is_missing_and_how_fast_it_was(known):
    settings.choose_show(system=SYSTEM, show="person")
    new, done = make_product("new", "Топор"), make_product("done", "Пила")
    reviewing.show([done], by="Илья")

    waiting = showing.queue(state="waiting")
    assert [(line.product_id, set(line.missing)) for line in waiting.lines] == [
        (new, {"картинка", "категория на сайте", "цена"})
    ]
    assert showing.queue(state="waiting", lacks="picture", page=7).total_count == 1
    assert showing.queue(state="waiting", lacks="title").lines == ()
    assert showing.queue(state="complete").lines == ()
    assert [line.product_id for line in showing.queue(state="shown").lines] == [done]
    assert {line.product_id for line in showing.queue(state="incomplete").lines} == {known, done}
    assert showing.counts().usual_hours == 0.0
    assert showing.waiting_ids(state="waiting") == [new]


def test_an_unknown_system_cannot_be_set(in_unit):
    with pytest.raises(SourceUnknown):
        settings.choose_show(system="erp.nobody", show="person")
