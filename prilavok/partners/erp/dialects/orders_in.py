"""Документ of an ERP as an order's news.

The number is ours when the ERP answers to an order of ours, the id is the ERP's. Only requisites that stand right under
the document count: clouds repeat them inside goods.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from prilavok.base.xml import Element, text_of
from prilavok.partners.erp.dialects.classifier import is_removed
from prilavok.partners.erp.dialects.offers import MOST_PIECES
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.tolerant import flag, number, variant_identity

ORDER: Final = "заказ товара"
PAYMENTS: Final = frozenset({"выплата наличных денег", "выплата безналичных денег", "эквайринговая операция"})
SHIPMENT: Final = "отпуск товара"
NOT_GOODS: Final = frozenset({"ORDER_DELIVERY"})
STATUSES: Final = ("статус заказа", "статусзаказа", "статус")
_BRACKET: Final = re.compile(r"^\[[^\]]*\]\s*")


@dataclass(frozen=True, kw_only=True)
class LineIn:
    """A line as the ERP has it; lines of one good are summed."""

    external_id: str
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, kw_only=True)
class DocumentIn:
    """What the ERP says of an order; `lines` is None when it says nothing of the composition."""

    number: str
    erp_id: str
    erp_number: str = ""
    status: str = ""
    lines: tuple[LineIn, ...] | None = None
    is_cancelled: bool = False
    is_paid: bool = False
    is_shipped: bool = False


def document(element: Element, notes: Notes) -> DocumentIn | None:
    """The news of a document, or None when it is not about an order."""
    operation = text_of(element, "ХозОперация").casefold()
    if operation in PAYMENTS or operation == SHIPMENT:
        return _attached(element, operation, notes)
    if operation and operation != ORDER:
        notes.add("document_not_order", f"{text_of(element, 'Номер')}: {operation}")
        return None
    found = text_of(element, "Номер") or text_of(element, "Ид")
    if not found:
        notes.add("document_unreadable", text_of(element, "Дата"))
        return None
    said = _requisites(element)
    return DocumentIn(
        number=found[:60],
        erp_id=text_of(element, "Ид")[:255],
        erp_number=(said.get("номер по 1с") or text_of(element, "Номер1С"))[:60],
        status=_status(said),
        lines=_lines(element),
        is_cancelled=flag(said.get("отменен", said.get("отменён", ""))) is True
        or flag(said.get("пометкаудаления", "")) is True
        or is_removed(element),
        is_paid=flag(said.get("заказ оплачен", "")) is True or bool(said.get("дата оплаты по 1с")),
        is_shipped=bool(said.get("дата отгрузки по 1с") or said.get("номер отгрузки по 1с"))
        or flag(said.get("отгружен", "")) is True,
    )


def _attached(element: Element, operation: str, notes: Notes) -> DocumentIn | None:
    """A payment or a shipment that stands on an order as its ground."""
    ground = text_of(element, "Основание")
    said = _requisites(element)
    if not ground or is_removed(element) or flag(said.get("отменен", "")) is True:
        notes.add("document_not_order", f"{text_of(element, 'Номер')}: {operation}")
        return None
    return DocumentIn(number=ground[:60], erp_id="", is_paid=operation in PAYMENTS, is_shipped=operation == SHIPMENT)


def _requisites(element: Element) -> Mapping[str, str]:
    return {
        " ".join(text_of(one, "Наименование").casefold().split()): text_of(one, "Значение")
        for one in element.iterfind("ЗначенияРеквизитов/ЗначениеРеквизита")
    }


def _status(said: Mapping[str, str]) -> str:
    for name in STATUSES:
        if said.get(name):
            return _BRACKET.sub("", " ".join(said[name].split()))[:120]
    return ""


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
