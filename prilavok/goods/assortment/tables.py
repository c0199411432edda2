"""Rules as a table: a line a rule, the same columns out and in, so that an exported table can be loaded again.

Goods are named by article or barcode, "категория: ...", "бренд: ..." or "все"; places by the code or the title of a
store or a region, or "сеть"; statuses and channels by their words or codes. An empty status takes the rule away.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from prilavok.base import sheets
from prilavok.goods.assortment.errors import TableWithoutRules
from prilavok.goods.assortment.goods import folded_brand
from prilavok.goods.assortment.places import ChainPlaces, whole_chain
from prilavok.goods.assortment.queries import every_rule
from prilavok.goods.assortment.values import (
    Cell,
    Effect,
    GoodsRef,
    Place,
    PlaceKind,
    Rule,
    Scope,
    Status,
    TableRow,
)
from prilavok.goods.assortment.words import CHANNELS, STATUSES, channel_words
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductId, VariantId

COLUMNS = ("goods", "title", "place", "channel", "status", "since", "until", "note")
HEADINGS = {
    "goods": ("товар", "goods", "артикул", "article"),
    "title": ("название", "title"),
    "place": ("место", "place"),
    "channel": ("канал", "channel"),
    "status": ("статус", "status"),
    "since": ("с", "from", "since"),
    "until": ("по", "to", "until"),
    "note": ("примечание", "note"),
}
ALL_GOODS = ("все", "all")
CHAIN = ("сеть", "вся сеть", "chain", "")
CATEGORY = ("категория:", "category:")
BRAND = ("бренд:", "brand:")
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class NotUnderstood(Exception):
    """What a cell says cannot be understood."""


def table_of_rules() -> Iterator[Sequence[str]]:
    """Every rule as a line, after a line of headings."""
    yield [names[0].capitalize() for names in HEADINGS.values()]
    rules = list(every_rule())
    products = [ProductId(rule.goods.goods_id) for rule in rules if rule.goods.scope is Scope.PRODUCT]
    articles = {key: card.article for key, card in pim.cards(product_ids=sorted(set(products))).items()}
    codes = {place.code: place.title for place in ChainPlaces().stores}
    for rule in rules:
        yield _line(rule, articles, codes)


def _line(rule: Rule, articles: Mapping[ProductId, str], stores: Mapping[str, str]) -> list[str]:
    goods, place = rule.goods, rule.place
    named = {
        Scope.ALL: ALL_GOODS[0],
        Scope.CATEGORY: f"{CATEGORY[0]} {goods.title}",
        Scope.BRAND: f"{BRAND[0]} {goods.title or goods.brand}",
        Scope.PRODUCT: articles.get(ProductId(goods.goods_id), "") or f"#{goods.goods_id}",
    }[goods.scope]
    where = {
        PlaceKind.CHAIN: CHAIN[0],
        PlaceKind.REGION: place.code,
        PlaceKind.STORE: stores.get(place.code, place.title),
    }[place.kind]
    return [
        named,
        goods.title,
        where,
        channel_words(rule.channel) if rule.channel else "",
        str(STATUSES[rule.status]),
        rule.since.strftime("%d.%m.%Y") if rule.since else "",
        rule.until.strftime("%d.%m.%Y") if rule.until else "",
        rule.note,
    ]


def read_table(path: Path) -> list[TableRow]:
    """What a table says, line by line, with what is wrong in each. Raises TableWithoutRules, and what sheets raise."""
    lines = list(sheets.rows(path))
    columns = _columns(lines[0]) if lines else {}
    told = [(number, _told(line, columns)) for number, line in enumerate(lines[1:], 2) if line]
    if "goods" not in columns or "status" not in columns or not told:
        raise TableWithoutRules
    known = Known([line["goods"] for _, line in told])
    return [_row(number, line, known) for number, line in told]


class Known:
    """Everything a table may name, asked for at once."""

    def __init__(self, goods: Sequence[str]) -> None:
        codes = [one for one in goods if one and not one.lower().startswith((*CATEGORY, *BRAND, "#"))]
        found = pim.variants_by_codes(codes)
        variants = pim.variants(variant_ids=[VariantId(one) for ids in found.values() for one in ids])
        self.by_code = {
            code: {variants[one].product_id for one in ids if one in variants} for code, ids in found.items()
        }
        numbers = [ProductId(int(one[1:])) for one in goods if one.startswith("#") and one[1:].isdecimal()]
        ids = sorted({one for products in self.by_code.values() for one in products} | set(numbers))
        self.cards = pim.cards(product_ids=ids)
        self.categories: dict[str, list[int]] = {}
        for node in (*pim.category_tree(), *pim.site_tree()):
            ids_of = self.categories.setdefault(node.title.casefold(), [])
            if node.category_id not in ids_of:
                ids_of.append(node.category_id)
        self.places: dict[str, Place] = {}
        places = ChainPlaces()
        for place in (*places.stores, *places.regions):
            self.places.setdefault(place.title.casefold(), place)
        for place in places.regions:
            self.places.setdefault(place.code.casefold(), place)


def _columns(line: Sequence[str]) -> dict[str, int]:
    heads = {text.strip().casefold(): at for at, text in enumerate(line)}
    return {name: heads[one] for name, ways in HEADINGS.items() for one in ways if one in heads}


def _told(line: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {
        name: line[columns[name]].strip() if name in columns and columns[name] < len(line) else "" for name in COLUMNS
    }


def _row(number: int, line: Mapping[str, str], known: Known) -> TableRow:
    try:
        cell = Cell(
            goods=_goods(line["goods"], known),
            place=_place(line["place"], known),
            channel=_channel(line["channel"]),
            effect=Effect(
                status=_status(line["status"]),
                since=_day(line["since"]),
                until=_day(line["until"]),
                note=line["note"][:300],
            ),
        )
    except NotUnderstood as trouble:
        return TableRow(number=number, cell=None, trouble=str(trouble))
    if cell.effect.status is Status.SEASONAL and not (cell.effect.since and cell.effect.until):
        return TableRow(number=number, cell=None, trouble=_("A season needs its first and its last day."))
    if cell.effect.since and cell.effect.until and cell.effect.since > cell.effect.until:
        return TableRow(number=number, cell=None, trouble=_("The last day comes before the first one."))
    return TableRow(number=number, cell=cell)


def _goods(text: str, known: Known) -> GoodsRef:
    folded = text.casefold()
    if folded in ALL_GOODS:
        return GoodsRef(scope=Scope.ALL)
    if folded.startswith(CATEGORY):
        title = text.partition(":")[2].strip()
        found = known.categories.get(title.casefold(), [])
        if len(found) != 1:
            raise NotUnderstood(
                _("Several categories are called “%(title)s”.") % {"title": title}
                if found
                else _("There is no category “%(title)s”.") % {"title": title}
            )
        return GoodsRef(scope=Scope.CATEGORY, goods_id=found[0], title=title)
    if folded.startswith(BRAND):
        title = text.partition(":")[2].strip()
        return GoodsRef(scope=Scope.BRAND, brand=folded_brand(title), title=title)
    return _product(text, known)


def _product(text: str, known: Known) -> GoodsRef:
    if text.startswith("#") and text[1:].isdecimal():
        found = {ProductId(int(text[1:]))} & set(known.cards)
    else:
        found = known.by_code.get(text.casefold(), set())
    if len(found) != 1:
        raise NotUnderstood(
            _("Several products have the code “%(code)s”.") % {"code": text}
            if found
            else _("There is no product with the code “%(code)s”.") % {"code": text}
        )
    key = next(iter(found))
    return GoodsRef(scope=Scope.PRODUCT, goods_id=key, title=known.cards[key].title)


def _place(text: str, known: Known) -> Place:
    if text.casefold() in CHAIN:
        return whole_chain()
    place = known.places.get(text.casefold())
    if place is None:
        raise NotUnderstood(_("There is no store or region “%(title)s”.") % {"title": text})
    return place


def _channel(text: str) -> str:
    wanted = text.casefold()
    for code, title in CHANNELS.items():
        if wanted in (code.value, str(title).casefold()):
            return code.value
    raise NotUnderstood(_("There is no channel “%(title)s”.") % {"title": text})


def _status(text: str) -> Status | None:
    wanted = text.casefold()
    if not wanted:
        return None
    for code, title in STATUSES.items():
        if wanted in (code.value, str(title).casefold()):
            return code
    raise NotUnderstood(_("There is no status “%(title)s”.") % {"title": text})


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if found := DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise NotUnderstood(_("“%(day)s” is not a day. An example: 01.05.2027") % {"day": text}) from None
