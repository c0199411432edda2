"""A Предложение as facts: who it is, what it costs, where it lies. Each part may be missing.

Facts are plain values that can wait in the database until the thing they are about comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from prilavok.base.xml import Element, text_of
from prilavok.partners.erp.dialects.classifier import is_removed
from prilavok.partners.erp.dialects.reading import parts_of_offer
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.tolerant import (
    currency,
    identity,
    is_sentinel,
    number,
    split_variant,
    variant_identity,
)

ONE = Decimal(1)
ZERO = Decimal(0)
THOUSANDTH = Decimal("0.001")
MOST_PIECES = Decimal(10) ** 9
MOST_MONEY = Decimal(10) ** 12


@dataclass(frozen=True, kw_only=True)
class PriceFact:
    """A price of one type; an amount of None means "no price"."""

    price_type: str
    amount: Decimal | None
    currency: str
    min_quantity: Decimal = ONE


@dataclass(frozen=True, kw_only=True)
class StockFact:
    """A quantity at one warehouse."""

    warehouse: str
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class IdentityFact:
    """Who the variant is; None is untouched."""

    title: str | None
    article: str | None
    barcodes: tuple[str, ...] | None
    features: tuple[tuple[str, str], ...] | None
    is_removed: bool


@dataclass(frozen=True, kw_only=True)
class OfferFacts:
    """All that one offer tells. `rest_is_zero`: warehouses that are not listed hold nothing."""

    external_id: str
    identity: IdentityFact | None = None
    prices: tuple[PriceFact, ...] = ()
    stocks: tuple[StockFact, ...] = ()
    total: Decimal | None = None
    rest_is_zero: bool = False

    @property
    def product(self) -> str:
        """The product's id."""
        return split_variant(self.external_id)[0]

    @property
    def name(self) -> str:
        """How to call it in a warning."""
        return (self.identity.title if self.identity else None) or self.external_id


def offer(element: Element, notes: Notes, *, tells_whole_stock: bool, is_full: bool) -> OfferFacts | None:
    """The facts of an offer, or None when it has no id.

    `tells_whole_stock` is the habit of 2.0x: warehouses with nothing are left out. `is_full`: of a full export.
    """
    external_id = variant_identity(text_of(element, "Ид"), text_of(element, "ИдХарактеристики"))
    if not external_id:
        notes.add("offer_without_id", text_of(element, "Наименование"))
        return None
    parts = parts_of_offer(element)
    name = text_of(element, "Наименование") or external_id
    stocks, are_readable = _stocks(element, name, notes)
    total = number(text_of(element, "Количество"))
    return OfferFacts(
        external_id=external_id,
        identity=_identity(element, notes) if "identity" in parts or not parts else None,
        prices=tuple(_prices(element, name, notes)),
        stocks=stocks,
        total=total,
        rest_is_zero=tells_whole_stock and are_readable and (is_full or bool(stocks) or total == ZERO),
    )


def _identity(element: Element, notes: Notes) -> IdentityFact:
    title = " ".join(text_of(element, "Наименование").split())
    article = element.find("Артикул")
    return IdentityFact(
        title=title or None,
        article=None if article is None else (article.text or "").strip() or None,
        barcodes=_barcodes(element),
        features=_features(element, notes),
        is_removed=is_removed(element),
    )


def _barcodes(element: Element) -> tuple[str, ...] | None:
    found = element.findall("Штрихкод") + element.findall("Штрихкоды/Штрихкод")
    if not found:
        return None
    return tuple(dict.fromkeys(text for one in found if (text := "".join((one.text or "").split()))))


def _features(element: Element, notes: Notes) -> tuple[tuple[str, str], ...] | None:
    holder = element.find("ХарактеристикиТовара")
    if holder is None:
        return None
    found = []
    for one in holder.iterfind("ХарактеристикаТовара"):
        name, value = " ".join(text_of(one, "Наименование").split()), " ".join(text_of(one, "Значение").split())
        if is_sentinel(value):
            notes.add("feature_sentinel", value)
        elif name and value:
            found.append((name, value))
    return tuple(dict.fromkeys(found))


def _prices(element: Element, name: str, notes: Notes) -> Iterator[PriceFact]:
    found: dict[tuple[str, Decimal], PriceFact] = {}
    for one in element.iterfind("Цены/Цена"):
        fact = _price(one, name, notes)
        if fact is None:
            continue
        key = (fact.price_type, fact.min_quantity)
        if key in found and found[key] != fact:
            notes.add("price_twice", name)
        found[key] = fact
    yield from found.values()


def _price(one: Element, name: str, notes: Notes) -> PriceFact | None:
    price_type = identity(text_of(one, "ИдТипаЦены"))
    if not price_type:
        notes.add("price_without_type", name)
        return None
    money = text_of(one, "Валюта")
    code = currency(money) if money else ""
    if code is None:
        notes.add("currency_unknown", f"{name}: {money}")
        return None
    text = text_of(one, "ЦенаЗаЕдиницу")
    amount = number(text)
    if text and (amount is None or amount >= MOST_MONEY):
        notes.add("price_not_number", f"{name}: {text[:40]}")
        return None
    if amount is not None and amount < ZERO:
        notes.add("price_negative", name)
        amount = None
    if amount == ZERO:
        notes.add("price_zero", name)
        amount = None
    least = number(text_of(one, "МинКоличество"))
    return PriceFact(price_type=price_type, amount=amount, currency=code, min_quantity=least or ONE)


def _stocks(element: Element, name: str, notes: Notes) -> tuple[tuple[StockFact, ...], bool]:
    """The quantities, and whether all could be read: an unreadable one must not turn into nothing."""
    found: dict[str, StockFact] = {}
    are_readable = True
    for warehouse, text in _raw_stocks(element):
        fact = _stock(warehouse, text)
        if fact is None:
            notes.add("stock_not_number", f"{name}: {text[:40]}")
            are_readable = False
            continue
        if fact.quantity < ZERO:
            notes.add("stock_negative", name)
        found[warehouse] = fact
    return tuple(found.values()), are_readable


@lru_cache(maxsize=8192)
def _stock(warehouse: str, text: str) -> StockFact | None:
    """The same few figures come again and again: the facts are frozen, so they may be shared."""
    quantity = number(text) if text else ZERO
    return (
        None
        if quantity is None or abs(quantity) >= MOST_PIECES
        else StockFact(warehouse=warehouse, quantity=quantity.quantize(THOUSANDTH))
    )


def _raw_stocks(element: Element) -> Iterator[tuple[str, str]]:
    for tag in ("Склад", "Склады"):
        for one in element.iterchildren(tag):
            warehouse = identity(one.get("ИдСклада") or "")
            if warehouse:
                yield warehouse, (one.get("КоличествоНаСкладе") or "").strip()
    for rest in element.iterfind("Остатки/Остаток"):
        place = rest.find("Склад")
        warehouse = "-" if place is None else identity(text_of(place, "Ид"))
        text = text_of(rest if place is None else place, "Количество")
        if warehouse and (text or place is not None):
            yield warehouse, text
