"""Groups, properties, price types, warehouses and units of a Классификатор, as drafts."""

from collections.abc import Iterator

from prilavok.base.xml import Element, text_of
from prilavok.goods.pim.values import AttributeDraft, CategoryDraft
from prilavok.goods.pricing.values import PriceTypeDraft
from prilavok.goods.stock.values import LocationDraft
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.tolerant import currency, flag, identity

PROPERTY_KINDS = {
    "справочник": "reference",
    "число": "number",
    "время": "date",
    "дата": "date",
    "датавремя": "date",
    "булево": "flag",
}
# Fields of a card that Bitrix exports as if they were properties.
INNER = "CML2_"


def is_removed(element: Element) -> bool:
    """True for a record marked as deleted, in either dialect."""
    if (element.get("Статус") or "").strip().casefold() in {"удален", "удалён"}:
        return True
    return flag(text_of(element, "ПометкаУдаления")) is True


def categories(
    element: Element, notes: Notes, parent: str | None = None, *, skip_top: bool = False
) -> Iterator[CategoryDraft]:
    """A group with everything below it, parents first.

    `skip_top`: the group itself only wraps the others, so it is put away; what is below it stands at the root then.
    """
    external_id = identity(text_of(element, "Ид"))
    title = text_of(element, "Наименование")
    if not external_id:
        notes.add("group_without_title", title)
        return
    if not title:
        notes.add("group_without_title", external_id)
    own_parent = parent or identity(text_of(element, "Родитель") or text_of(element, "ИдРодителя")) or None
    yield CategoryDraft(
        external_id=external_id,
        title=" ".join(title.split()) or external_id,
        parent_external_id=own_parent,
        is_removed=is_removed(element) or (skip_top and element.find("Группы/Группа") is not None),
    )
    for below in element.iterfind("Группы/Группа"):
        yield from categories(below, notes, external_id)


def attribute(element: Element, notes: Notes) -> AttributeDraft | None:
    """A property with its reference values."""
    external_id = identity(text_of(element, "Ид"))
    title = " ".join(text_of(element, "Наименование").split())
    if not external_id:
        notes.add("property_without_id", title)
        return None
    if external_id.startswith(INNER):
        return None
    kind = PROPERTY_KINDS.get(text_of(element, "ТипЗначений").casefold(), "text")
    options: dict[str, str] = {}
    for one in element.iterfind("ВариантыЗначений/Справочник"):
        option, text = identity(text_of(one, "ИдЗначения")), " ".join(text_of(one, "Значение").split())
        if option and text:
            options[option] = text
    if options:
        kind = "reference"
    return AttributeDraft(
        external_id=external_id,
        title=title or external_id,
        kind=kind,
        options=tuple(options.items()),
        is_removed=is_removed(element),
    )


def price_type(element: Element, notes: Notes) -> PriceTypeDraft | None:
    """A price type; a currency that nobody knows makes it roubles, and its prices are judged one by one.

    One marked as deleted is not taken, and what it sold at is left to a person: else a shop could lose all its prices.
    """
    external_id = identity(text_of(element, "Ид"))
    title = " ".join(text_of(element, "Наименование").split()) or external_id
    if not external_id:
        return None
    if is_removed(element):
        notes.add("price_type_removed", title)
        return None
    included = flag(text_of(element, "Налог/УчтеноВСумме"))
    return PriceTypeDraft(
        external_id=external_id,
        title=title,
        currency=currency(text_of(element, "Валюта")) or "RUB",
        vat_included=included is not False,
    )


def warehouse(element: Element, notes: Notes) -> LocationDraft | None:
    """A warehouse with its address in words."""
    external_id = identity(text_of(element, "Ид"))
    if not external_id:
        return None
    address = " ".join(text_of(element, "Адрес/Представление").replace(" ,", ",").split())
    title = " ".join(text_of(element, "Наименование").split()) or external_id
    if is_removed(element):
        notes.add("warehouse_removed", title)
    return LocationDraft(
        external_id=external_id,
        title=title,
        address=address.strip(" ,") or None,
        is_removed=is_removed(element),
    )


def unit(element: Element) -> tuple[str, str] | None:
    """A unit of measure: its code and short name."""
    code = text_of(element, "Код") or text_of(element, "Ид")
    title = text_of(element, "НаименованиеКраткое") or " ".join(text_of(element, "НаименованиеПолное").split())
    return (code[:40], title[:40]) if code and title else None
