"""A Предложение as facts: who it is, what it costs, where it lies. Each part may be missing.

Facts are plain values that can wait in the database until the thing they are about comes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from prilavok.base.xml import Element, text_of
from prilavok.partners.erp.dialects.bitrix import product_of
from prilavok.partners.erp.dialects.classifier import INNER, is_removed
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.reading import parts_of_offer
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.serialized import plain_text
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
KOPECK = Decimal("0.01")
BARCODES: Final = ("Штрихкод", "ШтрихКод", "Штрихкоды/Штрихкод")
SUFFIX: Final = re.compile(r"[#:_ (]")


@dataclass(frozen=True, kw_only=True)
class PriceFact:
    """A price of one type; an amount of None means "no price"."""

    price_type: str
    amount: Decimal | None
    currency: str
    min_quantity: Decimal = ONE


@dataclass(frozen=True, kw_only=True)
class StockFact:
    """A quantity at one warehouse; None: what was said is no number."""

    warehouse: str
    quantity: Decimal | None


@dataclass(frozen=True, kw_only=True)
class IdentityFact:
    """Who the variant is; None is untouched. `properties` are ids whose names and values are yet to be looked up."""

    title: str | None
    article: str | None
    barcodes: tuple[str, ...] | None
    features: tuple[tuple[str, str], ...] | None
    is_removed: bool
    properties: tuple[tuple[str, str], ...] = ()


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


def offer(element: Element, context: FileContext, notes: Notes) -> OfferFacts | None:
    """The facts of an offer, or None when it has no id."""
    external_id = _external_id(element)
    if not external_id:
        notes.add("offer_without_id", text_of(element, "Наименование"))
        return None
    parts = parts_of_offer(element)
    name = text_of(element, "Наименование") or external_id
    stocks, are_readable = _stocks(element, name, notes)
    total = number(text_of(element, "Количество"))
    tells_all = context.is_full or bool(stocks) or total == ZERO
    return OfferFacts(
        external_id=external_id,
        identity=_identity(element, external_id, context, notes) if "identity" in parts or not parts else None,
        prices=tuple(_prices(element, name, context, notes)),
        stocks=stocks,
        total=total,
        rest_is_zero=context.zeroes_unlisted and not context.is_quick and are_readable and tells_all,
    )


def variant_of_product(element: Element, context: FileContext, notes: Notes) -> OfferFacts | None:
    """The identity of a variant that is written as a product, goods#characteristic; None for a plain product."""
    external_id = _external_id(element)
    if not split_variant(external_id)[1]:
        return None
    return OfferFacts(external_id=external_id, identity=_identity(element, external_id, context, notes))


def _external_id(element: Element) -> str:
    own = variant_identity(text_of(element, "Ид"), text_of(element, "ИдХарактеристики"))
    product = product_of(element)
    return variant_identity(product, own) if product and own and "#" not in own and product != own else own


def _identity(element: Element, external_id: str, context: FileContext, notes: Notes) -> IdentityFact:
    title = " ".join(text_of(element, "Наименование").split())
    article = element.find("Артикул")
    return IdentityFact(
        title=title or None,
        article=None if article is None else (article.text or "").strip() or None,
        barcodes=barcodes(element),
        features=_features(element, context, notes),
        properties=_properties(element, context) if "#" in external_id else (),
        is_removed=is_removed(element),
    )


def barcodes(element: Element) -> tuple[str, ...] | None:
    """The barcodes as told, letter for letter: zeros in front count. Empty elements say that there are none."""
    found = [one for path in BARCODES for one in element.iterfind(path)]
    if not found:
        return None
    return tuple(dict.fromkeys(text for one in found if (text := "".join((one.text or "").split()))))


def _features(element: Element, context: FileContext, notes: Notes) -> tuple[tuple[str, str], ...] | None:
    holder = element.find("ХарактеристикиТовара")
    if holder is None:
        return None
    found = []
    for one in holder.iterfind("ХарактеристикаТовара"):
        name, value = " ".join(text_of(one, "Наименование").split()), " ".join(text_of(one, "Значение").split())
        if is_sentinel(value, context.profile.empty_values):
            notes.add("feature_sentinel", value)
        elif name and value:
            found.append((name, value))
    return tuple(dict.fromkeys(found))


def _properties(element: Element, context: FileContext) -> tuple[tuple[str, str], ...]:
    """Values of properties that stand for features where a sender has no ХарактеристикиТовара (МойСклад)."""
    if element.find("ХарактеристикиТовара") is not None:
        return ()
    found = []
    for one in element.iterfind("ЗначенияСвойств/ЗначенияСвойства"):
        key = identity(text_of(one, "Ид"))
        for piece in one.iterfind("Значение"):
            text = identity(" ".join(plain_text((piece.text or "").strip()).split()))
            if key and text and not key.startswith(INNER) and not is_sentinel(text, context.profile.empty_values):
                found.append((key, text))
    return tuple(dict.fromkeys(found))


def _prices(element: Element, name: str, context: FileContext, notes: Notes) -> Iterator[PriceFact]:
    found: dict[tuple[str, Decimal], PriceFact] = {}
    for one in element.iterfind("Цены/Цена"):
        fact = _price(one, name, context, notes)
        if fact is None:
            continue
        key = (fact.price_type, fact.min_quantity)
        if key in found and found[key] != fact:
            notes.add("price_twice", name)
        found[key] = fact
    yield from found.values()
    if element.find("Цены") is not None and not context.keeps_missing_prices:
        named = {text_of(one, "ИдТипаЦены").casefold() for one in element.iterfind("Цены/Цена")}
        for price_type in sorted(context.price_types - {fact.price_type for fact in found.values()}):
            if price_type.casefold() not in named:
                yield PriceFact(price_type=price_type, amount=None, currency="")


def _price(one: Element, name: str, context: FileContext, notes: Notes) -> PriceFact | None:
    price_type = _declared(identity(text_of(one, "ИдТипаЦены")), context.price_types)
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
    least = number(text_of(one, "МинКоличество")) or ONE
    pieces = _pieces(one, context)
    if pieces != ONE:
        notes.add("price_of_pack", name)
        amount, least = None if amount is None else (amount / pieces).quantize(KOPECK, ROUND_HALF_UP), least * pieces
    return PriceFact(price_type=price_type, amount=amount, currency=code, min_quantity=max(least, ONE))


def _declared(price_type: str, declared: frozenset[str]) -> str:
    """The type a price means: Bitrix adds words to the id of the type when it names it at a price."""
    if not price_type or price_type in declared:
        return price_type
    head = SUFFIX.split(price_type, maxsplit=1)[0]
    return head if head in declared else price_type


def _pieces(one: Element, context: FileContext) -> Decimal:
    """How many base units the price is for."""
    coefficient = number(text_of(one, "Коэффициент"))
    if context.profile.pack_prices != "divide" or coefficient is None or not ZERO < coefficient < MOST_PIECES:
        return ONE
    return coefficient


def _stocks(element: Element, name: str, notes: Notes) -> tuple[tuple[StockFact, ...], bool]:
    """The quantities, and whether all could be read: an unreadable one must not turn into nothing."""
    found: dict[str, StockFact] = {}
    are_readable = True
    for warehouse, text in _raw_stocks(element):
        fact = _stock(warehouse, text)
        if fact is None:
            notes.add("stock_not_number", f"{name}: {text[:40]}")
            are_readable = False
            fact = StockFact(warehouse=warehouse, quantity=None)
        elif fact.quantity is not None and fact.quantity < ZERO:
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
