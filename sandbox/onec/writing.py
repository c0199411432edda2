"""What the bases write: CommerceML of every family, from the books.

2.07 and 2.08 put everything of a portion in `import0_N` and `offers0_N`, and call every portion but the first "changes
only", also within a full export. Quick changes of prices and stock are a ИзмененияПакетаПредложений of their own. The
2.09 of the Bitrix module parts offers, prices and rests; 3.1 gives each kind of thing its own file and splits the long
ones. A cloud writes 2.04 without a namespace, with all pictures in a second pass.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sandbox.onec import pieces
from sandbox.onec.client import BITRIX, CLOUD
from sandbox.onec.pieces import Record, document

ROWS_OF_A_FILE: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an export carries. `described`: all goods whose properties the first portion declares; `portion` counts
    from 1; `at` is the time of the base's clock (0: now)."""

    goods: Sequence[Record] = ()
    described: Sequence[Record] = ()
    offers: Sequence[Record] = ()
    prices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    stock: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    warehouses: Sequence[Record] = ()
    groups: Sequence[Record] = ()
    counterparties: Sequence[Record] = ()
    removed: frozenset[str] = frozenset()
    is_full: bool = False
    portion: int = 1
    has_prices: bool = False
    has_stock: bool = False
    is_quick: bool = False
    at: float = 0


def files_of(content: Content, family: str, version: str) -> dict[str, bytes]:
    """The XML files of one package in the dialect, in the order in which they are sent."""
    if family == BITRIX:
        return _bitrix_31(content) if version.startswith("3") else _bitrix_2(content, version)
    return _cloud(content, version) if family == CLOUD else _stock_1c(content, version)


def _stock_1c(content: Content, version: str) -> dict[str, bytes]:
    if content.is_quick and version >= "2.07":
        return {"offers0_1.xml": document(version, [_quick(content)], content.at)}
    files, number = {}, content.portion
    only_changes = not (content.is_full and number == 1)
    if content.goods or content.groups:
        properties = pieces.properties(content.described or content.goods)
        has_head = content.groups or number == 1
        head = pieces.classifier(pieces.groups(content.groups), properties) if has_head else ""
        body = pieces.catalogue(_goods(content, version), only_changes=only_changes)
        files[f"import0_{number}.xml"] = document(version, [head, body], content.at)
    if content.offers:
        reference = (pieces.price_types() if content.has_prices else "") + pieces.warehouses(content.warehouses)
        offers = "".join(_offer(offer, content, version) for offer in content.offers)
        body = pieces.package(offers, reference, only_changes=only_changes)
        files[f"offers0_{number}.xml"] = document(version, [body], content.at)
    return files


def _cloud(content: Content, version: str) -> dict[str, bytes]:
    """Cards, offers, and the cards once more with their pictures: absent pictures of the first pass mean nothing."""
    files = {}
    only_changes = not (content.is_full and content.portion == 1)
    if content.goods:
        head = pieces.classifier(pieces.groups(content.groups), pieces.properties(content.goods))
        for name, with_pictures in (("import.xml", False), ("import_pictures.xml", True)):
            cards = "".join(
                pieces.goods_card(one, version, is_removed=one["id"] in content.removed, with_pictures=with_pictures)
                for one in content.goods
            )
            body = pieces.catalogue(cards, only_changes=only_changes or with_pictures)
            files[name] = document(version, [head, body], content.at)
    if content.offers:
        reference = (pieces.price_types() if content.has_prices else "") + pieces.warehouses(content.warehouses)
        offers = "".join(_offer(offer, content, version) for offer in content.offers)
        body = pieces.package(offers, reference, only_changes=only_changes)
        files["offers.xml"] = document(version, [body], content.at)
    return dict(sorted(files.items(), key=lambda one: ("pictures" in one[0], one[0])))


def _bitrix_2(content: Content, version: str) -> dict[str, bytes]:
    mark, made = uuid.uuid4(), {}
    only_changes = not content.is_full
    if content.goods or content.groups or content.warehouses:
        reference = pieces.price_types() if content.has_prices else ""
        head = pieces.classifier(
            pieces.groups(content.groups),
            pieces.properties(content.goods),
            reference,
            pieces.warehouses(content.warehouses),
        )
        goods = pieces.catalogue(_goods(content, version), only_changes=only_changes) if content.goods else ""
        made["import"] = head + goods
    if content.goods:
        made["offers"] = pieces.package(_offers(content, version, "identity"), only_changes=only_changes)
    if content.has_prices:
        made["prices"] = pieces.package(_offers(content, version, "prices"), only_changes=only_changes)
    if content.has_stock:
        made["rests"] = pieces.package(_offers(content, version, "rests"), only_changes=only_changes)
    return {f"{name}___{mark}.xml": document(version, [body], content.at) for name, body in made.items()}


def _bitrix_31(content: Content) -> dict[str, bytes]:
    """One kind of thing a file, in the order of a listing: references come after those who use them."""
    mark = uuid.uuid4()
    made = [(name, number, body) for name, bodies in _kinds_31(content) for number, body in enumerate(bodies, 1)]
    made.sort(key=lambda one: (one[0].casefold(), one[1]))
    return {f"{name}_1_{number}_{mark}.xml": document("3.1", [body], content.at) for name, number, body in made}


def _kinds_31(content: Content) -> Iterator[tuple[str, list[str]]]:
    only_changes = not content.is_full

    def offers(part: str) -> list[str]:
        return [pieces.package(_offers(one, "3.1", part), only_changes=only_changes) for one in _cut(content)]

    if content.groups:
        yield "groups", [pieces.classifier(pieces.groups(content.groups), is_partial=True)]
    if content.goods:
        yield "units", [pieces.classifier(pieces.units(), is_partial=True)]
        yield "propertiesGoods", [pieces.classifier(pieces.properties(content.goods), is_partial=True)]
        yield "propertiesOffers", [pieces.classifier(pieces.offer_properties(content.offers), is_partial=True)]
        parts = [content.goods[at : at + ROWS_OF_A_FILE] for at in range(0, len(content.goods), ROWS_OF_A_FILE)]
        yield "goods", [pieces.catalogue(_cards(part, content, "3.1"), only_changes=only_changes) for part in parts]
        yield "offers", offers("identity")
    if content.has_prices:
        yield "priceLists", [pieces.classifier(pieces.price_types(), is_partial=True)]
        yield "prices", offers("prices")
    if content.warehouses:
        yield "storages", [pieces.classifier(pieces.warehouses(content.warehouses), is_partial=True)]
    if content.has_stock:
        yield "rests", offers("rests")
    if content.counterparties:
        yield "contragents", [pieces.counterparties(content.counterparties)]


def _cut(content: Content) -> list[Content]:
    found = [content.offers[at : at + ROWS_OF_A_FILE] for at in range(0, len(content.offers), ROWS_OF_A_FILE)]
    return [
        Content(
            offers=part,
            prices=content.prices,
            stock=content.stock,
            warehouses=content.warehouses,
            removed=content.removed,
            is_full=content.is_full,
            has_prices=content.has_prices,
            has_stock=content.has_stock,
        )
        for part in found
    ]


def _goods(content: Content, version: str) -> str:
    return _cards(content.goods, content, version)


def _cards(goods: Sequence[Record], content: Content, version: str) -> str:
    return "".join(pieces.goods_card(one, version, is_removed=one["id"] in content.removed) for one in goods)


def _offers(content: Content, version: str, part: str) -> str:
    """Offers of the Bitrix module, one side of them: identity, prices or rests."""
    warehouse_ids = [one["id"] for one in content.warehouses] if content.is_full else None
    found = []
    for offer in content.offers:
        own = offer["id"]
        inner = ""
        if part == "identity":
            inner = pieces.identity(offer, is_3=version.startswith("3"))
        elif part == "prices":
            inner = pieces.prices(content.prices.get(own, []))
        else:
            stock = content.stock.get(own, [])
            inner = pieces.rests_listed(stock, warehouse_ids or [where for where, _ in stock])
        found.append(f"<Предложение><Ид>{own}</Ид>{inner}</Предложение>\n")
    return "".join(found)


def _offer(offer: Record, content: Content, version: str) -> str:
    """A whole offer of 2.0x."""
    own = offer["id"]
    prices = pieces.prices(content.prices.get(own, [])) if content.has_prices else ""
    rests = pieces.rests_by_attribute(content.stock.get(own, [])) if content.has_stock else ""
    return f"<Предложение><Ид>{own}</Ид>{pieces.identity(offer)}{prices}{rests}</Предложение>\n"


def _quick(content: Content) -> str:
    """ИзмененияПакетаПредложений: the characteristic apart from the goods, warehouses as `Склады`."""
    found = []
    for offer in content.offers:
        goods, _, characteristic = offer["id"].partition("#")
        stock = content.stock.get(offer["id"], [])
        rests = pieces.rests_by_attribute(stock, "Склады", zeros=True) if content.has_stock else ""
        total = f"<Количество>{sum(quantity for _, quantity in stock)}</Количество>" if content.has_stock else ""
        prices = pieces.prices(content.prices.get(offer["id"], [])) if content.has_prices else ""
        part = f"<ИдХарактеристики>{characteristic}</ИдХарактеристики>" if characteristic else ""
        unit = "<КодЕдиницыИзмерения>796</КодЕдиницыИзмерения>"
        found.append(f"<Предложение><Ид>{goods}</Ид>{part}{unit}{rests}{prices}{total}</Предложение>\n")
    return (
        f'<ИзмененияПакетаПредложений СодержитТолькоИзменения="true"><Ид>{pieces.CATALOGUE}#</Ид>'
        f"<Наименование>Изменения</Наименование><ИдКаталога>{pieces.CATALOGUE}</ИдКаталога>"
        f"<Предложения>{''.join(found)}</Предложения></ИзмененияПакетаПредложений>\n"
    )
