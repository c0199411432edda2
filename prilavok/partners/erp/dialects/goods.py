"""A Товар as a product draft; one that is a variant (2.03 writes goods#characteristic there) also as its identity.

What is absent and what is empty differ: in a file of changes an absent element is untouched; in a full file the fields
that this kind of file always tells are cleared; prices, stocks and pictures have owners of their own.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from prilavok.base.xml import Element, text_of
from prilavok.goods.pim.values import BARCODE_REQUISITE, CAPTION_REQUISITE, ProductDraft
from prilavok.partners.erp.dialects import bitrix
from prilavok.partners.erp.dialects.classifier import INNER, is_removed
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.offers import barcodes
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.serialized import plain_text
from prilavok.partners.erp.rules.tolerant import identity, is_sentinel, number, split_variant, variant_identity, vat
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
DESCRIPTIONS: Final = ("описаниевформатеhtml", "описание")
# Plain elements of a card that say something to people; kept among its requisites.
SAID: Final = ("Страна", "Вес", "ВесНетто", "Ширина", "Длина", "Высота", "Объем", "КодГруппыТоваров", "КодТНВЭД")
ONE: Final = Decimal(1)


def product(element: Element, context: FileContext, notes: Notes) -> ProductDraft | None:
    """The draft of a product, or None when the card cannot be used."""
    whole = variant_identity(text_of(element, "Ид"))
    if not whole:
        notes.add("product_without_id", text_of(element, "Наименование"))
        return None
    external_id, characteristic = split_variant(whole)
    title = " ".join(text_of(element, "Наименование").split())
    requisites = tuple(_requisites(element))
    named = {name.casefold(): value for name, value in requisites}
    inner = bitrix.inner_fields(element)
    return ProductDraft(
        external_id=external_id,
        title=title or named.get("полное наименование") or None,
        article=_article(element, named, inner, context),
        description=_description(element, named, inner, context),
        brand=_brand(element, named, inner),
        unit=unit_of(element, context.units),
        vat=_vat(element, title or external_id, notes),
        category_external_ids=_groups(element),
        attributes=_attributes(element, context, notes),
        images=_images(element, inner, context),
        requisites=_all_requisites(element, requisites, context, is_variant=bool(characteristic)),
        is_removed=is_removed(element) or bitrix.is_switched_off(inner),
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


def _article(element: Element, named: Mapping[str, str], inner: Mapping[str, str], context: FileContext) -> str | None:
    found = element.find("Артикул")
    if found is not None:
        return (found.text or "").strip()
    if "артикул" in named:
        return named["артикул"]
    return inner.get("ARTICLE", "" if context.is_full else None)


def _description(
    element: Element, named: Mapping[str, str], inner: Mapping[str, str], context: FileContext
) -> str | None:
    found = element.find("Описание")
    texts = [] if found is None else [plain_text((found.text or "").strip())]
    texts += [named[name] for name in DESCRIPTIONS if name in named]
    texts += [inner[name] for name in ("DETAIL_TEXT", "PREVIEW_TEXT") if name in inner]
    if not texts:
        return "" if context.is_full else None
    return max(texts, key=len)


def _brand(element: Element, named: Mapping[str, str], inner: Mapping[str, str]) -> str | None:
    for text in (
        text_of(element, "ТорговаяМарка"),
        named.get("бренд", ""),
        text_of(element, "Изготовитель/Наименование"),
        inner.get("MANUFACTURER", ""),
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


def _attributes(element: Element, context: FileContext, notes: Notes) -> tuple[tuple[str, str], ...] | None:
    values = element.find("ЗначенияСвойств")
    if values is None:
        return () if context.is_full else None
    found: list[tuple[str, str]] = []
    for one in values.iterfind("ЗначенияСвойства"):
        key = identity(text_of(one, "Ид"))
        if not key or key.startswith(INNER):
            continue
        for value in one.iterfind("Значение"):
            text = identity(" ".join(plain_text((value.text or "").strip()).split()))
            if is_sentinel(text, context.profile.empty_values):
                notes.add("feature_sentinel", text)
            elif text:
                found.append((key, text))
    return tuple(dict.fromkeys(found))


def _images(element: Element, inner: Mapping[str, str], context: FileContext) -> tuple[str, ...] | None:
    told = [inner.get("PREVIEW_PICTURE", ""), *(one.text or "" for one in element.iterfind("Картинка"))]
    named = [file_name(one) for one in told]
    found = tuple(dict.fromkeys(path for path in named if path and extension(path) in IMAGES))
    if found:
        return found
    return () if context.file_has_images and (context.is_full or _is_whole(element)) else None


def _is_whole(element: Element) -> bool:
    """A card with all it has, not a change of some of it."""
    return element.find("Наименование") is not None and element.find("БазоваяЕдиница") is not None


def _requisites(element: Element) -> Iterator[tuple[str, str]]:
    """As told; a long value comes in pieces of a thousand letters, cut anywhere."""
    for one in element.iterfind("ЗначенияРеквизитов/ЗначениеРеквизита"):
        name = " ".join(text_of(one, "Наименование").split())
        value = "".join(piece.text or "" for piece in one.iterfind("Значение")).strip()
        if name:
            yield name[:255], value


def _all_requisites(
    element: Element, told: tuple[tuple[str, str], ...], context: FileContext, *, is_variant: bool
) -> tuple[tuple[str, str], ...] | None:
    """The requisites with what else a card says to people. None, untouched, when a file of changes tells none."""
    if not told and not context.is_full:
        return None
    found = [_captioned(name, value) for name, value in told]
    if not is_variant:
        found += [(BARCODE_REQUISITE, code) for code in barcodes(element) or ()]
    found += [(tag, text) for tag in SAID if (text := text_of(element, tag)) and _says(text)]
    found += [("Файл", text) for text in _attachments(element)]
    found += [(f"Единица: {unit}", coefficient) for unit, coefficient in _packs(element, context)]
    return tuple(dict.fromkeys(found)) or None


def _says(text: str) -> bool:
    return number(text) != 0


def _captioned(name: str, value: str) -> tuple[str, str]:
    """A caption names its picture in the very form in which the picture is kept."""
    if name.casefold() != CAPTION_REQUISITE.casefold():
        return name, value
    path, mark, words = value.partition("#")
    return CAPTION_REQUISITE, f"{file_name(path) or path}{mark}{' '.join(words.split())}"


def _attachments(element: Element) -> Iterator[str]:
    for one in element.iterfind("Картинка"):
        path = file_name(one.text or "")
        if path and extension(path) not in IMAGES:
            yield path


def _packs(element: Element, context: FileContext) -> Iterator[tuple[str, str]]:
    """Packs of the goods: how many base units one holds."""
    told = [*element.iterfind("Единицы/Единица"), *element.iterfind("БазоваяЕдиница/Пересчет")]
    for one in told:
        code = text_of(one, "ЕдиницаИзмерения") or text_of(one, "Единица")
        coefficient = number(text_of(one, "Коэффициент"))
        if code and coefficient is not None and coefficient > 0 and coefficient != ONE:
            yield context.units.get(code) or OKEI.get(code) or code, format(coefficient.normalize(), "f")
