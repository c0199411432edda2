"""The staged rows in the database: put down in bulk, counted, taken batch by batch, thrown away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit
from prilavok.partners.erp.rules import kinds

COPY: Final = "COPY erp_staged (file_id, lane, number, frame, mask, key, digest, payload) FROM STDIN"
# The length of what is stored apart is known without reading it, so no heavy record is read only to be left.
TAKE: Final = """
SELECT number, frame, mask, key, digest, payload FROM (
    SELECT number, frame, mask, key, digest::text AS digest, payload,
        sum(octet_length(payload)) OVER (ORDER BY number) - octet_length(payload) AS before
    FROM (
        SELECT * FROM erp_staged
        WHERE file_id = %s AND lane = %s AND number > %s AND payload IS NOT NULL ORDER BY number LIMIT %s
    ) AS wanted
) AS weighed WHERE before < %s ORDER BY number
"""
HEAVIEST: Final = 4 * 1024 * 1024
SURVEY: Final = """
SELECT lane, count(*), count(payload), count(*) FILTER (WHERE payload IS NULL AND digest IS NOT NULL), bit_or(mask)
FROM erp_staged WHERE file_id = %s GROUP BY lane
"""
LEFT: Final = "SELECT DISTINCT file_id, lane FROM erp_staged WHERE file_id = ANY(%s::bigint[]) AND payload IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Row:
    """One record on its way into staging; no payload: nothing new; no digest: read anew every time."""

    lane: str
    number: int
    frame: int
    mask: int
    key: str
    digest: str | None
    payload: bytes | None


@dataclass(frozen=True, slots=True)
class Taken:
    """One record on its way out of staging."""

    number: int
    frame: int
    mask: int
    key: str
    digest: str | None
    payload: str


@dataclass(frozen=True, slots=True)
class Lane:
    """What a file holds of one lane: all records, those that tell something new, those known already, their facets."""

    total: int
    news: int
    known: int
    mask: int


def put(file_id: int, rows: Iterable[Row]) -> None:
    """Add rows of a file. Joins the unit."""
    require_unit()
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(b"".join(_line(file_id, row) for row in rows))


def _line(file_id: int, row: Row) -> bytes:
    payload = b"\\N" if row.payload is None else _copied(row.payload)
    key = _copied(row.key.replace("\0", "").encode())
    head = f"{file_id}\t{row.lane}\t{row.number}\t{row.frame}\t{row.mask}\t".encode()
    return head + key + b"\t" + (row.digest or "\\N").encode() + b"\t" + payload + b"\n"


def _copied(text: bytes) -> bytes:
    """As COPY wants it."""
    return text.replace(b"\\", b"\\\\").replace(b"\t", b"\\t").replace(b"\n", b"\\n").replace(b"\r", b"\\r")


def take(file_id: int, *, lane: str, after: int, limit: int) -> list[Taken]:
    """The next records of a lane that tell something new, in the file's order: one, or as many as are not heavy."""
    return [Taken(*row) for row in fetch(TAKE, [file_id, lane, after, limit, HEAVIEST])]


def keys(file_id: int, *, lane: str) -> list[str]:
    """The keys of the records of a lane that tell something new."""
    found = fetch(
        "SELECT key FROM erp_staged WHERE file_id = %s AND lane = %s AND payload IS NOT NULL ORDER BY number",
        [file_id, lane],
    )
    return [row[0] for row in found]


def payloads(file_ids: Sequence[int], *, lane: str) -> list[str]:
    """What the files tell in a small lane."""
    found = fetch(
        "SELECT payload FROM erp_staged WHERE file_id = ANY(%s::bigint[]) AND lane = %s AND payload IS NOT NULL",
        [numbers(file_ids), lane],
    )
    return [row[0] for row in found]


def survey(file_id: int) -> dict[str, Lane]:
    """What a staged file holds, by lane."""
    return {lane: Lane(*rest) for lane, *rest in fetch(SURVEY, [file_id])}


def left(file_ids: Sequence[int]) -> dict[int, set[str]]:
    """The lanes in which the files tell anything new."""
    found: dict[int, set[str]] = {}
    for file_id, lane in fetch(LEFT, [numbers(file_ids)]):
        found.setdefault(file_id, set()).add(lane)
    return found


def is_there(file_id: int) -> bool:
    """False when nothing is staged of the file, be it because the database lost the table."""
    return bool(fetch("SELECT 1 FROM erp_staged WHERE file_id = %s LIMIT 1", [file_id]))


def drop(file_ids: Sequence[int]) -> None:
    """Throw away all rows of the files. Joins the unit."""
    require_unit()
    fetch("DELETE FROM erp_staged WHERE file_id = ANY(%s::bigint[])", [numbers(file_ids)])


def keep_offers(file_ids: Sequence[int]) -> None:
    """Of refused files keep only what they told of offers. Joins the unit."""
    require_unit()
    fetch("DELETE FROM erp_staged WHERE file_id = ANY(%s::bigint[]) AND lane <> %s", [numbers(file_ids), kinds.OFFER])


def keep_keys(file_ids: Sequence[int]) -> None:
    """Of applied files keep only which products they named, until the end of the export is told. Joins the unit."""
    require_unit()
    fetch("DELETE FROM erp_staged WHERE file_id = ANY(%s::bigint[]) AND lane <> %s", [numbers(file_ids), kinds.PRODUCT])
    fetch(
        "UPDATE erp_staged SET payload = NULL WHERE file_id = ANY(%s::bigint[]) AND payload IS NOT NULL",
        [numbers(file_ids)],
    )
