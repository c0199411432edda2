"""A record as values, each with the lane it belongs to. Most records are one value of their own lane; some tell more.

A product of 2.03 may be a variant; an offer of Bitrix's own export is a whole card; both may tell a day of arrival.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from prilavok.base.xml import Element
from prilavok.partners.erp.dialects import arrivals, classifier, goods, offers, orders_in, partners
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.reading import Record
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules import kinds


def understood(record: Record, context: FileContext, notes: Notes) -> Iterator[tuple[str, Any]]:
    """The values of a record with their lanes, in the order in which they are to be applied."""
    with notes.about((record.element.findtext("Ид") or "").strip()):
        yield from _values(record, context, notes)


def _values(record: Record, context: FileContext, notes: Notes) -> Iterator[tuple[str, Any]]:
    element = record.element
    if record.lane == kinds.GROUP:
        for draft in classifier.categories(element, notes, skip_top=context.profile.skip_top_group):
            yield kinds.GROUP, draft
    elif record.lane == kinds.PRODUCT:
        yield from _told((kinds.PRODUCT, goods.product(element, context, notes)))
        yield from _told((kinds.VARIANT, offers.variant_of_product(element, context, notes)))
        yield from _told((kinds.ARRIVAL, arrivals.arrival(element, notes)))
    elif record.lane == kinds.OFFER:
        if _is_card(element):
            yield from _told((kinds.PRODUCT, goods.product(element, replace(context, is_full=False), notes)))
        yield from _told((kinds.OFFER, offers.offer(element, context, notes)))
        yield from _told((kinds.ARRIVAL, arrivals.arrival(element, notes)))
    else:
        yield from _told((record.lane, PLAIN[record.lane](element, notes)))


def _told(*values: tuple[str, Any]) -> Iterator[tuple[str, Any]]:
    return (one for one in values if one[1] is not None)


def _is_card(element: Element) -> bool:
    """True for an offer that stands for its own product: it has a name and says in which groups it lies."""
    return element.find("Группы/Ид") is not None and element.find("Наименование") is not None


PLAIN: Final[dict[str, Callable[[Element, Notes], Any]]] = {
    kinds.PROPERTY: classifier.attribute,
    kinds.DOCUMENT: orders_in.document,
    kinds.PARTNER: partners.partner,
    kinds.PRICE_TYPE: classifier.price_type,
    kinds.WAREHOUSE: classifier.warehouse,
    kinds.UNIT: lambda element, _notes: classifier.unit(element),
}
