"""Prices of a table, CSV or XLSX: a column of articles or barcodes and a column of prices."""

import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from prilavok.base.sheets import rows
from prilavok.goods.pricing.errors import TableHasNoPrices

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_PRICES: Final = 100_000
HIGHEST: Final = Decimal(10) ** 11
CODES: Final = ("артикул", "штрихкод", "штрих-код", "код", "article", "barcode", "sku", "code")
PRICES: Final = ("цена", "price")


def read_table(chunks: Iterable[bytes]) -> tuple[tuple[str, ...], tuple[Decimal, ...], list[int]]:
    """Codes, their prices, and the numbers of lines that were not understood. Raises TableHasNoPrices, and what
    `sheets` refuses."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:  # what it really is its first bytes say
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        return understood(rows(Path(file.name)))


def understood(table: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], tuple[Decimal, ...], list[int]]:
    """The same of rows that are read already."""
    codes, prices, bad = [], [], []
    places: tuple[int, int] | None = None
    for number, cells in enumerate(table, 1):
        if not cells:
            continue
        if places is None:
            places = _places(cells)
            if _amount(cells, places[1]) is None:
                continue
        price = _amount(cells, places[1])
        code = cells[places[0]].strip() if len(cells) > places[0] else ""
        if price is None or not code:
            bad.append(number)
            continue
        codes.append(code[:100])
        prices.append(price)
    if not codes or len(codes) > MOST_PRICES:
        raise TableHasNoPrices(most=MOST_PRICES)
    return tuple(codes), tuple(prices), bad


def _places(header: Sequence[str]) -> tuple[int, int]:
    """Columns of the code and the price by their names; the first and the second of a table without names."""
    words = [one.strip().casefold() for one in header]
    code = next((place for name in CODES for place, word in enumerate(words) if word.startswith(name)), 0)
    price = next((place for name in PRICES for place, word in enumerate(words) if name in word and place != code), 1)
    return code, price


def _amount(cells: Sequence[str], place: int) -> Decimal | None:
    """A price as people write it: "1 990,50"; None when it is none."""
    text = cells[place] if len(cells) > place else ""
    plain = "".join(text.replace("₽", "").replace("руб.", "").split()).replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and Decimal(0) < amount < HIGHEST else None
