"""Products, variants, categories and attributes as an outside system tells them, in any order, any number of times."""

import pytest

from prilavok.base.models import EventRow
from prilavok.goods.pim import api
from prilavok.goods.pim.models import Category, Identity, Product, Variant
from prilavok.goods.pim.values import (
    AttributeDraft,
    CategoryDraft,
    ContentEdit,
    GoodsFilter,
    ProductDraft,
    UpsertCounts,
    VariantDraft,
)
from tests.goods.pim.make import SYSTEM, make_product, make_variant

pytestmark = pytest.mark.usefixtures("in_unit")


def category(external_id: str, title: str, parent: str | None = None, **fields) -> CategoryDraft:
    return CategoryDraft(external_id=external_id, title=title, parent_external_id=parent, **fields)


def counts(created=0, changed=0, unchanged=0, removed=0) -> UpsertCounts:
    return UpsertCounts(created=created, changed=changed, unchanged=unchanged, removed=removed)


def card(product_id):
    return api.cards(product_ids=[product_id])[product_id]


def test_same_catalogue_again_writes_and_announces_nothing():
    categories = [category("C1", "Инструмент"), category("C2", "Топоры", "C1")]
    products = [
        ProductDraft(
            external_id=f"P{n}",
            title=f"Товар {n}",
            description="<p>О <b>товаре</b></p>",
            category_external_ids=("c2",),
            attributes=(("A1", "сталь"),),
            images=("import_files/1.jpg",),
            requisites=(("Вес", "2"),),
        )
        for n in range(20)
    ]
    variants = [VariantDraft(external_id=f"P{n}#1", product_external_id=f"P{n}", barcodes=("46",)) for n in range(20)]
    api.upsert_categories(system=SYSTEM, drafts=categories)
    assert api.upsert_products(system=SYSTEM, drafts=products) == counts(created=20)
    assert api.upsert_variants(system=SYSTEM, drafts=variants) == counts(created=20)
    events = EventRow.objects.count()

    assert api.upsert_categories(system=SYSTEM, drafts=categories) == counts(unchanged=2)
    assert api.upsert_products(system=SYSTEM, drafts=products) == counts(unchanged=20)
    assert api.upsert_variants(system=SYSTEM, drafts=variants) == counts(unchanged=20)

    assert EventRow.objects.count() == events


def test_only_changed_products_are_announced():
    ids = [make_product(f"P{n}", f"Товар {n}") for n in range(3)]
    EventRow.objects.all().delete()
    drafts = [
        ProductDraft(external_id=f"p{n}", title=f"Товар {n}", article="А-1" if n == 1 else None) for n in range(3)
    ]

    assert api.upsert_products(system=SYSTEM, drafts=drafts) == counts(changed=1, unchanged=2)

    assert [row.payload for row in EventRow.objects.all()] == [{"product_ids": [ids[1]]}]


def test_fields_that_were_not_told_stay():
    product_id = make_product(article="А-1", brand="Север", attributes=(("A1", "сталь"),))

    api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="P1", title="Колун")])

    row = Product.objects.get(pk=product_id)
    assert (row.title, row.article, row.brand, len(row.attributes)) == ("Колун", "А-1", "Север", 1)


def test_guid_case_does_not_matter_and_is_told_back_as_first_told():
    make_product("AbC-1")
    variant_id = make_variant("aBc-1", "AbC-1#Fe")

    assert api.variant_ids(system=SYSTEM, external_ids=["abc-1#FE", "none"]) == {"abc-1#FE": variant_id}
    assert api.external_ids(system=SYSTEM, variant_ids=[variant_id]) == {variant_id: "AbC-1#Fe"}
    assert api.variant_ids(system="another", external_ids=["abc-1#fe"]) == {}
    assert Identity.objects.count() == 2


def test_address_is_latin_unique_and_survives_renaming_removal_and_return():
    first = make_product("P1", 'Щётка «Ёлка», 1/2" & co')
    second = make_product("P2", 'Щётка «Ёлка», 1/2" & co')
    slug = card(first).slug

    api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="P1", title="Метла")])
    removed = api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="P1", is_removed=True)])
    gone = card(first)
    returned = api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="P1")])

    assert slug == "schetka-elka-1-2-co"
    assert card(second).slug == f"schetka-elka-1-2-co-{second}"
    assert (removed.removed, gone.is_published, gone.title) == (1, False, "Метла")
    assert (returned.changed, card(first).slug, card(first).is_published) == (1, slug, True)
    assert api.product_by_slug(slug) == first


def test_removal_of_the_unknown_makes_nothing():
    assert api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="X", is_removed=True)]).written == 0
    assert api.upsert_variants(
        system=SYSTEM, drafts=[VariantDraft(external_id="X#1", product_external_id="X", is_removed=True)]
    ) == counts(unchanged=1)
    assert (Product.objects.count(), Variant.objects.count(), Identity.objects.count()) == (0, 0, 0)


def test_categories_in_any_order_with_a_missing_parent_and_a_circle():
    api.upsert_categories(
        system=SYSTEM,
        drafts=[category("leaf", "Топоры", "mid"), category("orphan", "Сирота", "never"), category("mid", "Ручной")],
    )
    result = api.upsert_categories(system=SYSTEM, drafts=[category("mid", "Ручной", "leaf")])

    tree = {node.title: node.depth for node in api.category_tree()}
    assert tree == {"Ручной": 0, "Топоры": 1, "Сирота": 0}
    assert len(result.warnings) == 1
    assert "«" in result.warnings[0]


def test_archived_category_hands_its_children_up_and_comes_back():
    tree = [category("a", "А"), category("b", "Б", "a"), category("c", "В", "b")]
    api.upsert_categories(system=SYSTEM, drafts=tree)
    slug = Category.objects.get(title="Б").slug

    removed = api.upsert_categories(system=SYSTEM, drafts=[category("b", "Б", "a", is_removed=True)])
    without = [(node.title, node.depth) for node in api.category_tree()]
    api.upsert_categories(system=SYSTEM, drafts=tree)

    assert removed.removed == 1
    assert without == [("А", 0), ("В", 1)]
    assert [(node.title, node.depth) for node in api.category_tree()] == [("А", 0), ("Б", 1), ("В", 2)]
    assert Category.objects.get(title="Б").slug == slug


def test_product_of_unknown_categories_finds_them_when_they_come():
    product_id = make_product(category_external_ids=("late", "LATER"))
    assert card(product_id).category_ids == ()
    EventRow.objects.all().delete()

    api.upsert_categories(system=SYSTEM, drafts=[category("later", "Второй"), category("Late", "Первый")])

    titles = dict(Category.objects.values_list("pk", "title"))
    assert [titles[one] for one in card(product_id).category_ids] == ["Первый", "Второй"]
    assert EventRow.objects.filter(name="pim.products_changed").get().payload == {"product_ids": [product_id]}


def test_products_of_a_moved_branch_are_announced():
    api.upsert_categories(system=SYSTEM, drafts=[category("a", "А"), category("b", "Б"), category("c", "В", "b")])
    product_id = make_product(category_external_ids=("c",))
    EventRow.objects.all().delete()

    api.upsert_categories(system=SYSTEM, drafts=[category("b", "Б", "a")])

    assert EventRow.objects.get(name="pim.products_changed").payload == {"product_ids": [product_id]}
    assert [node.depth for node in api.category_tree()] == [0, 1, 2]


def test_values_without_definition_wait_hidden_until_named():
    product_id = make_product(attributes=(("A1", "opt-7"), ("A2", "12 мм")))
    assert card(product_id).attributes == ()
    EventRow.objects.all().delete()

    api.upsert_attributes(
        system=SYSTEM,
        drafts=[
            AttributeDraft(external_id="a1", title="Материал", options=(("OPT-7", "сталь"),)),
            AttributeDraft(external_id="a2", title="Диаметр"),
        ],
    )
    api.upsert_attributes(
        system=SYSTEM, drafts=[AttributeDraft(external_id="a1", title="Материал", options=(("opt-8", "медь"),))]
    )

    assert card(product_id).attributes == (("Материал", "сталь"), ("Диаметр", "12 мм"))
    assert EventRow.objects.filter(payload={"product_ids": [product_id]}).count() == 2


def test_reference_to_an_unnamed_option_is_not_shown_to_people():
    option = "f9977db7-d71e-5cd4-a79f-8de9dea231fa"
    product_id = make_product(attributes=(("a1", option),))
    draft = AttributeDraft(external_id="a1", title="Цвет", options=(("opt-1", "синий"),))
    api.upsert_attributes(system=SYSTEM, drafts=[draft])
    assert card(product_id).attributes == ()

    named = AttributeDraft(external_id="a1", title="Цвет", options=((option.upper(), "оранжевый"),))
    api.upsert_attributes(system=SYSTEM, drafts=[named])

    assert card(product_id).attributes == (("Цвет", "оранжевый"),)


def test_offer_before_its_product_waits_unpublished():
    result = api.upsert_variants(
        system=SYSTEM, drafts=[VariantDraft(external_id="P9#1", product_external_id="P9", title="Пила")]
    )
    variant_id = api.variant_ids(system=SYSTEM, external_ids=["P9#1"])["P9#1"]
    waiting = api.variants(variant_ids=[variant_id])[variant_id]

    product_id = make_product("P9", "Пила двуручная")

    assert (result.created, len(result.warnings)) == (1, 1)
    assert not waiting.is_active
    assert api.variants(variant_ids=[variant_id])[variant_id].is_active
    assert (card(product_id).slug, card(product_id).is_published) == ("pila-dvuruchnaya", True)


def test_variant_title_is_the_product_with_its_features():
    product_id = make_product("P1", "Футболка", unit="шт")
    plain = make_variant("P1", "P1", title="Футболка белая")
    red = make_variant("P1", "P1#2", features=(("Цвет", "красный"), ("Размер", "XL")), barcodes=("460", "", "460"))

    found = api.variants(variant_ids=[plain, red])

    assert found[red].title == "Футболка (красный, XL)"
    assert found[plain].title == "Футболка белая"
    assert (found[red].barcodes, found[red].unit) == (("460",), "шт")
    assert [one.variant_id for one in card(product_id).variants] == [plain, red]


def test_our_words_stand_until_taken_back():
    product_id = make_product(description="<p>Из 1С</p>")
    api.edit_content(ContentEdit(product_id=product_id, title="Наш топор", description=None, is_hidden=False))

    api.upsert_products(
        system=SYSTEM, drafts=[ProductDraft(external_id="P1", title="Топор из 1С", description="<p>Новое</p>")]
    )
    edited = card(product_id)
    api.edit_content(ContentEdit(product_id=product_id, title=None, description=None, is_hidden=True))

    assert (edited.title, edited.description) == ("Наш топор", "<p>Новое</p>")
    assert (card(product_id).title, card(product_id).is_published) == ("Топор из 1С", False)


def test_script_in_a_description_is_not_kept():
    product_id = make_product(description='<p onclick="x()">Да<script>alert(1)</script></p><img src=x onerror=y>')

    assert card(product_id).description == "<p>Да</p>"


def test_staff_find_by_article_barcode_and_words_in_any_case():
    axe = make_product("P1", "Топор плотницкий «Ёж»", article="ТП-100%")
    make_variant("P1", "P1#1", barcodes=("4600001",), article="V-1")
    saw = make_product("P2", "Пила по дереву")

    def find(text: str) -> list[int]:
        return api.find(text=text, limit=10)

    assert find("тп-100%") == find("4600001") == find("v-1") == find("ЕЖ топор") == [axe]
    assert find("дерев") == [saw]
    assert find("%") == [axe]
    assert find("топор пила") == find("  ") == []


def test_goods_list_filters_and_counts():
    api.upsert_categories(system=SYSTEM, drafts=[category("a", "А"), category("b", "Б", "a")])
    first = make_product("P1", "Альфа", category_external_ids=("b",))
    second = make_product("P2", "Бета")
    make_product("P3", "Гамма", is_removed=False)
    api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="P3", is_removed=True)])
    root = Category.objects.get(title="А").pk

    assert api.list_goods(GoodsFilter(category_id=root)).product_ids == (first,)
    assert api.list_goods(GoodsFilter(state="published", without_photo=True)).product_ids == (first, second)
    assert api.list_goods(GoodsFilter(page_size=1, page=9)).total_count == 3
    assert api.list_goods(GoodsFilter(except_ids=(first,), state="published")).product_ids == (second,)


def test_twenty_four_cards_take_two_queries(django_assert_num_queries):
    ids = [make_product(f"P{n}", f"Товар {n}", attributes=(("A", "1"),)) for n in range(24)]
    for n in range(24):
        make_variant(f"P{n}", f"P{n}#1")

    with django_assert_num_queries(2):
        assert len(api.cards(product_ids=ids)) == 24


def test_letters_the_database_refuses_are_dropped():
    product_id = make_product("P1", "Топор\x00 «\\'\";--»", requisites=(("а\x00", "{б}"),))

    assert card(product_id).title == "Топор «\\'\";--»"


def test_the_barcode_of_a_product_is_that_of_its_only_kind():
    product_id = make_product("P1", "Лейка", requisites=(("Штрихкод", "0460"), ("Штрихкод", "0461"), ("Вес", "1")))
    api.upsert_variants(
        system=SYSTEM,
        drafts=[
            VariantDraft(external_id="P1", product_external_id="P1"),
            VariantDraft(external_id="P1#red", product_external_id="P1", features=(("Цвет", "красный"),)),
            VariantDraft(external_id="P1#own", product_external_id="P1", barcodes=("0999",)),
        ],
    )

    barcodes = [one.barcodes for one in api.cards(product_ids=[product_id])[product_id].variants]

    assert barcodes == [("0460", "0461"), (), ("0999",)]
    assert api.find(text="0461", limit=5) == [product_id]
    assert api.find(text="461", limit=5) == []
