"""Tables from outside, CSV and XLSX, row by row within fixed memory; every cell comes out as text. And ours as CSV.

What Excel does to a table is undone where it can be: 12.0 of a code is 12, a date is ISO, a formula is its last value.
CSV may be UTF-8 with or without its mark, or windows-1251, with semicolons, commas or tabs.
"""

import csv
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from prilavok.base.errors import Refused

MOST_ROWS: Final = 200_000
FORMULAS: Final = frozenset("=+-@\t\r")
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 30_000
MOST_UNPACKED: Final = 400 * 1024 * 1024
DELIMITERS: Final = (";", "\t", ",")


class TableNotUnderstood(Refused):
    """This is not a table we can read. Save it as XLSX, or as CSV in UTF-8 or windows-1251."""


class TableTooBig(Refused):
    """The table is too big: {rows} rows and {columns} columns are the most. Split it."""


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet, empty ones as empty lists. Raises TableNotUnderstood, TableTooBig."""
    with path.open("rb") as stream:
        is_zip = stream.read(4) == b"PK\x03\x04"
    for number, row in enumerate(_xlsx(path) if is_zip else _csv(path)):
        if number >= MOST_ROWS or len(row) > MOST_COLUMNS:
            raise TableTooBig(rows=MOST_ROWS, columns=MOST_COLUMNS)
        cells = [cell[:LONGEST_CELL].strip() for cell in row]
        yield cells if any(cells) else []


def written(table: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table as CSV that a Russian spreadsheet opens, line by line; no text in it is taken for a formula."""
    writer = csv.writer(_Echo(), delimiter=";")
    mark = "\ufeff"
    for row in table:
        yield mark + str(writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row]))
        mark = ""


def workbook(table: Iterable[Sequence[object]]) -> bytes:
    """A table as XLSX; no text in it is taken for a formula."""
    from openpyxl import Workbook  # a tenth of what starting a process costs, and few of them see a sheet

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table:
        sheet.append([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


class _Echo:
    """A file that hands every line on at once."""

    def write(self, line: str) -> str:
        return line


def _harmless(text: str) -> str:
    is_number = text[1:].replace(",", "").replace(".", "").isdecimal()
    return f"'{text}" if text[:1] in FORMULAS and not is_number else text


def _csv(path: Path) -> Iterator[list[str]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        head = stream.read(64 * 1024)
        if "\0" in head:
            raise TableNotUnderstood
        first = head.partition("\n")[0]
        delimiter = max(DELIMITERS, key=first.count)
        stream.seek(0)
        csv.field_size_limit(LONGEST_CELL * 4)
        try:
            yield from csv.reader(stream, delimiter=delimiter)
        except csv.Error:
            raise TableNotUnderstood from None


def _encoding(path: Path) -> str:
    """UTF-8 when the whole file is that, else windows-1251, which any bytes are."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            while stream.read(1024 * 1024):
                pass
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def _xlsx(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    _see_that_it_is_small(path)
    book = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # the size that the file claims may be a lie
            for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
                yield _without_tail([_text(cell) for cell in row])
    except TableTooBig:
        raise
    except Exception:  # noqa: BLE001 - a broken workbook fails in as many ways as there are parts in it
        raise TableNotUnderstood from None
    finally:
        if book is not None:
            book.close()


def _see_that_it_is_small(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise TableTooBig(rows=MOST_ROWS, columns=MOST_COLUMNS)
    except zipfile.BadZipFile:
        raise TableNotUnderstood from None


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else f"{Decimal(repr(value)):f}"
    return str(value)
