"""A Товар as a product draft.

What is absent and what is empty differ: in a file of changes an absent element is untouched; in a full file the fields
that this kind of file always tells are cleared; prices, stocks and pictures have owners of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from prilavok.base.xml import Element, text_of
from prilavok.goods.pim.values import ProductDraft
from prilavok.partners.erp.dialects.classifier import is_removed
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.tolerant import identity, is_sentinel, split_variant, vat
from prilavok.partners.erp.rules.wire import IMAGES, extension, file_name

OKEI: Final = {
    "796": "шт",
    "778": "упак",
    "166": "кг",
    "163": "г",
    "112": "л",
    "006": "м",
    "6": "м",
    "055": "м²",
    "55": "м²",
    "113": "м³",
    "839": "компл",
    "715": "пара",
    "736": "рул",
    "625": "лист",
    "868": "бут",
    "704": "набор",
    "168": "т",
}
DESCRIPTIONS: Final = ("ОписаниеВФорматеHTML", "Описание")


@dataclass(frozen=True, kw_only=True)
class CardContext:
    """What one needs to know besides the card: is the file whole, does it speak of pictures, names of units."""

    is_full: bool
    file_has_images: bool
    units: Mapping[str, str]


def product(element: Element, context: CardContext, notes: Notes) -> ProductDraft | None:
    """The draft of a product, or None when the card cannot be used."""
    whole = identity(text_of(element, "Ид"))
    if not whole:
        notes.add("product_without_id", text_of(element, "Наименование"))
        return None
    external_id, _ = split_variant(whole)
    removed = is_removed(element)
    title = " ".join(text_of(element, "Наименование").split())
    requisites = tuple(_requisites(element))
    named = {name.casefold(): value for name, value in requisites}
    return ProductDraft(
        external_id=external_id,
        title=title or named.get("полное наименование") or None,
        article=_article(element, named, context),
        description=_description(element, named, context),
        brand=_brand(element, named),
        unit=unit_of(element, context.units),
        vat=_vat(element, title or external_id, notes),
        category_external_ids=_groups(element),
        attributes=_attributes(element, context, notes),
        images=_images(element, context),
        requisites=requisites or None,
        is_removed=removed,
    )


def unit_of(element: Element, units: Mapping[str, str]) -> str | None:
    """The short name of the base unit; None when the card is silent."""
    base = element.find("БазоваяЕдиница")
    if base is None:
        return None
    text = " ".join((base.text or "").split())
    code = (base.get("Код") or "").strip() or text
    if code in units:
        return units[code]
    if code in OKEI:
        return OKEI[code]
    full = " ".join((base.get("НаименованиеПолное") or "").split())
    word = text if text and not text.isdigit() else full
    return word[:20].lower() or "шт"


def _article(element: Element, named: Mapping[str, str], context: CardContext) -> str | None:
    found = element.find("Артикул")
    if found is not None:
        return (found.text or "").strip()
    if "артикул" in named:
        return named["артикул"]
    return "" if context.is_full else None


def _description(element: Element, named: Mapping[str, str], context: CardContext) -> str | None:
    found = element.find("Описание")
    texts = [] if found is None else [(found.text or "").strip()]
    texts += [named[name.casefold()] for name in DESCRIPTIONS if name.casefold() in named]
    if not texts:
        return "" if context.is_full else None
    return max(texts, key=len)


def _brand(element: Element, named: Mapping[str, str]) -> str | None:
    for text in (
        text_of(element, "ТорговаяМарка"),
        named.get("бренд", ""),
        text_of(element, "Изготовитель/Наименование"),
    ):
        if text:
            return " ".join(text.split())[:160]
    return None


def _vat(element: Element, thing: str, notes: Notes) -> str | None:
    for rate in element.iterfind("СтавкиНалогов/СтавкаНалога"):
        if text_of(rate, "Наименование").casefold() not in {"ндс", ""}:
            continue
        text = text_of(rate, "Ставка")
        found = vat(text)
        if text and found is None:
            notes.add("vat_unknown", f"{thing}: {text}")
        return found
    return None


def _groups(element: Element) -> tuple[str, ...] | None:
    ids = [identity(one.text or "") for one in element.iterfind("Группы/Ид")]
    return tuple(dict.fromkeys(one for one in ids if one)) or None


def _attributes(element: Element, context: CardContext, notes: Notes) -> tuple[tuple[str, str], ...] | None:
    values = element.find("ЗначенияСвойств")
    if values is None:
        return () if context.is_full else None
    found: list[tuple[str, str]] = []
    for one in values.iterfind("ЗначенияСвойства"):
        key = identity(text_of(one, "Ид"))
        if not key:
            continue
        for value in one.iterfind("Значение"):
            text = identity(" ".join((value.text or "").split()))
            if is_sentinel(text):
                notes.add("feature_sentinel", text)
            elif text:
                found.append((key, text))
    return tuple(dict.fromkeys(found))


def _images(element: Element, context: CardContext) -> tuple[str, ...] | None:
    named = [file_name(one.text or "") for one in element.iterfind("Картинка")]
    found = tuple(dict.fromkeys(path for path in named if path and extension(path) in IMAGES))
    if found:
        return found
    return () if context.is_full and context.file_has_images else None


def _requisites(element: Element) -> Iterator[tuple[str, str]]:
    for one in element.iterfind("ЗначенияРеквизитов/ЗначениеРеквизита"):
        name = " ".join(text_of(one, "Наименование").split())
        value = "".join((piece.text or "").strip() for piece in one.iterfind("Значение"))
        if name:
            yield name[:255], value
