"""What the bases write: CommerceML of both families, from the books.

2.07 and 2.08 put everything of a portion in `import` and `offers`; the 2.09 of the Bitrix module parts offers, prices
and rests; 3.1 gives each kind of thing its own file.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from sandbox.chain.assembly import guid_of
from sandbox.onec.books import ONLINE_TYPE, PRICE_TYPES
from sandbox.onec.client import STOCK
from sandbox.pages import local
from sandbox.state import Row, now

BOM: Final = b"\xef\xbb\xbf"
CATALOGUE: Final = guid_of("catalogue")
CLASSIFIER: Final = guid_of("classifier")
UNIT: Final = '<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'
OWNER: Final = (
    f"<Владелец><Ид>{guid_of('owner')}</Ид><Наименование>Северный двор</Наименование>"
    "<ОфициальноеНаименование>ООО «Северный двор»</ОфициальноеНаименование><ИНН>7800000000</ИНН></Владелец>"
)
BRIEF: Final = "<Наименование>Каталог товаров</Наименование>"


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an export carries."""

    goods: Sequence[Row] = ()
    offers: Sequence[Row] = ()
    prices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    stock: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    warehouses: Sequence[Row] = ()
    groups: Sequence[Row] = ()
    is_full: bool = False
    first: bool = True
    has_prices: bool = False
    has_stock: bool = False


def files_of(content: Content, family: str, version: str) -> dict[str, bytes]:
    """The XML files of one package in the dialect."""
    if family == STOCK:
        return _stock_1c(content, version)
    return _bitrix_31(content) if version.startswith("3") else _bitrix_2(content, version)


def document(version: str, parts: Iterable[str]) -> bytes:
    """A whole file: BOM, declaration, root with namespace and time."""
    made = local(now()).strftime("%Y-%m-%dT%H:%M:%S")
    space = "urn:1C.ru:commerceml_3" if version.startswith("3") else "urn:1C.ru:commerceml_2"
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация xmlns="{space}"'
    head += f' ВерсияСхемы="{version}" ДатаФормирования="{made}">\n'
    return BOM + (head + "".join(parts) + "</КоммерческаяИнформация>\n").encode()


def _stock_1c(content: Content, version: str) -> dict[str, bytes]:
    files = {}
    only_changes = not (content.is_full and content.first)
    if content.goods or content.groups:
        head = _classifier(_groups(content.groups), _properties(content.goods))
        files["import0_1.xml"] = document(version, [head, _catalogue(content, only_changes=only_changes)])
    if content.offers:
        reference = (_price_types() if content.has_prices else "") + _warehouses(content.warehouses)
        offers = "".join(_offer(offer, content) for offer in content.offers)
        files["offers0_1.xml"] = document(version, [_package(offers, reference, only_changes=only_changes)])
    return files


def _bitrix_2(content: Content, version: str) -> dict[str, bytes]:
    mark, files = uuid.uuid4(), {}
    only_changes = not content.is_full
    if content.goods or content.groups or content.warehouses:
        reference = _price_types() if content.has_prices else ""
        head = _classifier(
            _groups(content.groups), _properties(content.goods), reference, _warehouses(content.warehouses)
        )
        goods = _catalogue(content, only_changes=only_changes) if content.goods else ""
        files[f"import___{mark}.xml"] = document(version, [head, goods])
    if content.goods:
        identities = "".join(_offer(offer, content, parts=()) for offer in content.offers)
        files[f"offers___{mark}.xml"] = document(version, [_package(identities, only_changes=only_changes)])
    if content.has_prices:
        prices = "".join(_offer(offer, content, parts=("prices",)) for offer in content.offers)
        files[f"prices___{mark}.xml"] = document(version, [_package(prices, only_changes=only_changes)])
    if content.has_stock:
        rests = "".join(_offer(offer, content, parts=("rests",)) for offer in content.offers)
        files[f"rests___{mark}.xml"] = document(version, [_package(rests, only_changes=only_changes)])
    return files


def _bitrix_31(content: Content) -> dict[str, bytes]:
    mark, made = uuid.uuid4(), {}
    only_changes = not content.is_full
    if content.groups:
        made["groups"] = _classifier(_groups(content.groups))
    if content.goods:
        made["propertiesGoods"] = _classifier(_properties(content.goods))
        made["goods"] = _catalogue(content, only_changes=only_changes)
        identities = "".join(_offer(offer, content, parts=()) for offer in content.offers)
        made["offers"] = _package(identities, only_changes=only_changes)
    if content.has_prices:
        made["priceLists"] = _classifier(_price_types())
        prices = "".join(_offer(offer, content, parts=("prices",)) for offer in content.offers)
        made["prices"] = _package(prices, only_changes=only_changes)
    if content.warehouses:
        made["storages"] = _classifier(_warehouses(content.warehouses))
    if content.has_stock:
        rests = "".join(_offer(offer, content, parts=("rests",)) for offer in content.offers)
        made["rests"] = _package(rests, only_changes=only_changes)
    return {f"{name}_1_1_{mark}.xml": document("3.1", [body]) for name, body in made.items()}


def _classifier(*parts: str) -> str:
    name = "<Наименование>Классификатор</Наименование>"
    return f"<Классификатор><Ид>{CLASSIFIER}</Ид>{name}{OWNER}{''.join(parts)}</Классификатор>\n"


def _groups(groups: Sequence[Row]) -> str:
    if not groups:
        return ""
    children: dict[str | None, list[Row]] = {}
    for group in groups:
        children.setdefault(group["parent_id"], []).append(group)
    return _branch(children, None)


def _branch(children: dict[str | None, list[Row]], parent: str | None) -> str:
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


def _properties(goods: Sequence[Row]) -> str:
    values: dict[str, dict[str, None]] = {}
    for one in goods:
        for title, value in json.loads(one["properties"]):
            values.setdefault(title, {})[value] = None
    if not values:
        return ""
    return "<Свойства>" + "".join(_property(title, list(found)) for title, found in values.items()) + "</Свойства>"


def _property(title: str, values: list[str]) -> str:
    options = "".join(
        f"<Справочник><ИдЗначения>{value_id(title, value)}</ИдЗначения><Значение>{escape(value)}</Значение>"
        "</Справочник>"
        for value in values
    )
    return (
        f"<Свойство><Ид>{property_id(title)}</Ид><Наименование>{escape(title)}</Наименование>"
        f"<ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений>{options}</ВариантыЗначений>"
        "<ДляТоваров>true</ДляТоваров></Свойство>\n"
    )


def _catalogue(content: Content, *, only_changes: bool) -> str:
    goods = "".join(_goods(one) for one in content.goods)
    return (
        f'<Каталог СодержитТолькоИзменения="{str(only_changes).lower()}"><Ид>{CATALOGUE}</Ид>'
        f"<ИдКлассификатора>{CLASSIFIER}</ИдКлассификатора>{BRIEF}{OWNER}<Товары>{goods}</Товары></Каталог>\n"
    )


def _goods(one: Row) -> str:
    pictures = json.loads(one["pictures"])
    tax = f"<СтавкаНалога><Наименование>НДС</Наименование><Ставка>{one['vat']}</Ставка></СтавкаНалога>"
    requisites = "".join(_requisites(one, pictures))
    values = "".join(
        f"<ЗначенияСвойства><Ид>{property_id(title)}</Ид><Значение>{value_id(title, value)}</Значение>"
        "</ЗначенияСвойства>"
        for title, value in json.loads(one["properties"])
    )
    return (
        f"<Товар><Ид>{one['id']}</Ид><Артикул>{one['article']}</Артикул>"
        f"<Наименование>{escape(one['title'])}</Наименование>{UNIT}"
        f"<Группы><Ид>{one['group_id']}</Ид></Группы><Описание>{escape(one['description'])}</Описание>"
        + "".join(f"<Картинка>{path}</Картинка>" for path, _ in pictures)
        + f"<Изготовитель><Ид>{guid_of('brand', one['brand'])}</Ид>"
        f"<Наименование>{escape(one['brand'])}</Наименование></Изготовитель>"
        f"<ЗначенияСвойств>{values}</ЗначенияСвойств>"
        f"<СтавкиНалогов>{tax}</СтавкиНалогов>"
        f"<ЗначенияРеквизитов>{requisites}</ЗначенияРеквизитов></Товар>\n"
    )


def _requisites(one: Row, pictures: list[list[str]]) -> Iterator[str]:
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


def _price_types() -> str:
    tax = "<Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме></Налог>"
    types = "".join(
        f"<ТипЦены><Ид>{guid}</Ид><Наименование>{title}</Наименование><Валюта>RUB</Валюта>{tax}</ТипЦены>"
        for guid, title in PRICE_TYPES.items()
    )
    return f"<ТипыЦен>{types}</ТипыЦен>\n"


def _warehouses(warehouses: Sequence[Row]) -> str:
    if not warehouses:
        return ""
    found = "".join(
        f"<Склад><Ид>{one['id']}</Ид><Наименование>{escape(one['title'])}</Наименование>"
        f"<Адрес><Представление>{escape(one['city'])}, {escape(one['address'])}</Представление></Адрес></Склад>"
        for one in warehouses
    )
    return f"<Склады>{found}</Склады>\n"


def _package(offers: str, reference: str = "", *, only_changes: bool) -> str:
    return (
        f'<ПакетПредложений СодержитТолькоИзменения="{str(only_changes).lower()}"><Ид>{CATALOGUE}#</Ид>'
        f"<Наименование>Пакет предложений</Наименование><ИдКаталога>{CATALOGUE}</ИдКаталога>"
        f"<ИдКлассификатора>{CLASSIFIER}</ИдКлассификатора>{OWNER}{reference}"
        f"<Предложения>{offers}</Предложения></ПакетПредложений>\n"
    )


def _offer(offer: Row, content: Content, parts: tuple[str, ...] = ("identity", "prices", "rests", "plain")) -> str:
    pieces = [f"<Предложение><Ид>{offer['id']}</Ид>"]
    if not parts or "identity" in parts:
        pieces.append(_identity(offer))
    if "prices" in parts and content.has_prices:
        pieces.append(_prices(content.prices.get(offer["id"], [])))
    if "rests" in parts and content.has_stock:
        pieces.append(_rests(content.stock.get(offer["id"], []), plain="plain" in parts, content=content))
    return "".join([*pieces, "</Предложение>\n"])


def _identity(offer: Row) -> str:
    features = "".join(
        f"<ХарактеристикаТовара><Наименование>{escape(name)}</Наименование><Значение>{escape(value)}</Значение>"
        "</ХарактеристикаТовара>"
        for name, value in json.loads(offer["features"])
    )
    block = f"<ХарактеристикиТовара>{features}</ХарактеристикиТовара>" if features else ""
    return f"<Штрихкод>{offer['barcode']}</Штрихкод><Наименование>{escape(offer['title'])}</Наименование>{UNIT}{block}"


def _prices(prices: list[tuple[str, str]]) -> str:
    rows = "".join(
        f"<Цена><Представление>{amount} RUB за шт</Представление><ИдТипаЦены>{type_id}</ИдТипаЦены>"
        f"<ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта><Единица>шт</Единица>"
        "<Коэффициент>1</Коэффициент></Цена>"
        for type_id, amount in sorted(prices, key=lambda one: one[0] == ONLINE_TYPE)
    )
    return f"<Цены>{rows}</Цены>"


def _rests(stock: list[tuple[str, int]], *, plain: bool, content: Content) -> str:
    """2.0x omits empty warehouses and gives the total; 2.09 and 3.1 list every warehouse with its zero."""
    known = dict(stock)
    if plain:
        total = sum(known.values())
        rows = "".join(
            f"<Склад ИдСклада={quoteattr(where)} КоличествоНаСкладе={quoteattr(str(quantity))}/>"
            for where, quantity in stock
            if quantity
        )
        return f"<Количество>{total}</Количество>{rows}"
    where = [one["id"] for one in content.warehouses] if content.is_full else list(known)
    rests = "".join(
        f"<Остаток><Склад><Ид>{one}</Ид><Количество>{known.get(one, 0)}</Количество></Склад></Остаток>\n"
        for one in where
    )
    return f"<Остатки>{rests}</Остатки>"
