"""The figures of a picture in the database: put down in bulk, taken in the order of variants, thrown away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.db import connection

from prilavok.base.bulk import fetch, records
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.reckoning.values import PricesOf
from prilavok.goods.stock.reckoning.values import FiguresOf

COPY_STOCKS: Final = "COPY erp_picturestock (run_id, variant_id, places, quantities) FROM STDIN"
COPY_PRICES: Final = "COPY erp_pictureprice (run_id, variant_id, types, min_quantities, amounts, currencies) FROM STDIN"
COPY_DOCUMENTS: Final = "COPY erp_picturedocument (run_id, kind, key, location_id, said) FROM STDIN"
EDGE: Final = """
SELECT max(variant_id) FROM (
    SELECT DISTINCT variant_id FROM {table} WHERE run_id = %s AND variant_id > %s ORDER BY variant_id LIMIT %s
) AS piece
"""
STOCKS: Final = """
SELECT variant_id, places, quantities FROM erp_picturestock
WHERE run_id = %s AND variant_id > %s AND variant_id <= %s ORDER BY variant_id, id
"""
PRICES: Final = """
SELECT variant_id, types, min_quantities, amounts, currencies FROM erp_pictureprice
WHERE run_id = %s AND variant_id > %s AND variant_id <= %s ORDER BY variant_id, id
"""
UNKNOWN: Final = """
INSERT INTO erp_pictureunknown (run_id, kind, what, key, title, told, amount)
SELECT %s, kind, what, left(key, 300), left(title, 300), told, amount
FROM jsonb_to_recordset(%s::jsonb) AS u (kind text, what text, key text, title text, told int, amount numeric)
ON CONFLICT (run_id, kind, what, key) DO UPDATE SET told = erp_pictureunknown.told + excluded.told,
    amount = erp_pictureunknown.amount + excluded.amount
"""
TABLES: Final = ("erp_picturestock", "erp_pictureprice", "erp_picturedocument", "erp_pictureunknown")


@dataclass(frozen=True, slots=True)
class Document:
    """An order or a receipt as told."""

    kind: str
    key: str
    location_id: int | None
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something of a picture that we do not know."""

    kind: str
    what: str
    key: str
    title: str = ""
    told: int = 1
    amount: Decimal = Decimal(0)


def put_stocks(run_id: int, rows: Iterable[FiguresOf]) -> None:
    """Add quantities of variants. Joins the unit."""
    _copy(COPY_STOCKS, (f"{run_id}\t{one.variant_id}\t{one.places}\t{one.quantities}\n" for one in rows))


def put_prices(run_id: int, rows: Iterable[PricesOf]) -> None:
    """Add prices of variants. Joins the unit."""
    _copy(
        COPY_PRICES,
        (
            f"{run_id}\t{one.variant_id}\t{one.types}\t{one.min_quantities}\t{one.amounts}\t{one.currencies}\n"
            for one in rows
        ),
    )


def put_documents(run_id: int, rows: Iterable[Document]) -> None:
    """Add orders or receipts. Joins the unit."""
    _copy(COPY_DOCUMENTS, (_document(run_id, one) for one in rows))


def put_unknown(run_id: int, rows: Sequence[Unknown]) -> None:
    """Count things we do not know. Joins the unit."""
    require_unit()
    summed: dict[tuple[str, str, str], Unknown] = {}
    for one in rows:
        mark = (one.kind, one.what, one.key[:300])
        known = summed.get(mark, Unknown(*mark, told=0))
        told, amount = known.told + one.told, known.amount + one.amount
        summed[mark] = Unknown(*mark, title=one.title or known.title, told=told, amount=amount)
    if summed:
        fetch(UNKNOWN, [run_id, records([asdict(one) for one in summed.values()])])


def stocks(run_id: int, *, size: int) -> Iterator[tuple[tuple[int, int], list[FiguresOf]]]:
    """The quantities by so many variants: the ids (after, up to), and what was told of those between."""
    for between in _edges("erp_picturestock", run_id, size):
        yield between, [FiguresOf(*row) for row in fetch(STOCKS, [run_id, *between])]


def prices(run_id: int, *, size: int) -> Iterator[tuple[tuple[int, int], list[PricesOf]]]:
    """The prices by so many variants, likewise."""
    for between in _edges("erp_pictureprice", run_id, size):
        yield between, [PricesOf(*row) for row in fetch(PRICES, [run_id, *between])]


def drop(run_ids: Sequence[int]) -> None:
    """Throw away the figures of runs. Joins the unit."""
    require_unit()
    for table in TABLES:
        fetch(f"DELETE FROM {table} WHERE run_id = ANY(%s)", [list(run_ids)])  # noqa: S608 - our own four tables


def is_there(run_id: int, kind: str) -> bool:
    """False when nothing is kept of a kind of a picture, be it because the database lost the tables."""
    table = {"stocks": TABLES[0], "prices": TABLES[1]}.get(kind, TABLES[2])
    return bool(fetch(f"SELECT 1 FROM {table} WHERE run_id = %s LIMIT 1", [run_id]))  # noqa: S608 - our own tables


LAST: Final = 2**62


def _edges(table: str, run_id: int, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of variants; the last one has no end, so that what the picture does not name is looked at too."""
    after = 0
    while True:
        ((upto,),) = fetch(EDGE.format(table=table), [run_id, after, size])
        if upto is None:
            yield after, LAST
            return
        yield after, upto
        after = upto


def _document(run_id: int, one: Document) -> str:
    place = "\\N" if one.location_id is None else str(one.location_id)
    return f"{run_id}\t{one.kind}\t{_copied(one.key[:300])}\t{place}\t{_copied(_json(one.said))}\n"


def _copy(sql: str, lines: Iterable[str]) -> None:
    require_unit()
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        copy.write("".join(lines).encode())


def _copied(text: str) -> str:
    """As COPY wants it."""
    plain = text.replace("\0", "").replace("\\", "\\\\")
    return plain.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _json(said: dict[str, Any]) -> str:
    return msgspec.json.encode(said).decode().replace("\\u0000", "")
