"""The envelope of all plain formats: lines of UTF-8, the first a header, each next one record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from django.conf import settings
from msgspec import Meta, Struct

from prilavok.partners.erp.errors import FormatUnknown, FormatVersion, HeaderNotUnderstood, NothingInside

PREFIX: Final = "prilavok/"
VERSION: Final = 1
LONGEST: Final = 1024 * 1024
BOM: Final = b"\xef\xbb\xbf"
LARGEST: Final = 2**62


class Header(Struct, kw_only=True, omit_defaults=True):
    """The first line: which format, and the sequence by which an older file is told from a newer one.

    A picture to compare with also says how many records it has, of what time, of which places."""

    format: str
    version: int
    sequence: Annotated[int, Meta(ge=0, le=LARGEST)] | None = None
    full: bool = False
    timezone: Annotated[str, Meta(max_length=40)] = ""
    created_at: str = ""
    count: Annotated[int, Meta(ge=0, le=LARGEST)] | None = None
    since: Annotated[str, Meta(max_length=40)] = ""
    until: Annotated[str, Meta(max_length=40)] = ""
    places: Annotated[tuple[Annotated[str, Meta(max_length=255)], ...], Meta(max_length=2000)] = ()

    @property
    def kind(self) -> str:
        """The short name: receipts, arrivals ..."""
        return self.format.removeprefix(PREFIX)

    @property
    def zone(self) -> ZoneInfo:
        """Where times without an offset are told."""
        return ZoneInfo(self.timezone or settings.TIME_ZONE)


@dataclass(frozen=True)
class Line:
    """One line of a file, with its number as an editor counts it."""

    number: int
    text: bytes
    is_too_long: bool = False


_headers: Final = msgspec.json.Decoder(Header)


def lines(stream: BinaryIO) -> Iterator[Line]:
    """The lines that say something; of one that is too long only that it is."""
    number, rest_of_long = 0, False
    while text := stream.readline(LONGEST):
        is_whole = text.endswith(b"\n") or len(text) < LONGEST
        if rest_of_long:
            rest_of_long = not is_whole
            continue
        number += 1
        text = text.removeprefix(BOM) if number == 1 else text
        rest_of_long = not is_whole
        if not is_whole:
            yield Line(number, b"", is_too_long=True)
        elif text.strip():
            yield Line(number, text)


def header_of(name: str, all_lines: Iterator[Line], kinds: frozenset[str]) -> Header:
    """The header, taken off the lines. Raises NothingInside, HeaderNotUnderstood, FormatUnknown, FormatVersion."""
    first = next(all_lines, None)
    if first is None:
        raise NothingInside(name=name)
    try:
        header = _headers.decode(first.text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise HeaderNotUnderstood(name=name) from None
    if not header.format.startswith(PREFIX) or header.kind not in kinds:
        raise FormatUnknown(name=name, format=header.format[:60])
    if header.version != VERSION:
        raise FormatVersion(name=name, version=header.version)
    try:
        _ = header.zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise HeaderNotUnderstood(name=name) from None
    return header


def written(kind: str, sequence: int, created_at: str, records: list[dict[str, Any]]) -> bytes:
    """A file to give out: the header and the records, a line each."""
    header = Header(format=PREFIX + kind, version=VERSION, sequence=sequence, created_at=created_at)
    return b"".join(msgspec.json.encode(one) + b"\n" for one in [header, *records])
