"""Cards of goods as senders spoil them: what a record is understood as, and what becomes of it here."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ContentEdit, ProductDraft
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.reading import records
from prilavok.partners.erp.dialects.understanding import understood
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.tolerant import vat
from prilavok.partners.erp.values import Profile
from tests.protocols.client import OneC
from tests.protocols.make import catalogue, offer, product, root
from tests.protocols.pitfalls.cases import Case, card, goods, one, sold, written

CHANGES = FileContext()
FULL = FileContext(is_full=True, file_has_images=True)


def values(content: bytes, lane: str, context: FileContext = CHANGES, notes: Notes | None = None) -> list[Any]:
    """What the records of a file are understood as, in one lane."""
    kept = Notes() if notes is None else notes
    return [
        value for one in records(BytesIO(content)) for name, value in understood(one, context, kept) if name == lane
    ]


def draft(inside: str, context: FileContext = CHANGES, notes: Notes | None = None) -> ProductDraft:
    """The draft of one product."""
    (made,) = values(catalogue(product("g1", extra=inside)), "product", context, notes)
    assert isinstance(made, ProductDraft)
    return made


def requisites(**told: str) -> str:
    """Requisites of a card."""
    inside = "".join(
        f"<ЗначениеРеквизита><Наименование>{name.replace('_', ' ')}</Наименование><Значение>{value}</Значение>"
        "</ЗначениеРеквизита>"
        for name, value in told.items()
    )
    return f"<ЗначенияРеквизитов>{inside}</ЗначенияРеквизитов>"


@pytest.mark.parametrize(
    ("element", "units", "wanted"),
    [
        ('<БазоваяЕдиница Код="796 ">\n\t\t</БазоваяЕдиница>', {}, "шт"),
        ("<БазоваяЕдиница>796 </БазоваяЕдиница>", {}, "шт"),
        ("<БазоваяЕдиница>9642 </БазоваяЕдиница>", {}, "шт"),
        ("<БазоваяЕдиница>9642 </БазоваяЕдиница>", {"9642": "бал"}, "бал"),
        ('<БазоваяЕдиница Код="1"/>', {}, "шт"),
        ('<БазоваяЕдиница Код="" НаименованиеПолное="Погонный  метр">пог. м</БазоваяЕдиница>', {}, "пог. м"),
        ('<БазоваяЕдиница Код="5555" НаименованиеПолное="Упаковка"/>', {}, "упаковка"),
        ("", {}, None),
    ],
)
def test_p_44_units_of_measure(element: str, units: Mapping[str, str], wanted: str | None) -> None:
    assert draft(element, replace(CHANGES, units=units)).unit == wanted


def test_p_44_packs_tell_how_many_pieces_they_hold() -> None:
    packs = (
        "<Единицы><Единица><ЕдиницаИзмерения>778 </ЕдиницаИзмерения><Коэффициент>12.000</Коэффициент></Единица>"
        "<Единица><ЕдиницаИзмерения>796</ЕдиницаИзмерения><Коэффициент>1</Коэффициент></Единица>"
        "<Единица><ЕдиницаИзмерения>166</ЕдиницаИзмерения><Коэффициент>0</Коэффициент></Единица></Единицы>"
    )
    assert draft(packs, FULL).requisites == (("Единица: упак", "12"),)
    recount = (
        '<БазоваяЕдиница Код="796">шт<Пересчет><Единица>868</Единица><Коэффициент>0,5</Коэффициент></Пересчет>'
        "</БазоваяЕдиница>"
    )
    assert (draft(recount, FULL).unit, draft(recount, FULL).requisites) == ("шт", (("Единица: бут", "0.5"),))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("22", "22"),
        ("20", "20"),
        ("18", "18"),
        ("10", "10"),
        ("7", "7"),
        ("5", "5"),
        ("0", "0"),
        ("НДС22", "22"),
        ("НДС 20%", "20"),
        ("22/122", "22"),
        ("10.00", "10"),
        ("Без НДС", "none"),
        ("Без налога (НДС)", "none"),
        ("13", None),
        ("двадцать", None),
        ("", None),
    ],
)
def test_p_46_rates_of_vat(text: str, wanted: str | None) -> None:
    assert vat(text) == wanted


@pytest.mark.parametrize(
    ("extra", "wanted"),
    [
        (
            "<Описание>Коротко</Описание>" + requisites(ОписаниеВФорматеHTML="&lt;p&gt;Подробно и ясно&lt;/p&gt;"),
            "Подробно",
        ),
        (requisites(Описание="Только в реквизите"), "Только в реквизите"),
        ("<Описание>&lt;b&gt;Раз&lt;/b&gt;</Описание>", "<b>Раз</b>"),
        ("<Описание>&amp;lt;b&amp;gt;Дважды&amp;lt;/b&amp;gt;</Описание>", "<b>Дважды</b>"),
        ("<Описание>a\r\n\r\nb</Описание>", "<p>a</p><p>b</p>"),
        ("<Описание>&lt;script&gt;x()&lt;/script&gt;Текст</Описание>", "Текст"),
    ],
)
def test_p_43_descriptions_however_they_come(db: None, extra: str, wanted: str) -> None:
    made = draft(extra)
    with unit():
        pim.upsert_products(system="erp.central", drafts=[made])

    assert wanted in card().description
    assert "script" not in card().description


def test_p_43_a_long_requisite_comes_in_pieces_cut_anywhere() -> None:
    pieces = "<Значение>раз </Значение><Значение>два</Значение>"
    told = (
        f"<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Код</Наименование>{pieces}</ЗначениеРеквизита>"
        "</ЗначенияРеквизитов>"
    )

    assert draft(told).requisites == (("Код", "раз два"),)


def test_p_45_the_manufacturer_is_known_by_its_name() -> None:
    told = [
        draft(f"<Изготовитель><Ид>{key}</Ид><Наименование>  Вятка  СМ </Наименование></Изготовитель>").brand
        for key in ("1", "2")
    ]

    assert told == ["Вятка СМ", "Вятка СМ"]


def test_p_39_barcodes_are_letters_and_belong_to_whoever_tells_them() -> None:
    codes = "<Штрихкод>0000012345670</Штрихкод><ШтрихКод>46 0</ШтрихКод><Штрихкод/>"
    assert draft(codes, FULL).requisites == (("Штрихкод", "0000012345670"), ("Штрихкод", "460"))
    (variant,) = values(catalogue(product("g1#c1", extra=codes)), "variant")
    assert variant.identity.barcodes == ("0000012345670", "460")
    assert draft("<Штрихкод/>", FULL).requisites is None


def test_p_28_a_card_without_requisites_leaves_them_alone() -> None:
    assert draft("<Штрихкод>1</Штрихкод><Вес>2</Вес>").requisites is None
    assert draft("<Вес>2.5</Вес><Ширина>0</Ширина><Страна>Россия</Страна>" + requisites(Код="7")).requisites == (
        ("Код", "7"),
        ("Страна", "Россия"),
        ("Вес", "2.5"),
    )


def test_p_55_what_is_no_picture_is_an_attachment_and_captions_name_their_pictures() -> None:
    paths = ("C:\\v8\\import_files\\ab\\1.jpg", "import_files/ab/sheet.pdf", "import_files/x.php", "")
    made = draft(
        "".join(f"<Картинка>{path}</Картинка>" for path in paths)
        + requisites(ОписаниеФайла="webdata/import_files/ab/1.jpg#Лейка  сбоку")
    )

    assert made.images == ("import_files/ab/1.jpg",)
    assert made.requisites == (
        ("ОписаниеФайла", "import_files/ab/1.jpg#Лейка сбоку"),
        ("Файл", "import_files/ab/sheet.pdf"),
    )


def test_p_42_a_node_may_name_more_texts_that_mean_nothing() -> None:
    told = "".join(
        f"<ЗначенияСвойства><Ид>s{number}</Ид><Значение>{text}</Значение></ЗначенияСвойства>"
        for number, text in enumerate(("21,6", "-999 999 999,9", "<Не указано>".replace("<", "&lt;"), "Не указано"))
    )
    notes = Notes()
    context = replace(CHANGES, profile=Profile(empty_values=("не указано",)))

    made = draft(f"<ЗначенияСвойств>{told}</ЗначенияСвойств>", context, notes)

    assert made.attributes == (("s0", "21,6"), ("s2", "<Не указано>"))
    assert notes.counts == {"feature_sentinel": 2}


def test_p_63_the_version_of_a_row_is_not_read_at_all() -> None:
    first, second = (draft(f"<НомерВерсии>{text}</НомерВерсии>") for text in ("AAAAAAAAAAI=", "AAAAAAAAAAE="))

    assert first == second


def test_2_03_writes_variants_as_products() -> None:
    def shirt(size: str) -> str:
        told = f"<Наименование>Размер</Наименование><Значение>{size}</Значение>"
        feature = f"<ХарактеристикиТовара><ХарактеристикаТовара>{told}</ХарактеристикаТовара></ХарактеристикиТовара>"
        return product(f"g1#{size}", "Рубашка", extra=feature)

    content = catalogue(shirt("M"), shirt("L"), product("g2"))

    assert [one.external_id for one in values(content, "product")] == ["g1", "g1", "g2"]
    variants = values(content, "variant")
    assert [(one.external_id, one.identity.features) for one in variants] == [
        ("g1#M", (("Размер", "M"),)),
        ("g1#L", (("Размер", "L"),)),
    ]


BITRIX = root(
    "<Классификатор><Ид>17</Ид><Наименование>К</Наименование><Группы><Группа><Ид>101</Ид>"
    "<Наименование>Станки</Наименование>"
    "<БитриксКод>stanki</БитриксКод><БитриксСортировка>500</БитриксСортировка></Группа></Группы><Свойства>"
    "<Свойство><Ид>CML2_ACTIVE</Ид><Наименование>БитриксАктивность</Наименование></Свойство>"
    "<Свойство><Ид>449</Ид><Наименование>Мощность</Наименование><БитриксКод>POWER</БитриксКод></Свойство></Свойства>"
    "</Классификатор>",
    "<ПакетПредложений><Ид>17</Ид><ИдКаталога>17</ИдКаталога><ИдКлассификатора>17</ИдКлассификатора>"
    "<ТипыЦен><ТипЦены><Ид>BASE</Ид><Наименование>BASE</Наименование><Валюта>RUB</Валюта>"
    "</ТипЦены></ТипыЦен><Предложения>"
    "<Предложение><Ид>p1</Ид><Наименование>Станок</Наименование><БитриксТеги/><Группы><Ид>101</Ид></Группы>"
    "<Картинка>17_files/iblock/a1b/foto.jpg</Картинка><ЗначенияСвойств>"
    "<ЗначенияСвойства><Ид>CML2_ACTIVE</Ид><Значение>true</Значение></ЗначенияСвойства>"
    "<ЗначенияСвойства><Ид>CML2_DETAIL_TEXT</Ид><Значение>&lt;p&gt;Точный.&lt;/p&gt;</Значение>"
    "<Тип>html</Тип></ЗначенияСвойства>"
    "<ЗначенияСвойства><Ид>449</Ид>"
    '<Значение>a:2:{s:4:"TEXT";s:9:"2 кВт; х";s:4:"TYPE";s:4:"HTML";}</Значение></ЗначенияСвойства>'
    "</ЗначенияСвойств><Цены><Цена><ИдТипаЦены>BASE#Розничная</ИдТипаЦены>"
    "<ЦенаЗаЕдиницу>231.7400</ЦенаЗаЕдиницу><Валюта>RUB"
    "</Валюта></Цена></Цены><Количество>3.0000</Количество></Предложение>"
    "<Предложение><Ид>v9</Ид><Наименование>Станок, 380 В</Наименование><ЗначенияСвойств>"
    "<ЗначенияСвойства><Ид>CML2_LINK</Ид>"
    "<Значение>p1</Значение></ЗначенияСвойства></ЗначенияСвойств></Предложение></Предложения></ПакетПредложений>",
    version="2.04",
)


def test_the_own_export_of_bitrix_is_understood() -> None:
    context = replace(CHANGES, price_types=frozenset({"BASE"}))

    (made,) = values(BITRIX, "product", context)
    first, second = values(BITRIX, "offer", context)

    assert [one.title for one in values(BITRIX, "property")] == ["Мощность"]
    assert (made.title, made.description, made.attributes) == ("Станок", "<p>Точный.</p>", (("449", "2 кВт; х"),))
    assert (made.images, made.category_external_ids) == (("17_files/iblock/a1b/foto.jpg",), ("101",))
    assert [(price.price_type, str(price.amount)) for price in first.prices] == [("BASE", "231.7400")]
    assert (second.external_id, second.product) == ("p1#v9", "p1")


CLOUD = (
    '<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация ВерсияСхемы="2.08" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="CML208.xsd">'
    "<Классификатор><Ид>1</Ид><Наименование>Классификатор</Наименование></Классификатор>"
    "<Каталог><Ид>1</Ид><ИдКлассификатора>1</ИдКлассификатора><Наименование>К</Наименование><Товары>"
    "<Товар><Ид>7</Ид><Артикул>00-7</Артикул><Наименование>Гвоздь</Наименование><Группы><Ид>3</Ид></Группы>"
    '<БазоваяЕдиница Код="1">шт.</БазоваяЕдиница></Товар></Товары></Каталог></КоммерческаяИнформация>'
).encode("cp1251")
CLOUD_OFFERS = root(
    "<ПакетПредложений><Ид>1#</Ид><ИдКаталога>1</ИдКаталога><ТипыЦен><ТипЦены><Ид>1</Ид>"
    "<Наименование>Розница</Наименование>"
    "<Валюта>RUR</Валюта></ТипЦены></ТипыЦен><Предложения><Предложение><Ид>7</Ид><Наименование>Гвоздь</Наименование>"
    '<БазоваяЕдиница Код="1">шт.</БазоваяЕдиница><Цены><Цена><ИдТипаЦены>1</ИдТипаЦены>'
    "<ЦенаЗаЕдиницу>1.5</ЦенаЗаЕдиницу>"
    "<Валюта>RUR</Валюта><Единица>1</Единица><Коэффициент>1</Коэффициент></Цена></Цены><Количество>40</Количество>"
    "</Предложение></Предложения></ПакетПредложений>",
    version="2.08",
)
MOYSKLAD = root(
    "<Классификатор><Ид>m</Ид><Наименование>К</Наименование><Группы><Группа><Ид>r</Ид>"
    "<Наименование>Товары и услуги</Наименование>"
    "<Группы><Группа><Ид>s</Ид><Наименование>Сад</Наименование></Группа></Группы></Группа>"
    "</Группы><Свойства><Свойство><Ид>c</Ид>"
    "<Наименование>Цвет</Наименование><ТипЗначений>Строка</ТипЗначений></Свойство></Свойства></Классификатор>",
    "<Каталог СодержитТолькоИзменения='false'><Ид>m</Ид><ИдКлассификатора>m</ИдКлассификатора>"
    "<Наименование>К</Наименование>"
    "<Товары><Товар><Ид>g1</Ид><Наименование>Лейка</Наименование><Группы><Ид>s</Ид></Группы>"
    + requisites(Артикул="А-1", Описание="Зелёная")
    + "</Товар></Товары></Каталог>",
    version="2.04",
)
MOYSKLAD_OFFERS = root(
    "<ПакетПредложений СодержитТолькоИзменения='false'><Ид>m#</Ид><ИдКаталога>m</ИдКаталога><Предложения><Предложение>"
    "<Ид>g1#v1</Ид><Наименование/><ЗначенияСвойств><ЗначенияСвойства><Ид>c</Ид>"
    "<Значение>зелёный</Значение></ЗначенияСвойства>"
    "</ЗначенияСвойств><Количество>4</Количество></Предложение></Предложения></ПакетПредложений>",
    version="2.04",
)
GROUPS = (
    "<Группы><Группа><Ид>r</Ид><Наименование>Всё</Наименование><Группы><Группа><Ид>a</Ид>"
    "<Наименование>А</Наименование></Группа>"
    "<Группа><Ид>b</Ид><Наименование>Б</Наименование></Группа></Группы></Группа></Группы>"
)
OPTIONS = (
    "<Свойства><Свойство><Ид>p1</Ид><Наименование>Цвет</Наименование>"
    "<ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений>"
    "<Справочник><ИдЗначения>AAAAAAAA-0000-0000-0000-00000000000A</ИдЗначения><Значение>красный</Значение></Справочник>"
    "</ВариантыЗначений></Свойство></Свойства>"
)


def valued(*texts: str) -> str:
    """Values of the property p1."""
    inside = "".join(f"<Значение>{text}</Значение>" for text in texts)
    return f"<ЗначенияСвойств><ЗначенияСвойства><Ид>p1</Ид>{inside}</ЗначенияСвойства></ЗначенияСвойств>"


def marked(is_deleted: str) -> dict[str, bytes]:
    """The group a and the property p1, marked as deleted or not any more."""
    mark = f"<ПометкаУдаления>{is_deleted}</ПометкаУдаления>"
    group = f"<Группы><Группа><Ид>a</Ид>{mark}<Наименование>А</Наименование></Группа></Группы>"
    return {
        "marks.xml": root(
            f"<Классификатор СодержитТолькоИзменения='true'><Ид>c1</Ид>{group}"
            f"{OPTIONS.replace('<Ид>p1</Ид>', '<Ид>p1</Ид>' + mark)}</Классификатор>",
            version="3.1",
        )
    }


def titles() -> list[str]:
    """The groups of the tree, from the root on."""
    return [f"{node.depth}{node.title}" for node in pim.category_tree()]


CASES = [
    one(
        "P-35 several groups, the first is the main one",
        goods(product("g1", extra="<Группы><Ид>b</Ид><Ид>a</Ид></Группы>"), classifier=GROUPS),
        holds=lambda: (
            [pim.category_tree()[2].category_id, pim.category_tree()[1].category_id] == list(card().category_ids)
        ),
    ),
    one(
        "P-36 the one group around all others is not a group of the shop",
        goods(product("g1", extra="<Группы><Ид>a</Ид></Группы>"), classifier=GROUPS),
        holds=lambda: {one[1:] for one in titles()} == {"А", "Б"} and len({one[0] for one in titles()}) == 1,
        skip_top_group=True,
    ),
    one(
        "P-37 goods of one article stay two, goods of one id stay one",
        goods(product("g1", extra="<Артикул>А-1</Артикул>"), product("g2", extra="<Артикул>А-1</Артикул>")),
        goods(product("g1", attributes=' Статус="Удален"')),
        goods(
            product("G1", "Снова", extra="<Артикул>А-2</Артикул>"),
            product("g1", "Снова", extra="<Артикул>А-2</Артикул>"),
        ),
        holds=lambda: (card().title, card("g2").article) == ("Снова", "А-1") and card().is_published,
    ),
    one(
        "P-40 a value whose property is described later",
        goods(product("g1", extra=valued("красный"))),
        goods(classifier="<Свойства><Свойство><Ид>p1</Ид><Наименование>Цвет</Наименование></Свойство></Свойства>"),
        holds=lambda: card().attributes == (("Цвет", "красный"),),
    ),
    one(
        "P-40 and not shown before",
        goods(product("g1", extra=valued("красный"))),
        holds=lambda: card().attributes == (),
    ),
    one(
        "P-41 an option by its id, by its words, none, and one that is not there",
        goods(
            product(
                "g1",
                extra=valued(
                    "aaaaaaaa-0000-0000-0000-00000000000a",
                    "синий",
                    "00000000-0000-0000-0000-000000000000",
                    "bbbbbbbb-0000-0000-0000-00000000000b",
                ),
            ),
            classifier=OPTIONS,
        ),
        holds=lambda: card().attributes == (("Цвет", "красный"), ("Цвет", "синий")),
    ),
    one(
        "P-29 an empty value is cleared",
        goods(product("g1", extra=valued("красный")), classifier=OPTIONS),
        goods(product("g1", extra=valued(""))),
        holds=lambda: card().attributes == (),
    ),
    one(
        "P-57 a variant, a group and a property marked as deleted are hidden",
        goods(product("g1", extra="<Группы><Ид>a</Ид></Группы>" + valued("красный")), classifier=GROUPS + OPTIONS),
        sold(offer("g1#c1"), offer("g1#c2")),
        marked("true"),
        sold(offer("g1#c1", extra="<ПометкаУдаления>true</ПометкаУдаления>"), changes=True),
        holds=lambda: ("А" in {one[1:] for one in titles()}, card().attributes, len(card().variants)) == (False, (), 1),
    ),
    one(
        "P-57 and come back",
        goods(product("g1", extra="<Группы><Ид>a</Ид></Группы>" + valued("красный")), classifier=GROUPS + OPTIONS),
        sold(offer("g1#c1"), offer("g1#c2")),
        marked("true"),
        sold(offer("g1#c1", extra="<ПометкаУдаления>true</ПометкаУдаления>"), changes=True),
        marked("false"),
        sold(offer("g1#c1", extra="<ПометкаУдаления>false</ПометкаУдаления>"), changes=True),
        holds=lambda: (
            ("А" in {one[1:] for one in titles()}, card().attributes, len(card().variants))
            == (True, (("Цвет", "красный"),), 2)
        ),
    ),
    one(
        "features told as properties that are described later",
        {"offers.xml": MOYSKLAD_OFFERS, "import.xml": catalogue(product("g1"))},
        {"import.xml": MOYSKLAD},
        {"offers.xml": MOYSKLAD_OFFERS},
        holds=lambda: card().variants[0].features == (("Цвет", "зелёный"),),
        warned="feature_unnamed",
    ),
    one(
        "a cloud with numbers for ids, groups nobody described, RUR",
        {"import.xml": CLOUD, "offers.xml": CLOUD_OFFERS},
        {"import.xml": CLOUD, "offers.xml": CLOUD_OFFERS},
        holds=lambda: (
            (card("7").article, card("7").category_ids, card("7").variants[0].unit, written()) == ("00-7", (), "шт.", 0)
        ),
    ),
    one(
        "МойСклад tells article and text as requisites and features as properties",
        {"import.xml": MOYSKLAD, "offers.xml": MOYSKLAD_OFFERS},
        {"import.xml": MOYSKLAD, "offers.xml": MOYSKLAD_OFFERS},
        holds=lambda: (
            (card().article, card().description, card().variants[0].features, written())
            == ("А-1", "<p>Зелёная</p>", (("Цвет", "зелёный"),), 0)
        ),
    ),
    one(
        "Bitrix exports itself",
        {"export.xml": BITRIX},
        {"export.xml": BITRIX},
        holds=lambda: (
            (card("p1").attributes, len(card("p1").variants), written()) == ((("Мощность", "2 кВт; х"),), 2, 0)
        ),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_pitfall(one_c: OneC, case: Case) -> None:
    case.prove(one_c)


def test_p_58_what_people_wrote_stays(one_c: OneC) -> None:
    one_c.send(goods(product("g1", "Лейка", extra="<Описание>1С</Описание>"), changes=False))
    edit = ContentEdit(product_id=card().product_id, title="Лейка садовая", description=None, is_hidden=False)
    with unit():
        pim.edit_content(edit)

    one_c.send(goods(product("g1", "Лейка 2", extra="<Описание>1С снова</Описание>"), changes=False))

    assert (card().title, card().description) == ("Лейка садовая", "<p>1С снова</p>")


def test_properties_in_the_container_of_2_03_are_read_like_those_of_later_versions() -> None:
    """`СвойстваНоменклатуры/СвойствоНоменклатуры` is what versions 2.02 and 2.03 call `Свойства/Свойство`."""
    inside = "<Ид>p1</Ид><Наименование>Цвет</Наименование><ТипЗначений>Строка</ТипЗначений>"
    old = root(
        "<Классификатор><Ид>c</Ид><Наименование>К</Наименование><СвойстваНоменклатуры><СвойствоНоменклатуры>"
        f"{inside}</СвойствоНоменклатуры></СвойстваНоменклатуры></Классификатор>"
    )
    new = root(
        "<Классификатор><Ид>c</Ид><Наименование>К</Наименование><Свойства><Свойство>"
        f"{inside}</Свойство></Свойства></Классификатор>"
    )

    (told,) = values(old, "property")

    assert (told.external_id, told.title) == ("p1", "Цвет")
    assert [told] == values(new, "property")


def test_what_a_card_says_in_elements_of_its_own_is_kept_among_its_requisites() -> None:
    made = draft(
        "<Страна>Россия</Страна><Вес>1.2</Вес><КодГруппыТоваров>8</КодГруппыТоваров>"
        "<Акцизы><Акциз><Наименование>Акциз</Наименование></Акциз></Акцизы><Неведомое>x</Неведомое>"
        + requisites(Код="00-1")
    )

    assert made.requisites is not None
    assert dict(made.requisites) == {"Код": "00-1", "Страна": "Россия", "Вес": "1.2", "КодГруппыТоваров": "8"}
