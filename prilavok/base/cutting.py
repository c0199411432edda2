"""Where records begin and end in an XML, by its bytes alone: what was read once need not be parsed again.

Of a package that comes every hour almost every record is the same, byte for byte. Parsing it costs a hundred times as
much as finding its end and asking whether it is known.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO, Final, Protocol

DECLARED: Final = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")


class Sieve(Protocol):
    """Judges records by their bytes before they are parsed, so that what is known already costs next to nothing."""

    names: Collection[str]

    def known(self, pieces: Sequence[bytes]) -> Sequence[bool]:
        """Which of these records, that follow one another under one parent, need not be parsed."""

    def left_out(self, place: int) -> None:
        """The record of that place was not parsed; told in the order of the file, between the elements."""

    def told(self, piece: bytes | None) -> None:
        """The bytes of the element that is handed over next; None when they are not exactly its own."""


class Row:
    """Records in a row under one parent, waiting to be judged together; `lines` are owed to the parser's counting."""

    MOST, MOST_BYTES = 2000, 8 * 1024 * 1024

    def __init__(self, sieve: Sieve) -> None:
        self.sieve = sieve
        self.is_open = False
        self.lines = 0
        self._pieces: list[bytes] = []
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        """True when it is time to judge."""
        return len(self._pieces) >= self.MOST or self._bytes >= self.MOST_BYTES

    def add(self, piece: bytes) -> None:
        """One more record."""
        self._pieces.append(piece)
        self._bytes += len(piece)

    def taken(self) -> list[bytes]:
        """The records, which then wait no more."""
        pieces, self._pieces, self._bytes = self._pieces, [], 0
        return pieces


class Cutter:
    """Cuts a stream where records of the given names begin and end, by bytes alone; joined, the pieces are the stream.

    A record cut wrongly (the name nested in itself, its end inside a comment) shows in the parser as anything but one
    whole element, and is then never taken for known.
    """

    SIZE: Final = 1024 * 1024
    LONGEST: Final = 64

    def __init__(self, stream: BinaryIO, head: bytes, names: Collection[str]) -> None:
        self._stream = stream
        self._held = head
        self._at = 0
        coded = [] if b"\0" in head else [coded for name in names if (coded := _coded(name, encoding_of(head)))]
        self._start = re.compile(rb"<(" + b"|".join(map(re.escape, coded)) + rb")(?=[\s>])") if coded else None
        self.is_safe = True

    def pieces(self) -> Iterator[tuple[bytes, bool]]:
        """Pieces and whether each is a record, from its start tag to its end tag."""
        while True:
            found = self._start.search(self._held, self._at) if self._start else None
            if found is None:
                yield from self._outside(self._last_tag())
                if not self._read():
                    break
                continue
            close = b"</" + found[1] + b">"
            end = self._held.find(close, found.end())
            if end < 0:
                if len(self._held) - found.start() < self.SIZE and self._read():
                    continue
                yield from self._outside(len(self._held))
                continue
            yield from self._outside(found.start())
            self._at = end + len(close)
            yield self._held[found.start() : self._at], True
        yield from self._outside(len(self._held))

    def _outside(self, end: int) -> Iterator[tuple[bytes, bool]]:
        if end > self._at:
            piece = self._held[self._at : end]
            self._at = end
            self.is_safe = self.is_safe and b"<!" not in piece
            yield piece, False

    def _last_tag(self) -> int:
        """Where what is certainly outside ends: a start tag may be cut in two by the end of what was read."""
        last = self._held.rfind(b"<", self._at)
        return last if last >= 0 and len(self._held) - last <= self.LONGEST else len(self._held)

    def _read(self) -> bool:
        more = self._stream.read(self.SIZE)
        self._held = self._held[self._at :] + more
        self._at = 0
        return bool(more)


def _coded(name: str, encoding: str) -> bytes:
    """The name in the encoding; nothing when it cannot be written in it."""
    try:
        return name.encode(encoding)
    except UnicodeEncodeError:
        return b""


def encoding_of(head: bytes) -> str:
    """The encoding a document declares by its first bytes."""
    found = DECLARED.match(head.removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii", "replace").strip() if found else "utf-8"
