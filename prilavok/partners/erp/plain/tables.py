"""Tables of people (CSV, XLSX) as records of the plain formats, by a mapping of columns.

The mapping is guessed from the headers in Russian and English, shown, corrected, and kept per node and kind. Row 5 of
the table is line 5 of the records, so that warnings name the row a person sees.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec
from django.utils.translation import gettext_noop as _

from prilavok.base import sheets
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.plain.envelope import PREFIX, VERSION, Header, Line
from prilavok.partners.erp.plain.formats import FORMATS

MOMENTS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%y", "%Y-%m-%d %H:%M")
PREVIEWED: Final = 10
CHECKED: Final = 1000
HEADER_WITHIN: Final = 20
_NOT_NUMBER: Final = re.compile(r"[^\d,.\-+eE]")
_POWER: Final = re.compile(r"\d[.,]\d+[eE]\+\d+\Z")


@dataclass(frozen=True)
class Field:
    """A field of a record: its title for people, words its header may be called by, how a cell becomes a value."""

    title: str
    words: tuple[str, ...]
    kind: str = "text"
    is_needed: bool = False


ID: Final = Field(_("Code of the goods"), ("код", "id", "ид", "код товара", "sku", "внешний код"), is_needed=True)
FIELDS: Final[Mapping[str, Mapping[str, Field]]] = {
    "goods": {
        "id": ID,
        "title": Field(
            _("Name of the goods"),
            ("наименование", "название", "товар", "name", "title", "номенклатура"),
            is_needed=True,
        ),
        "article": Field(_("Article"), ("артикул", "article", "vendor code")),
        "barcodes": Field(_("Barcode"), ("штрихкод", "штрихкоды", "штрих-код", "ean", "barcode"), "codes"),
        "brand": Field(_("Brand"), ("бренд", "производитель", "марка", "brand")),
        "category": Field(_("Category"), ("группа", "категория", "раздел", "category", "group")),
        "description": Field(_("Description"), ("описание", "description")),
        "unit": Field(_("Unit"), ("ед", "ед.", "ед. изм.", "единица", "единица измерения", "unit")),
        "vat": Field(_("VAT"), ("ндс", "ставка ндс", "vat")),
    },
    "prices": {
        "id": ID,
        "price": Field(_("Price"), ("цена", "price", "розничная цена", "цена, руб."), "number", is_needed=True),
        "price_type": Field(_("Price type"), ("вид цены", "тип цены", "прайс-лист", "price type")),
        "currency": Field(_("Currency"), ("валюта", "currency")),
        "from": Field(_("Holds from"), ("действует с", "дата", "с даты", "from", "valid from"), "moment"),
    },
    "stocks": {
        "id": ID,
        "location": Field(_("Store or warehouse"), ("склад", "магазин", "место", "location", "store"), is_needed=True),
        "quantity": Field(
            _("Quantity"), ("количество", "остаток", "кол-во", "quantity", "stock"), "number", is_needed=True
        ),
    },
    "customers": {
        "id": Field(_("Code of the customer"), ("код", "id", "ид", "код клиента"), is_needed=True),
        "name": Field(_("Name of the customer"), ("имя", "фио", "клиент", "name", "ф.и.о.")),
        "phones": Field(_("Phone"), ("телефон", "телефоны", "phone"), "list"),
        "emails": Field(_("E-mail"), ("почта", "e-mail", "email", "эл. почта"), "list"),
        "cards": Field(_("Loyalty card"), ("карта", "номер карты", "карта лояльности", "card"), "codes"),
    },
}
EXAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "goods": ("A-1", "Нож кухонный 20 см", "НК-20", "4600000000107", "Труд", "Кухня / Ножи", "Сталь", "шт", "20"),
    "prices": ("A-1", "1490,00", "Розничная", "RUB", ""),
    "stocks": ("A-1", "Склад", "14"),
    "customers": ("K-1", "Смирнова Анна", "+7 916 123-45-67", "anna@example.com", "2000000012345"),
}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A table as understood: headers, the column of each field, first rows, what is wrong with the first thousand."""

    headers: tuple[str, ...]
    mapping: Mapping[str, int]
    missing: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    checked: int
    faults: tuple[str, ...]


def preview(path: Path, kind: str, said: Mapping[str, str | int]) -> Preview:
    """The table with this mapping (field -> header or number of a column). Raises what `sheets.rows` raises."""
    start, headers, rest = _opened(path)
    mapping = mapped(kind, headers, said)
    missing = tuple(name for name, field in FIELDS[kind].items() if field.is_needed and name not in mapping)
    first = list(islice(rest, CHECKED))
    notes = Notes()
    if not missing:
        header = _header(kind, 1)
        told = [Line(number, _line(kind, mapping, row)) for number, row in enumerate(first, start + 1) if row]
        FORMATS[kind].reader.values(told, header, notes)
    shown = [(number, _wide(row, len(headers))) for number, row in enumerate(first, start + 1) if row]
    return Preview(
        headers=tuple(headers),
        mapping=mapping,
        missing=missing,
        rows=tuple(shown[:PREVIEWED]),
        checked=len(shown),
        faults=tuple(thing for _, _, things in notes for _, thing in things)[:50],
    )


def converted(path: Path, kind: str, said: Mapping[str, str | int], sequence: int) -> Iterator[bytes]:
    """The table as lines of the plain format; an empty row is an empty line."""
    start, headers, rest = _opened(path)
    mapping = mapped(kind, headers, said)
    yield msgspec.json.encode(_header(kind, sequence)) + b"\n" * start
    for row in rest:
        yield (_line(kind, mapping, row) if row else b"") + b"\n"


def guess(kind: str, headers: Sequence[str]) -> dict[str, int]:
    """Which column is which field, by what headers are usually called."""
    plain = [" ".join(one.casefold().replace("ё", "е").split()) for one in headers]
    found: dict[str, int] = {}
    for name, field in FIELDS[kind].items():
        exact = next((plain.index(word) for word in field.words if word in plain), None)
        begins = next((at for at, one in enumerate(plain) for word in field.words if one.startswith(f"{word} ")), None)
        at = exact if exact is not None else begins
        if at is not None and at not in found.values():
            found[name] = at
    if "id" not in found:  # a chain without codes knows its goods by the article, else by the barcode
        fallback = next((found[name] for name in ("article", "barcodes", "phones") if name in found), None)
        if fallback is not None:
            found["id"] = fallback
    return found


def mapped(kind: str, headers: Sequence[str], said: Mapping[str, str | int]) -> dict[str, int]:
    """The mapping said, by header or by number of the column; what was not said is guessed, "" means none."""
    found = guess(kind, headers)
    for name in FIELDS[kind]:
        if name not in said:
            continue
        found.pop(name, None)
        column = said[name]
        if isinstance(column, int) and 0 <= column < len(headers):
            found[name] = column
        elif isinstance(column, str) and column in headers:
            found[name] = list(headers).index(column)
    return found


def template(kind: str) -> bytes:
    """A table to fill in: the headers we understand and one row, for Excel."""
    headers = [field.words[0].capitalize() for field in FIELDS[kind].values()]
    lines = [";".join(headers), ";".join(EXAMPLES[kind])]
    return b"\xef\xbb\xbf" + "\r\n".join([*lines, ""]).encode()


def _opened(path: Path) -> tuple[int, list[str], Iterator[list[str]]]:
    """The number of the row of headers (the first that has more than one cell), the headers, the rows after it."""
    rest = sheets.rows(path)
    for number, row in enumerate(islice(rest, HEADER_WITHIN), 1):
        if len([one for one in row if one]) > 1:
            return number, row, rest
    raise sheets.TableNotUnderstood


def _header(kind: str, sequence: int) -> Header:
    return Header(format=PREFIX + kind, version=VERSION, sequence=sequence)


def _line(kind: str, mapping: Mapping[str, int], row: Sequence[str]) -> bytes:
    record: dict[str, Any] = {}
    for name, column in mapping.items():
        text = row[column] if column < len(row) else ""
        value = _value(FIELDS[kind][name].kind, text)
        if value not in ("", []):
            record[name] = value
    return msgspec.json.encode(record)


def _value(kind: str, text: str) -> Any:
    if kind == "number":
        plain = _NOT_NUMBER.sub("", text).strip(".,")  # "1 490,50 руб." ends with a dot of its own
        return plain.replace(",", ".") if any(one.isdigit() for one in text) else text
    if kind == "moment":
        return _moment(text.strip())
    if kind in ("codes", "list"):
        parts = [part.strip() for part in re.split(r"[,;\n]" if kind == "list" else r"[,;\s]+", text)]
        # 4.6E+12 is a barcode that a spreadsheet has eaten: better none than a wrong one.
        return [part for part in parts if part and not _POWER.match(part)] if not _POWER.match(text) else []
    return text


def _wide(row: Sequence[str], width: int) -> tuple[str, ...]:
    return (*row[:width], *[""] * (width - len(row)))


def _moment(text: str) -> str:
    """A moment as people and spreadsheets write it, "14.05.2026" or "14.05.2026 10:00"; what is none stays as it is."""
    for form in MOMENTS:
        try:
            return datetime.strptime(text, form).isoformat()  # noqa: DTZ007 - its zone is the header's
        except ValueError:
            continue
    return text
