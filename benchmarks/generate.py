"""A chain made by arithmetic: goods, stores, prices and stocks as CommerceML 2.07 files, the same for the same seed.

Written piece by piece, so that a million offers need no memory.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
STAMP = 'xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.07" ДатаФормирования="2026-01-02T03:04:05"'
ROOT = f"<КоммерческаяИнформация {STAMP}>\n"
GROUPS = ("Посуда", "Текстиль", "Свет", "Сад", "Инструмент", "Краски", "Крепёж", "Хранение", "Уборка", "Вода")
THINGS = ("Кастрюля", "Полотенце", "Лампа", "Лопата", "Отвёртка", "Эмаль", "Шуруп", "Короб", "Швабра", "Смеситель")
BRANDS = ("Северный двор", "Лесная сказка", "Вятка", "Ясно", "Мастер Пётр")
COLOURS = ("белый", "чёрный", "зелёный", "синий", "красный", "серый")
PRICE_TYPES = ("Розничная", "Старая цена")


@dataclass(frozen=True, kw_only=True)
class Made:
    """How much to make; `turn` changes prices and stocks without changing the goods. `variants`: offers a product."""

    products: int = 10_000
    variants: int = 1
    stores: int = 20
    seed: int = 7
    turn: int = 0


def key(made: Made, kind: str, number: int) -> str:
    """The GUID of a thing."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{made.seed}:{kind}:{number}"))


def catalogue(made: Made) -> Iterator[bytes]:
    """import0_1.xml: groups, properties and goods, a full export."""
    yield (HEAD + ROOT + _classifier(made)).encode()
    own = key(made, "catalogue", 0)
    yield (
        f'<Каталог СодержитТолькоИзменения="false"><Ид>{own}</Ид><ИдКлассификатора>{own}</ИдКлассификатора>'
        "<Наименование>Каталог</Наименование><Товары>\n"
    ).encode()
    for number in range(made.products):
        yield _product(made, number).encode()
    yield "</Товары></Каталог></КоммерческаяИнформация>".encode()


def offers(made: Made) -> Iterator[bytes]:
    """offers0_1.xml: an offer a product, with a price of each type and a stock in every store, a full export."""
    catalogue_id = key(made, "catalogue", 0)
    types = "".join(
        f"<ТипЦены><Ид>{key(made, 'type', number)}</Ид><Наименование>{title}</Наименование>"
        "<Валюта>RUB</Валюта></ТипЦены>"
        for number, title in enumerate(PRICE_TYPES)
    )
    places = "".join(
        f"<Склад><Ид>{key(made, 'store', number)}</Ид><Наименование>Магазин {number + 1:02d}</Наименование></Склад>"
        for number in range(made.stores)
    )
    yield (
        f'{HEAD}{ROOT}<ПакетПредложений СодержитТолькоИзменения="false"><Ид>{catalogue_id}#</Ид>'
        f"<ИдКаталога>{catalogue_id}</ИдКаталога><ТипыЦен>{types}</ТипыЦен><Склады>{places}</Склады><Предложения>\n"
    ).encode()
    dice = random.Random(made.seed * 1000 + made.turn)
    for number in range(made.products * made.variants):
        yield _offer(made, number, dice).encode()
    yield "</Предложения></ПакетПредложений></КоммерческаяИнформация>".encode()


def rests(made: Made) -> Iterator[bytes]:
    """rests0_1.xml: the stock of every offer in every store, a full export; nothing of prices."""
    catalogue_id = key(made, "catalogue", 0)
    stores = [key(made, "store", number) for number in range(made.stores)]
    places = "".join(
        f"<Склад><Ид>{own}</Ид><Наименование>Магазин {number:02d}</Наименование></Склад>"
        for number, own in enumerate(stores, 1)
    )
    yield (
        f'{HEAD}{ROOT}<ПакетПредложений СодержитТолькоИзменения="false"><Ид>{catalogue_id}#</Ид>'
        f"<ИдКаталога>{catalogue_id}</ИдКаталога><Склады>{places}</Склады><Предложения>\n"
    ).encode()
    dice = random.Random(made.seed * 1000 + made.turn)
    for number in range(made.products * made.variants):
        told = "".join(f'<Склад ИдСклада="{own}" КоличествоНаСкладе="{dice.randrange(1, 40)}"/>' for own in stores)
        yield f"<Предложение><Ид>{_offer_key(made, number)}</Ид>{told}</Предложение>\n".encode()
    yield "</Предложения></ПакетПредложений></КоммерческаяИнформация>".encode()


def _classifier(made: Made) -> str:
    groups = "".join(
        f"<Группа><Ид>{key(made, 'group', number)}</Ид><Наименование>{title}</Наименование></Группа>"
        for number, title in enumerate(GROUPS)
    )
    colours = "".join(
        f"<Справочник><ИдЗначения>{key(made, 'colour', number)}</ИдЗначения><Значение>{title}</Значение></Справочник>"
        for number, title in enumerate(COLOURS)
    )
    return (
        f"<Классификатор><Ид>{key(made, 'catalogue', 0)}</Ид><Наименование>Классификатор</Наименование>"
        f"<Группы>{groups}</Группы><Свойства><Свойство><Ид>{key(made, 'property', 0)}</Ид><Наименование>Цвет"
        f"</Наименование><ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений>{colours}</ВариантыЗначений></Свойство>"
        f"<Свойство><Ид>{key(made, 'property', 1)}</Ид><Наименование>Вес, г</Наименование><ТипЗначений>Число"
        f"</ТипЗначений></Свойство></Свойства></Классификатор>\n"
    )


def _product(made: Made, number: int) -> str:
    kind = number % len(THINGS)
    title = f"{THINGS[kind]} {BRANDS[number % len(BRANDS)]} № {number + 1}"
    return (
        f"<Товар><Ид>{key(made, 'product', number)}</Ид><Штрихкод>{4600000000000 + number}</Штрихкод>"
        f"<Артикул>СД-{number + 1:06d}</Артикул><Наименование>{title}</Наименование>"
        f'<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'
        f"<Группы><Ид>{key(made, 'group', kind)}</Ид></Группы>"
        f"<Описание>{title}. Простая и надёжная вещь для дома: служит долго, легко моется, не боится воды.</Описание>"
        f"<Изготовитель><Ид>{key(made, 'maker', number % 5)}</Ид><Наименование>{BRANDS[number % 5]}</Наименование>"
        f"</Изготовитель><ЗначенияСвойств><ЗначенияСвойства><Ид>{key(made, 'property', 0)}</Ид>"
        f"<Значение>{key(made, 'colour', number % len(COLOURS))}</Значение></ЗначенияСвойства><ЗначенияСвойства>"
        f"<Ид>{key(made, 'property', 1)}</Ид><Значение>{100 + number % 900}</Значение></ЗначенияСвойства>"
        f"</ЗначенияСвойств><СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>20</Ставка>"
        f"</СтавкаНалога></СтавкиНалогов><ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>ТипНоменклатуры"
        f"</Наименование><Значение>Товар</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Товар>\n"
    )


def _offer(made: Made, number: int, dice: random.Random) -> str:
    # Every price moves with the turn, by less than a package is kept for a person to look at.
    base = 500 + (made.seed * 31 + number) * 7919 % 4500
    price = base * (100 + (made.turn * 7 + number) % 20) // 100
    prices = "".join(
        f"<Цена><Представление>{amount} RUB за шт</Представление><ИдТипаЦены>{key(made, 'type', kind)}</ИдТипаЦены>"
        f"<ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта><Единица>шт</Единица><Коэффициент>1</Коэффициент></Цена>"
        for kind, amount in enumerate((price, price + price // 5))
    )
    stocks = [(store, dice.randrange(1, 40)) for store in range(made.stores)]
    places = "".join(
        f'<Склад ИдСклада="{key(made, "store", store)}" КоличествоНаСкладе="{quantity}"/>' for store, quantity in stocks
    )
    total = sum(quantity for _, quantity in stocks)
    return (
        f"<Предложение><Ид>{_offer_key(made, number)}</Ид><Артикул>СД-{number + 1:06d}</Артикул>"
        f"<Наименование>{THINGS[number % len(THINGS)]} № {number + 1}</Наименование>"
        f'<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'
        f"{_features(made, number)}<Цены>{prices}</Цены><Количество>{total}</Количество>{places}</Предложение>\n"
    )


def _offer_key(made: Made, number: int) -> str:
    own = key(made, "product", number // made.variants)
    return f"{own}#{key(made, 'variant', number)}" if made.variants > 1 else own


def _features(made: Made, number: int) -> str:
    if made.variants == 1:
        return ""
    size = number % made.variants + 1
    return (
        "<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер</Наименование>"
        f"<Значение>{size}</Значение></ХарактеристикаТовара></ХарактеристикиТовара>"
    )
