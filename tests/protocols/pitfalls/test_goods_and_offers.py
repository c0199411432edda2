"""What goes wrong in practice, and what happens here instead: one case a line, by the number of the pitfall."""

from decimal import Decimal

import pytest

from prilavok.goods.pim import api as pim
from tests.protocols.client import OneC
from tests.protocols.make import available, catalogue, offer, offers, price_of, product, root
from tests.protocols.pitfalls.cases import GOODS, Case, card, goods, one, quick, rests, sold, written

FULL = product(
    "g1",
    "Лейка",
    extra="<Артикул>А-1</Артикул><Описание>Зелёная</Описание><ТорговаяМарка>Вятка</ТорговаяМарка>",
)
SOLD = sold(offer("g1", price="10", stocks={"a": "5", "b": "7"}), offer("g2", price="20", stocks={"a": "1"}))
TWO_PRICES = (
    "<Предложение><Ид>g1</Ид><Наименование>Г</Наименование><Цены>"
    "<Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>1</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена>"
    "<Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>2</ЦенаЗаЕдиницу><Валюта>643</Валюта></Цена></Цены></Предложение>"
)

CASES = [
    one(
        "P-10 sent again", {"import0_1.xml": GOODS}, SOLD, {"import0_1.xml": GOODS}, SOLD, holds=lambda: written() == 0
    ),
    one(
        "P-28 prices alone",
        goods(FULL),
        SOLD,
        sold(offer("g1", price="11"), changes=True),
        holds=lambda: (price_of("g1"), available("g1", "a"), card().article) == (11, 5, "А-1"),
    ),
    one(
        "P-28 identity alone",
        goods(FULL),
        SOLD,
        goods(product("g1", "Лейка садовая")),
        holds=lambda: (
            (card().title, card().article, price_of("g1"), available("g1", "b")) == ("Лейка садовая", "А-1", 10, 7)
        ),
    ),
    one(
        "P-29 empty group list keeps",
        goods(product("g1", extra="<Группы><Ид>s</Ид></Группы>")),
        {
            "groups.xml": root(
                "<Классификатор><Ид>c1</Ид><Группы><Группа><Ид>s</Ид><Наименование>Сад</Наименование></Группа></Группы></Классификатор>"
            )
        },
        goods(product("g1", extra="<Группы/><Штрихкод/><Артикул/>")),
        holds=lambda: len(card().category_ids) == 1,
    ),
    one(
        "P-30 a second pass with pictures only",
        goods(FULL),
        SOLD,
        goods("<Товар><Ид>g1</Ид><Картинка>import_files/a/b.jpg</Картинка></Товар>"),
        holds=lambda: (card().title, card().article, price_of("g1")) == ("Лейка", "А-1", 10),
    ),
    one(
        "P-32 portions in natural order",
        {
            "import1_10.xml": catalogue(product("g1", "Последнее"), changes=True),
            "import1_2.xml": catalogue(product("g1", "Раннее"), changes=True),
        },
        holds=lambda: card().title == "Последнее",
    ),
    one(
        "P-33 prices and stocks before goods",
        {"a_offers.xml": offers(offer("g1", price="9", stocks={"a": "4"})), "b_import.xml": GOODS},
        holds=lambda: (price_of("g1"), available("g1", "a")) == (9, 4),
    ),
    one(
        "P-33 by separate packages",
        sold(offer("g1", price="9", stocks={"a": "4"})),
        {"import0_1.xml": GOODS},
        holds=lambda: (price_of("g1"), available("g1", "a")) == (9, 4),
    ),
    one(
        "P-34 a missing parent",
        goods(product("g1", extra="<Группы><Ид>нет</Ид></Группы>")),
        holds=lambda: card().title == "Товар g1",
    ),
    one(
        "P-38 an empty article is no key",
        goods(product("g1", extra="<Артикул/>"), product("g2", extra="<Артикул/>")),
        holds=lambda: len(pim.all_product_ids()) == 2,
    ),
    one(
        "P-42 a sentinel is no value",
        goods(product("g1")),
        sold(
            offer(
                "g1",
                extra=(
                    "<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Длина</Наименование>"
                    "<Значение>-999 999 999,9</Значение>"
                    "</ХарактеристикаТовара></ХарактеристикиТовара>"
                ),
            )
        ),
        holds=lambda: card().variants[0].features == (),
        warned="feature_sentinel",
    ),
    one(
        "P-44 a padded unit",
        goods(product("g1", extra='<БазоваяЕдиница Код="796 ">\n\t</БазоваяЕдиница>')),
        SOLD,
        holds=lambda: card().variants[0].unit == "шт",
    ),
    one(
        "P-46 an odd VAT",
        goods(
            product(
                "g1",
                extra=(
                    "<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>двадцать</Ставка></СтавкаНалога></СтавкиНалогов>"
                ),
            )
        ),
        holds=lambda: card().title == "Товар g1",
        warned="vat_unknown",
    ),
    one(
        "P-47 currency in many spellings",
        goods(product("g1")),
        sold(offer("g1").replace("руб.", "РУБ")),
        holds=lambda: price_of("g1") == 100,
    ),
    one(
        "P-47 an unknown currency leaves the price",
        goods(product("g1")),
        SOLD,
        sold(offer("g1", price="5").replace("руб.", "золото")),
        holds=lambda: price_of("g1") == 10,
        warned="currency_unknown",
    ),
    one(
        "P-49 zero is no price",
        goods(product("g1")),
        SOLD,
        sold(offer("g1", price="0")),
        holds=lambda: price_of("g1") is None,
        warned="price_zero",
    ),
    one(
        "P-49 an empty price is no price",
        goods(product("g1")),
        SOLD,
        sold(offer("g1", price="")),
        holds=lambda: price_of("g1") is None,
    ),
    one(
        "P-50 two prices of one type",
        goods(product("g1")),
        sold(TWO_PRICES),
        holds=lambda: price_of("g1") == 2,
        warned="price_twice",
    ),
    one(
        "P-51 the total is not the stock",
        goods(product("g1")),
        sold(offer("g1", stocks={"a": "2"}, total="9")),
        holds=lambda: available("g1", "a") == 2,
        warned="stock_total_differs",
    ),
    one(
        "P-52 a warehouse left out of a full file is empty",
        goods(product("g1")),
        SOLD,
        sold(offer("g1", stocks={"b": "7"})),
        holds=lambda: (available("g1", "a"), available("g1", "b")) == (0, 7),
    ),
    one(
        "P-52 no warehouse at all in a full file",
        goods(product("g1")),
        SOLD,
        sold(offer("g1", total="0")),
        holds=lambda: (available("g1", "a"), available("g1", "b")) == (0, 0),
    ),
    one(
        "P-52 3.1 lists its zeros itself",
        goods(product("g1")),
        SOLD,
        {
            "rests.xml": root(
                f'<ПакетПредложений СодержитТолькоИзменения="true"><Предложения>{rests("g1", a="3")}'
                "</Предложения></ПакетПредложений>",
                version="3.1",
            )
        },
        holds=lambda: (available("g1", "a"), available("g1", "b")) == (3, 7),
    ),
    one(
        "P-53 below nothing",
        goods(product("g1")),
        sold(offer("g1", stocks={"a": "-3"})),
        holds=lambda: available("g1", "a") == 0,
        warned="stock_negative",
    ),
    one(
        "P-53 a part of a piece",
        goods(product("g1")),
        sold(offer("g1", stocks={"a": "1,500"})),
        holds=lambda: available("g1", "a") == Decimal("1.5"),
    ),
    one(
        "numbers out of this world",
        goods(product("g1")),
        SOLD,
        sold(offer("g1", price="9" * 30, stocks={"a": "9" * 30})),
        # The last number stays, but nobody promises by it.
        holds=lambda: (price_of("g1"), available("g1", "a")) == (10, 0),
        warned="stock_not_number",
    ),
    one(
        "P-54 an unknown warehouse",
        goods(product("g1")),
        sold(offer("g1", stocks={"z": "3"})),
        holds=lambda: available("g1", "z") is None,
        warned="warehouse_unknown",
    ),
    one(
        "2.04 without warehouses",
        goods(product("g1")),
        {
            "offers.xml": root(
                '<ПакетПредложений СодержитТолькоИзменения="false"><Предложения><Предложение><Ид>g1</Ид>'
                "<Наименование>Г</Наименование>"
                "<Количество>8</Количество></Предложение></Предложения></ПакетПредложений>",
                version="2.04",
            )
        },
        holds=lambda: available("g1", "erp.central:-") == 8,
    ),
    one(
        "P-56 marked as deleted",
        goods(product("g1")),
        goods(product("g1", attributes=' Статус="Удален"')),
        holds=lambda: not card().is_published,
    ),
    one(
        "P-57 comes back",
        goods(product("g1")),
        goods(product("g1", extra="<ПометкаУдаления>true</ПометкаУдаления>")),
        goods(product("g1", extra="<ПометкаУдаления>false</ПометкаУдаления>")),
        SOLD,
        holds=lambda: card().is_published,
    ),
    one("P-59 a very long name", goods(product("g1", "Л" * 400)), holds=lambda: len(card().title) >= 250),
    one(
        "P-64 quick changes",
        goods(product("g1")),
        sold(offer("g1#c1", price="10", stocks={"a": "5", "b": "7"})),
        quick(
            "<Предложение><Ид>g1</Ид><ИдХарактеристики>c1</ИдХарактеристики>"
            '<Склады ИдСклада="a" КоличествоНаСкладе="2"/>'
            "<Цены><Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>12.50</ЦенаЗаЕдиницу></Цена></Цены></Предложение>"
        ),
        holds=lambda: (available("g1#c1", "a"), available("g1#c1", "b"), price_of("g1#c1")) == (2, 7, Decimal("12.50")),
    ),
    one(
        "twice in one file",
        goods(product("g1", "Первое"), product("g1", "Второе")),
        holds=lambda: card().title == "Второе",
        warned="product_twice",
    ),
    one(
        "GUIDs in any letters",
        goods(product("ABCDEF00-0000-0000-0000-000000000001")),
        sold(offer("abcdef00-0000-0000-0000-000000000001", price="3")),
        holds=lambda: price_of("abcdef00-0000-0000-0000-000000000001") == 3,
    ),
    one(
        "a nil characteristic is none",
        goods(product("g1")),
        sold(offer("g1#00000000-0000-0000-0000-000000000000", price="3")),
        holds=lambda: price_of("g1") == 3,
    ),
    one(
        "counterparties",
        {"contragents.xml": root("<Контрагенты><Контрагент><Ид>k</Ид></Контрагент></Контрагенты>", version="3.1")},
        holds=lambda: True,
        warned="partners_skipped",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_pitfall(one_c: OneC, case: Case) -> None:
    case.prove(one_c)
