"""Whose word a field is: the ERP's, the site's, or the ERP's while the site is silent."""

import pytest

from prilavok.base.models import EventRow
from prilavok.goods.pim import api
from prilavok.goods.pim.errors import FieldLocked, OwnerUnknown
from prilavok.goods.pim.models import Source
from prilavok.goods.pim.sources import owning, settings
from prilavok.goods.pim.trees import changing, placing
from prilavok.goods.pim.values import AttributeDraft, CategoryDraft, ContentEdit
from tests.goods.pim.make import SYSTEM, make_picture, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def axe(in_unit):
    """A product with words, a property and a picture of the ERP."""
    api.upsert_attributes(
        system=SYSTEM,
        drafts=[AttributeDraft(external_id="w", title="Вес"), AttributeDraft(external_id="c", title="Цвет")],
    )
    api.attach_image(system=SYSTEM, path="a.png", content=make_picture())
    return tell()


def tell(title: str = "Топор", description: str = "Из 1С", brand: str = "Север", weight: str = "1"):
    return make_product(
        "axe", title, description=description, brand=brand, attributes=(("w", weight),), images=("a.png",)
    )


def ours(product_id, **words) -> None:
    told = {"title": None, "description": None, "is_hidden": False} | words
    api.edit_content(ContentEdit(product_id=product_id, **told))


def attribute(title: str) -> int:
    return next(pk for pk, name in api.attribute_titles() if name == title)


def card(product_id):
    return api.cards(product_ids=[product_id])[product_id]


def choose(field: str, owner: str) -> int:
    return owning.choose_owner(system=SYSTEM, field=field, owner=owner)


def test_by_default_our_word_stands_over_the_erps(axe):
    ours(axe, title="Наш", brand="Свой", attributes=((attribute("Вес"), "2 кг"), (attribute("Цвет"), "красный")))

    tell("Топор новый", brand="Юг", weight="3")

    shown = card(axe)
    assert (shown.title, shown.brand, dict(shown.attributes)) == ("Наш", "Свой", {"Вес": "2 кг", "Цвет": "красный"})
    assert api.find(text="свой", limit=1) == [axe]
    ours(axe)
    assert (card(axe).title, card(axe).brand, dict(card(axe).attributes)) == ("Топор новый", "Юг", {"Вес": "3"})


@pytest.mark.parametrize(("field", "own"), [("title", "Наш"), ("description", "<p>Наш</p>"), ("brand", "Наш")])
def test_what_the_erp_owns_is_shown_locked_and_given_back(axe, field, own):
    ours(axe, **{field: "Наш"})

    assert choose(field, "erp") == 1
    shown = getattr(card(axe), field)
    with pytest.raises(FieldLocked):
        ours(axe, **{field: "Ещё"})
    locked = getattr(card(axe), field)
    choose(field, "erp_if_empty")

    assert shown == locked != own
    assert getattr(card(axe), field) == own
    assert choose(field, "erp_if_empty") == 0


@pytest.mark.parametrize("field", ["title", "description", "brand"])
def test_what_the_site_owns_no_exchange_changes(axe, field):
    before = getattr(card(axe), field)
    assert choose(field, "site") == 1

    tell("Иначе", "Иначе", "Иначе")
    new = make_product("new", "Пила", description="", brand="")
    make_product("new", "Ножовка", description="Острая", brand="Юг")

    assert getattr(card(axe), field) == before
    assert getattr(card(new), field) == ("Пила" if field == "title" else "")
    choose(field, "erp_if_empty")
    assert getattr(card(new), field) == ("Пила" if field == "title" else "")


def test_words_taken_over_unchanged_go_back_to_the_erp(axe):
    choose("title", "site")
    choose("title", "erp_if_empty")

    tell("Топор новый")

    assert card(axe).title == "Топор новый"


def test_attributes_may_belong_to_either(axe):
    ours(axe, attributes=((attribute("Цвет"), "красный"),))

    seen = {}
    for owner in ("erp", "site", "erp_if_empty"):
        choose("attributes", owner)
        seen[owner] = dict(card(axe).attributes)

    assert seen == {
        "erp": {"Вес": "1"},
        "site": {"Цвет": "красный"},
        "erp_if_empty": {"Вес": "1", "Цвет": "красный"},
    }
    choose("attributes", "site")
    new = make_product("new", "Пила", attributes=(("w", "7"),))
    make_product("new", "Пила", attributes=(("w", "8"), ("c", "синий")))
    assert dict(card(new).attributes) == {"Вес": "7"}


def test_pictures_may_be_both_ours_or_theirs(axe):
    api.add_own_image(product_id=axe, name="b.png", content=make_picture(color="#ffffff"))

    seen = {}
    for owner in ("both", "erp", "erp_if_empty", "site"):
        choose("pictures", owner)
        seen[owner] = len(card(axe).images)

    assert seen == {"both": 2, "erp": 1, "erp_if_empty": 1, "site": 1}
    ((content_hash, _),) = api.content(axe).own_pictures
    api.drop_own_image(product_id=axe, content_hash=content_hash)
    assert card(axe).images == ()
    choose("pictures", "erp")
    with pytest.raises(FieldLocked):
        api.add_own_image(product_id=axe, name="b.png", content=make_picture())


def test_pictures_that_the_site_took_over_can_be_dropped(axe):
    choose("pictures", "site")
    ((content_hash, _),) = api.content(axe).own_pictures

    assert api.drop_own_image(product_id=axe, content_hash=content_hash)
    tell()

    assert card(axe).images == ()


def test_the_category_of_goods_may_be_the_sites_alone(axe):
    drafts = [CategoryDraft(external_id=code, title=code) for code in ("one", "two")]
    api.upsert_categories(system=SYSTEM, drafts=drafts)
    tree = changing.copy_tree(title="Сайт")
    ids = {node.title: node.category_id for node in api.category_tree()}
    titles = {row.pk: row.title for row in tree_rows(tree)}

    def stands(code: str, group: str) -> list[str]:
        product_id = make_product(code, code, category_external_ids=(group,))
        return [titles[one] for one in card(product_id).site_category_ids]

    first = stands("A", "one")
    choose("category", "erp_if_empty")
    second = (stands("A", "two"), stands("B", "two"))
    choose("category", "site")
    third = (stands("A", "one"), stands("C", "one"))

    assert (first, second, third) == (["one"], (["one"], ["two"]), (["one"], []))
    placing.place_groups(ids.values())
    assert stands("C", "one") == []


def tree_rows(tree: int):
    from prilavok.goods.pim.models import SiteCategory

    return SiteCategory.objects.filter(tree_id=tree)


def test_the_same_package_again_still_changes_nothing(axe):
    for field in ("title", "description", "brand", "attributes", "pictures"):
        choose(field, "site")
    events = EventRow.objects.count()

    tell()

    assert EventRow.objects.count() == events


def test_an_owner_that_makes_no_sense_is_refused(axe):
    for field, owner in (("title", "both"), ("price", "erp"), ("pictures", "nobody")):
        with pytest.raises(OwnerUnknown):
            choose(field, owner)

    assert Source.objects.count() == 0
    assert settings.source(SYSTEM).owner("title") == "erp_if_empty"
