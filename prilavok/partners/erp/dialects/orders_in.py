"""Документ of an ERP as an order's news.

The number is ours when the ERP answers to an order of ours, the id is the ERP's. Only requisites that stand right under
the document count: clouds repeat them inside goods. What the requisites mean is `rules.order_words`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from prilavok.base.xml import Element, text_of
from prilavok.partners.erp.dialects.classifier import is_removed
from prilavok.partners.erp.dialects.offers import MOST_PIECES
from prilavok.partners.erp.dialects.partners import partner
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.order_words import name_key
from prilavok.partners.erp.rules.tolerant import flag, number, variant_identity

ORDER: Final = "заказ товара"
# What stands on an order as its ground; an invoice, money given back, goods come back are papers and change nothing.
ATTACHED: Final = {
    **dict.fromkeys(("выплата наличных денег", "выплата безналичных денег", "эквайринговая операция"), "payment"),
    "отпуск товара": "shipment",
    "счет на оплату": "invoice",
    **dict.fromkeys(("возврат наличных денег", "возврат безналичных денег"), "refund"),
    **dict.fromkeys(
        ("возврат товара", "возврат товаров", "возврат товаров от клиента", "возврат товаров от покупателя"), "return"
    ),
}
MOST_LISTED: Final = 500
MOST_MONEY: Final = Decimal(10) ** 11
NOT_GOODS: Final = frozenset({"ORDER_DELIVERY"})


@dataclass(frozen=True, kw_only=True)
class LineIn:
    """A line as the ERP has it; lines of one good are summed."""

    external_id: str
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, kw_only=True)
class PaperIn:
    """An attached document: its number and date in the ERP, the number by which both sides know it, what it lists."""

    number: str
    at: str = ""
    external_id: str = ""
    is_void: bool = False
    lines: tuple[tuple[str, Decimal, Decimal | None], ...] = ()


@dataclass(frozen=True, kw_only=True)
class BuyerIn:
    """Who bought, for an order that was born in the ERP; never shown in logs, never kept with the document."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    comment: str = field(default="", repr=False)
    warehouse_id: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentIn:
    """What the ERP says of an order; `lines` is None when it says nothing of the composition.

    `about`: order, payment, shipment, invoice, refund or return; all but the first stand on an order as their ground,
    whose number they carry; a return may name none. `said`: the requisites by `name_key`.
    """

    number: str
    erp_id: str
    about: str = "order"
    lines: tuple[LineIn, ...] | None = None
    is_removed: bool = False
    erp_number: str = ""
    amount: Decimal | None = None
    attached: PaperIn | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    buyer: BuyerIn | None = None


def document(element: Element, notes: Notes) -> DocumentIn | None:
    """The news of a document, or None when it is not about an order."""
    operation = text_of(element, "ХозОперация").casefold().replace("ё", "е")
    if operation in ATTACHED:
        return _attached(element, operation, notes)
    if operation and operation != ORDER:
        notes.add("document_not_order", f"{text_of(element, 'Номер')}: {operation}")
        return None
    found = text_of(element, "Номер") or text_of(element, "Ид")
    if not found:
        notes.add("document_unreadable", text_of(element, "Дата"))
        return None
    return DocumentIn(
        number=found[:60],
        erp_id=text_of(element, "Ид")[:255],
        lines=_lines(element),
        is_removed=is_removed(element),
        erp_number=text_of(element, "Номер1С")[:60],
        said={**_dated(element), **_requisites(element)},
        buyer=_buyer(element, notes),
    )


def _dated(element: Element) -> dict[str, str]:
    """3.1 tells the date in the ERP by an element of its own, older versions by a requisite."""
    at = text_of(element, "Дата1С")
    return {"дата по 1с": at} if at else {}


def _attached(element: Element, operation: str, notes: Notes) -> DocumentIn | None:
    """What stands on an order as its ground; a cancelled or an undone one is no fact."""
    ground = text_of(element, "Основание")
    said = _requisites(element)
    called_off = any(flag(said.get(name, "")) is True for name in ("отменен", "отменена", "пометкаудаления"))
    undone = any(flag(said.get(name, "")) is False for name in ("оплачено", "отгружен", "проведен"))
    about, ours = ATTACHED[operation], text_of(element, "Номер") or text_of(element, "Ид")
    named = text_of(element, "Номер1С") or said.get("номер по 1с") or ours
    if not named or not (ground or about == "return"):
        notes.add("document_without_order", f"{named}: {operation}")
        return None
    at = text_of(element, "Дата1С") or said.get("дата по 1с") or text_of(element, "Дата")
    is_void = is_removed(element) or called_off or undone
    return DocumentIn(
        number=ground[:60],
        erp_id="",
        about=about,
        amount=_sum(element),
        attached=PaperIn(
            number=named[:60],
            at=at[:40],
            external_id=ours[:255],
            is_void=is_void,
            lines=_listed(element) if about == "return" else (),
        ),
    )


def _listed(element: Element) -> tuple[tuple[str, Decimal, Decimal | None], ...]:
    """What a paper lists, in the ERP's own words: title, quantity, sum."""
    return tuple(
        (
            (text_of(one, "Наименование") or text_of(one, "Артикул") or text_of(one, "Ид"))[:300],
            number(text_of(one, "Количество")) or Decimal(0),
            _sum(one),
        )
        for one in element.iterfind("Товары/Товар")
    )[:MOST_LISTED]


def _sum(element: Element) -> Decimal | None:
    """A sum in kopecks; one that no document can have is none."""
    told = number(text_of(element, "Сумма"))
    return told.quantize(Decimal("0.01")) if told is not None and abs(told) < MOST_MONEY else None


def _requisites(element: Element) -> Mapping[str, str]:
    return {
        name_key(text_of(one, "Наименование")): text_of(one, "Значение")[:400]
        for one in element.iterfind("ЗначенияРеквизитов/ЗначениеРеквизита")
    }


def _buyer(element: Element, notes: Notes) -> BuyerIn | None:
    for one in element.iterfind("Контрагенты/Контрагент"):
        facts = partner(one, notes)
        if facts is not None and (not facts.roles or "покупатель" in facts.roles):
            return BuyerIn(
                name=facts.shown_name,
                phone=next(iter(facts.phones), ""),
                email=next(iter(facts.emails), ""),
                comment=text_of(element, "Комментарий")[:2000],
                warehouse_id=text_of(element, "Склады/Склад/Ид")[:255],
            )
    return None


def _lines(element: Element) -> tuple[LineIn, ...] | None:
    goods = element.find("Товары")
    if goods is None:
        return None
    found: dict[str, LineIn] = {}
    for one in goods.iterfind("Товар"):
        external_id = variant_identity(text_of(one, "Ид"), text_of(one, "ИдХарактеристики"))
        if not external_id or external_id in NOT_GOODS or _is_service(one):
            continue
        quantity = number(text_of(one, "Количество")) or Decimal(0)
        if quantity >= MOST_PIECES:
            return None
        price = _price(one, quantity)
        earlier = found.get(external_id)
        found[external_id] = LineIn(
            external_id=external_id,
            quantity=(quantity + (earlier.quantity if earlier else 0)).quantize(Decimal("0.001")),
            price=earlier.price if earlier and not price else price,
        )
    return tuple(line for line in found.values() if line.quantity > 0)


def _price(one: Element, quantity: Decimal) -> Decimal:
    """The price after discounts: what the line costs by the piece, else what is written as the price."""
    total, price = number(text_of(one, "Сумма")), number(text_of(one, "ЦенаЗаЕдиницу")) or Decimal(0)
    if (
        total is None
        or not quantity
        or (price * quantity - total).copy_abs() < Decimal("0.01") * max(quantity, Decimal(1))
    ):
        return price.quantize(Decimal("0.01"))
    return (total / quantity).quantize(Decimal("0.01"))


def _is_service(one: Element) -> bool:
    said = _requisites(one)
    return said.get("типноменклатуры", "").casefold() == "услуга"
