"""The pieces of CommerceML that every dialect is put together from: one function, one element."""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from sandbox.chain.assembly import guid_of
from sandbox.onec.books import ONLINE_TYPE, PRICE_TYPES
from sandbox.pages import local
from sandbox.state import now

Record = Mapping[str, Any]
BOM: Final = b"\xef\xbb\xbf"
CATALOGUE: Final = guid_of("catalogue")
CLASSIFIER: Final = guid_of("classifier")
UNIT: Final = '<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'
UNIT_3: Final = "<БазоваяЕдиница>796 </БазоваяЕдиница>"
OWNER: Final = (
    f"<Владелец><Ид>{guid_of('owner')}</Ид><Наименование>Северный двор</Наименование>"
    "<ОфициальноеНаименование>ООО «Северный двор»</ОфициальноеНаименование><ИНН>7800000000</ИНН></Владелец>"
)
BRIEF: Final = "<Наименование>Каталог товаров</Наименование>"
SPACES: Final = {"2.04": "", "2.05": "", "3": "urn:1C.ru:commerceml_3"}


def document(version: str, parts: Iterable[str], at: float = 0) -> bytes:
    """A whole file: BOM, declaration, root with namespace and the time of the base's clock."""
    made = local(at or now()).strftime("%Y-%m-%dT%H:%M:%S")
    space = SPACES.get(version, SPACES.get(version[:1], "urn:1C.ru:commerceml_2"))
    named = f' xmlns="{space}"' if space else ""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация{named}'
    head += f' ВерсияСхемы="{version}" ДатаФормирования="{made}">\n'
    return BOM + (head + "".join(parts) + "</КоммерческаяИнформация>\n").encode()


def classifier(*parts: str, is_partial: bool = False) -> str:
    """A Классификатор; version 3.1 calls its lists changes even when they are whole."""
    name = "<Наименование>Классификатор</Наименование>"
    mark = ' СодержитТолькоИзменения="true"' if is_partial else ""
    return f"<Классификатор{mark}><Ид>{CLASSIFIER}</Ид>{name}{OWNER}{''.join(parts)}</Классификатор>\n"


def groups(found: Sequence[Record]) -> str:
    """The tree of groups."""
    if not found:
        return ""
    children: dict[str | None, list[Record]] = {}
    for group in found:
        children.setdefault(group["parent_id"], []).append(group)
    return _branch(children, None)


def _branch(children: dict[str | None, list[Record]], parent: str | None) -> str:
    found = children.get(parent, [])
    if not found:
        return ""
    inner = "".join(
        f"<Группа><Ид>{one['id']}</Ид><Наименование>{escape(one['title'])}</Наименование>"
        f"{_branch(children, one['id'])}</Группа>\n"
        for one in found
    )
    return f"<Группы>{inner}</Группы>"


def property_id(title: str) -> str:
    """GUID of a property."""
    return guid_of("property", title)


def value_id(title: str, value: str) -> str:
    """GUID of a value of a property."""
    return guid_of("value", title, value)


def properties(goods: Sequence[Record]) -> str:
    """Properties of the goods with every value that they use."""
    values: dict[str, dict[str, None]] = {}
    for one in goods:
        for title, value in json.loads(one["properties"]):
            values.setdefault(title, {})[value] = None
    return _properties(values, "ДляТоваров")


def offer_properties(offers: Sequence[Record]) -> str:
    """What 3.1 knows of characteristics: properties of offers with their values."""
    values: dict[str, dict[str, None]] = {}
    for one in offers:
        for title, value in json.loads(one["features"]):
            values.setdefault(title, {})[value] = None
    return _properties(values, "ДляПредложений")


def _properties(values: dict[str, dict[str, None]], purpose: str) -> str:
    if not values:
        return ""
    inner = "".join(_property(title, list(found), purpose) for title, found in values.items())
    return f"<Свойства>{inner}</Свойства>"


def _property(title: str, values: list[str], purpose: str) -> str:
    options = "".join(
        f"<Справочник><ИдЗначения>{value_id(title, value)}</ИдЗначения><Значение>{escape(value)}</Значение>"
        "</Справочник>"
        for value in values
    )
    return (
        f"<Свойство><Ид>{property_id(title)}</Ид><Наименование>{escape(title)}</Наименование>"
        f"<ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений>{options}</ВариантыЗначений>"
        f"<{purpose}>true</{purpose}></Свойство>\n"
    )


def catalogue(goods: str, *, only_changes: bool) -> str:
    """A Каталог around its goods."""
    return (
        f'<Каталог СодержитТолькоИзменения="{str(only_changes).lower()}"><Ид>{CATALOGUE}</Ид>'
        f"<ИдКлассификатора>{CLASSIFIER}</ИдКлассификатора>{BRIEF}{OWNER}<Товары>{goods}</Товары></Каталог>\n"
    )


def version_mark(*parts: str) -> str:
    """НомерВерсии: an opaque row version, equal for equal rows."""
    digest = zlib.crc32("".join(parts).encode()).to_bytes(8, "big")
    return f"<НомерВерсии>{base64.b64encode(digest).decode()}</НомерВерсии>"


def removal(version: str, *, is_removed: bool) -> tuple[str, str]:
    """The mark of removal: an attribute of the element in 2.07 and 2.08, elements in it later."""
    if version.startswith(("2.04", "2.05", "2.07", "2.08")):
        return (' Статус="Удален"' if is_removed else ""), ""
    return "", f"<ПометкаУдаления>{str(is_removed).lower()}</ПометкаУдаления>"


def goods_card(one: Record, version: str, *, is_removed: bool = False, with_pictures: bool = True) -> str:
    """A Товар."""
    pictures = json.loads(one["pictures"]) if with_pictures else []
    tax = f"<СтавкаНалога><Наименование>НДС</Наименование><Ставка>{one['vat']}</Ставка></СтавкаНалога>"
    values = "".join(
        f"<ЗначенияСвойства><Ид>{property_id(title)}</Ид><Значение>{value_id(title, value)}</Значение>"
        "</ЗначенияСвойства>"
        for title, value in json.loads(one["properties"])
    )
    attribute, element = removal(version, is_removed=is_removed)
    if version.startswith("3"):
        element = version_mark(one["id"], one["title"], one["properties"]) + element
    return (
        f"<Товар{attribute}><Ид>{one['id']}</Ид>{element}<Артикул>{one['article']}</Артикул>"
        f"<Наименование>{escape(one['title'])}</Наименование>{UNIT_3 if version.startswith('3') else UNIT}"
        f"<Группы><Ид>{one['group_id']}</Ид></Группы><Описание>{escape(one['description'])}</Описание>"
        + "".join(f"<Картинка>{path}</Картинка>" for path, _ in pictures)
        + f"<Изготовитель><Ид>{guid_of('brand', one['brand'])}</Ид>"
        f"<Наименование>{escape(one['brand'])}</Наименование></Изготовитель>"
        f"<ЗначенияСвойств>{values}</ЗначенияСвойств>"
        f"<СтавкиНалогов>{tax}</СтавкиНалогов>"
        f"<ЗначенияРеквизитов>{''.join(_requisites(one, pictures))}</ЗначенияРеквизитов></Товар>\n"
    )


def _requisites(one: Record, pictures: list[list[str]]) -> Iterator[str]:
    yield requisite("ВидНоменклатуры", "Товары для дома")
    yield requisite("ТипНоменклатуры", "Товар")
    yield requisite("Полное наименование", one["title"])
    yield requisite("Код", one["code"])
    for path, colour in pictures:
        yield requisite("ОписаниеФайла", f"{path}#{colour}")
    if one["arrives_on"]:
        yield requisite("Планируемая дата поступления", one["arrives_on"])


def requisite(name: str, value: str) -> str:
    """One ЗначениеРеквизита."""
    body = f"<Наименование>{name}</Наименование><Значение>{escape(value)}</Значение>"
    return f"<ЗначениеРеквизита>{body}</ЗначениеРеквизита>"


def price_types() -> str:
    """ТипыЦен of the chain."""
    tax = "<Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме></Налог>"
    types = "".join(
        f"<ТипЦены><Ид>{guid}</Ид><Наименование>{title}</Наименование><Валюта>RUB</Валюта>{tax}</ТипЦены>"
        for guid, title in PRICE_TYPES.items()
    )
    return f"<ТипыЦен>{types}</ТипыЦен>\n"


def units() -> str:
    """ЕдиницыИзмерения of 3.1; the code is padded, as in 1C."""
    return (
        "<ЕдиницыИзмерения><ЕдиницаИзмерения><Ид>796 </Ид><НаименованиеКраткое>шт</НаименованиеКраткое>"
        "<Код>796 </Код><НаименованиеПолное>Штука</НаименованиеПолное>"
        "<МеждународноеСокращение>PCE</МеждународноеСокращение></ЕдиницаИзмерения></ЕдиницыИзмерения>\n"
    )


def warehouses(found: Sequence[Record]) -> str:
    """Склады: stores and the warehouse."""
    if not found:
        return ""
    inner = "".join(
        f"<Склад><Ид>{one['id']}</Ид><Наименование>{escape(one['title'])}</Наименование>"
        f"<Адрес><Представление>{escape(one['city'])}, {escape(one['address'])}</Представление></Адрес></Склад>"
        for one in found
    )
    return f"<Склады>{inner}</Склады>\n"


def counterparties(found: Sequence[Record]) -> str:
    """Контрагенты of 3.1."""
    inner = "".join(
        f"<Контрагент><Ид>{one['guid']}</Ид>{version_mark(one['guid'], one['name'], one['phone'], one['email'])}"
        f"<ПометкаУдаления>false</ПометкаУдаления><Наименование>{escape(one['name'])}</Наименование>"
        f"<ПолноеНаименование>{escape(one['name'])}</ПолноеНаименование><Роль>Покупатель</Роль><Контакты>"
        f"<Контакт><Тип>Телефон мобильный</Тип><Значение>{escape(one['phone'])}</Значение></Контакт>"
        f"<Контакт><Тип>Почта</Тип><Значение>{escape(one['email'])}</Значение></Контакт></Контакты></Контрагент>\n"
        for one in found
    )
    return f'<Контрагенты СодержитТолькоИзменения="true">{inner}</Контрагенты>\n'


def package(offers: str, reference: str = "", *, only_changes: bool) -> str:
    """A ПакетПредложений around its offers."""
    return (
        f'<ПакетПредложений СодержитТолькоИзменения="{str(only_changes).lower()}"><Ид>{CATALOGUE}#</Ид>'
        f"<Наименование>Пакет предложений</Наименование><ИдКаталога>{CATALOGUE}</ИдКаталога>"
        f"<ИдКлассификатора>{CLASSIFIER}</ИдКлассификатора>{OWNER}{reference}"
        f"<Предложения>{offers}</Предложения></ПакетПредложений>\n"
    )


def identity(offer: Record, *, is_3: bool = False) -> str:
    """What an offer is: barcode, title, unit, features; 3.1 also names the features as properties."""
    features = json.loads(offer["features"])
    named = "".join(
        f"<ХарактеристикаТовара><Наименование>{escape(name)}</Наименование><Значение>{escape(value)}</Значение>"
        "</ХарактеристикаТовара>"
        for name, value in features
    )
    block = f"<ХарактеристикиТовара>{named}</ХарактеристикиТовара>" if named else ""
    if is_3 and features:
        values = "".join(
            f"<ЗначенияСвойства><Ид>{property_id(name)}</Ид><Значение>{value_id(name, value)}</Значение>"
            "</ЗначенияСвойства>"
            for name, value in features
        )
        block += f"<ЗначенияСвойств>{values}</ЗначенияСвойств>"
    unit = UNIT_3 if is_3 else UNIT
    return f"<Штрихкод>{offer['barcode']}</Штрихкод><Наименование>{escape(offer['title'])}</Наименование>{unit}{block}"


def prices(found: Sequence[tuple[str, str]]) -> str:
    """Цены of an offer."""
    rows = "".join(
        f"<Цена><Представление>{amount} RUB за шт</Представление><ИдТипаЦены>{type_id}</ИдТипаЦены>"
        f"<ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта><Единица>шт</Единица>"
        "<Коэффициент>1</Коэффициент></Цена>"
        for type_id, amount in sorted(found, key=lambda one: one[0] == ONLINE_TYPE)
    )
    return f"<Цены>{rows}</Цены>"


def rests_by_attribute(stock: Sequence[tuple[str, int]], element: str = "Склад", *, zeros: bool = False) -> str:
    """Количество and warehouses as 2.0x has them: empty warehouses are left out, unless asked for."""
    rows = "".join(
        f"<{element} ИдСклада={quoteattr(where)} КоличествоНаСкладе={quoteattr(str(quantity))}/>"
        for where, quantity in stock
        if quantity or zeros
    )
    return rows if zeros else f"<Количество>{sum(quantity for _, quantity in stock)}</Количество>{rows}"


def rests_listed(stock: Sequence[tuple[str, int]], warehouse_ids: Sequence[str]) -> str:
    """Остатки of 2.09 and 3.1: every warehouse named, zeros too."""
    known = dict(stock)
    rests = "".join(
        f"<Остаток><Склад><Ид>{one}</Ид><Количество>{known.get(one, 0)}</Количество></Склад></Остаток>\n"
        for one in warehouse_ids
    )
    return f"<Остатки>{rests}</Остатки>"
