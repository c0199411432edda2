"""XML from outside: one hardened reader that streams, and one small writer.

Why a reader of our own over lxml: a package of a retail chain has hundreds of megabytes, so the tree may never be whole
in memory; and the sender is not to be trusted with entities, external files, endless depth or endless width. Elements
that nobody asked for are thrown away as they close, so memory depends on the largest wanted element only.

Names are compared without namespaces, and wanted elements come without them: half of the senders declare one.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal, TypeAlias

from django.utils.translation import gettext as _
from lxml import etree

from prilavok.base.cutting import DECLARED, Cutter, Row, Sieve
from prilavok.base.xml_damage import XmlDoctype, XmlEmpty, XmlEncoding, XmlTooBig, named_damage, plain_start

Element: TypeAlias = etree._Element  # noqa: SLF001 - the type has no public name
CHUNK: Final = 64 * 1024
PROLOG: Final = 4 * 1024
ENCODINGS: Final = frozenset(
    {
        "utf-8",
        "utf-16",
        "utf-16le",
        "utf-16be",
        "windows-1251",
        "cp1251",
        "koi8-r",
        "us-ascii",
        "ascii",
        "iso-8859-1",
        "iso-8859-5",
    }
)

# The start tag of the root: the first tag that is neither a declaration nor a comment; values may hold ">".
_ROOT_TAG: Final = re.compile(rb"<[^?!\s>/](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_DEFAULT_NAMESPACE: Final = re.compile(rb"""(?<=\s)xmlns\s*=\s*(?:"[^"]*"|'[^']*')""")
_PREFIX: Final = re.compile(rb"xmlns:([^\s=]+)")


@dataclass(frozen=True, kw_only=True)
class XmlLimits:
    """How much one file may ask of us. `element_size` counts the nodes inside one wanted element; sizes in bytes.

    Depth, text and counts are judged between pieces of 64 KB; the parser's own bounds (256 levels, 10 MB of text) stand
    behind them.
    """

    size: int = 2 * 1024**3
    depth: int = 64
    attributes: int = 64
    text: int = 1024 * 1024
    elements: int = 50_000_000
    element_size: int = 200_000


@dataclass(frozen=True, kw_only=True)
class Root:
    """The root of a document: its local name and attributes."""

    name: str
    attributes: Mapping[str, str]


DEFAULT: Final = XmlLimits()


def elements(stream: BinaryIO, tags: Collection[str], limits: XmlLimits = DEFAULT) -> Iterator[Element]:
    """Each outermost element with one of the local names, whole; valid until the next is asked for.

    Its parents are open and keep their attributes: `element.getparent()` tells where it stands. Raises XmlRefused.
    """
    return _Reader(stream, frozenset(tags), limits).read()


def sieved(stream: BinaryIO, tags: Collection[str], sieve: Sieve, limits: XmlLimits = DEFAULT) -> Iterator[Element]:
    """As `elements`, without those that the sieve knows by their bytes. The first of a row of records is never asked
    about: it shows the sieve where the row stands. Raises XmlRefused."""
    return _Reader(stream, frozenset(tags), limits).read_through(sieve)


def root(stream: BinaryIO, limits: XmlLimits = DEFAULT) -> Root:
    """The root's name and attributes, from the first bytes; rewinds the stream. Raises XmlRefused."""
    start = stream.tell()
    try:
        return _begin(stream, limits)[1]
    finally:
        stream.seek(start)


def local_name(element: Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: Element, path: str) -> str:
    """The stripped text of the first descendant on the path ("Ид", "Владелец/Ид"); empty when there is none."""
    if "/" in path:
        return (element.findtext(path) or "").strip()
    for child in element.iterchildren(path):
        return (child.text or "").strip()
    return ""


def node(tag: str, *children: "Element | str | None", **attributes: str) -> Element:
    """A new element with children and text; None is left out. Characters that XML cannot hold are dropped."""
    made = etree.Element(tag, {name: _sendable(value) for name, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            made.text = (made.text or "") + _sendable(child)
        elif child is not None:
            made.append(child)
    return made


def to_bytes(element: Element, encoding: str = "UTF-8") -> bytes:
    """The element as a document with a declaration; characters foreign to the encoding become references."""
    return etree.tostring(element, encoding=encoding, xml_declaration=True)


def _begin(stream: BinaryIO, limits: XmlLimits) -> tuple[bytes, Root]:
    """The bytes up to the end of the root's start tag or more, and the root; refuses what must not be read on."""
    parser = _parser(("start",), None)
    read = bytearray()
    while chunk := stream.read(PROLOG):
        if not read:
            chunk = plain_start(chunk)
            _judge_prolog(chunk.replace(b"\0", b""))
        read += chunk
        if len(read) > limits.size:
            raise XmlTooBig(line=0, what=_("bytes"), limit=limits.size)
        with named_damage(parser):
            parser.feed(chunk)
            for _event, element in parser.read_events():
                return bytes(read), _judged(element, limits)
    if read.strip():
        with named_damage(parser, at_end=True):
            parser.close()
    raise XmlEmpty(line=0)


def _judged(element: Element, limits: XmlLimits) -> Root:
    about = element.getroottree().docinfo
    if about.internalDTD is not None or about.doctype:
        raise XmlDoctype(line=1)
    if len(element.attrib) > limits.attributes:
        raise XmlTooBig(line=1, what=_("attributes of one element"), limit=limits.attributes)
    return Root(name=local_name(element), attributes={str(key): str(value) for key, value in element.attrib.items()})


def _parser(events: Sequence[Literal["start", "end"]], tags: Collection[str] | None) -> "etree.XMLPullParser":
    return etree.XMLPullParser(
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


class _Reader:
    """Feeds the parser piece by piece; between pieces counts, and throws away what is done.

    The parser tells only of wanted elements: a call into Python for every element of a large file cost more than the
    parsing itself. Limits are therefore judged by the bytes of a piece, and exactly only where they come near.
    """

    def __init__(self, stream: BinaryIO, tags: frozenset[str], limits: XmlLimits) -> None:
        self._stream = stream
        self._tags = tags
        self._limits = limits
        self._size = 0
        self._lines = 0
        self._count = 0
        self._count_before = 0
        self._unbroken = 0
        self._inside: Element | None = None
        self._inside_since = 0
        self._root: Element | None = None
        self._prefixes: tuple[bytes, ...] = ()
        self._namespaced = False

    def read(self) -> Iterator[Element]:
        """The wanted elements, in order."""
        head, top = _begin(self._stream, self._limits)
        head = self._plain(head)
        parser = _parser(("start", "end"), [f"{{*}}{name}" for name in self._tags | {top.name}])
        chunk = head
        while chunk:
            self._count_piece(chunk)
            with named_damage(parser):
                parser.feed(chunk)
            yield from self._ready(parser)
            self._prune()
            chunk = self._stream.read(CHUNK)
        with named_damage(parser, at_end=True):
            parser.close()
        yield from self._ready(parser)

    def read_through(self, sieve: Sieve) -> Iterator[Element]:
        """The wanted elements the sieve does not know, in order.

        Records that stand in a row are cut out by their bytes and judged together. What cannot be cut safely (another
        encoding, prefixes, comments, something unfinished) goes to the parser as it is.
        """
        head, top = _begin(self._stream, self._limits)
        cutter = Cutter(self._stream, head, sieve.names)
        parser = _parser(("start", "end"), [f"{{*}}{name}" for name in self._tags | {top.name}])
        row = Row(sieve)
        is_first = True
        for piece, is_record in cutter.pieces():
            if is_first:
                piece, is_first = self._plain(piece), False  # noqa: PLW2901 - the root's own tag, made plain
            if is_record and row.is_open:
                row.add(piece)
                if row.is_full:
                    yield from self._judged_row(parser, row)
            elif not is_record and row.is_open and piece.isspace():
                row.lines += piece.count(b"\n")
            else:
                yield from self._judged_row(parser, row)
                yield from self._fed(parser, piece, sieve if is_record else None)
                row.is_open = is_record and self._inside is None and cutter.is_safe
        yield from self._judged_row(parser, row)
        with named_damage(parser, at_end=True):
            parser.close()
        yield from self._ready(parser)

    def _judged_row(self, parser: "etree.XMLPullParser", row: Row) -> Iterator[Element]:
        pieces = row.taken()
        known = row.sieve.known(pieces) if pieces else ()
        for place, (piece, is_known) in enumerate(zip(pieces, known, strict=True)):
            if is_known and self._inside is None:
                row.sieve.left_out(place)
                row.lines += piece.count(b"\n")
                self._size += len(piece)
                continue
            yield from self._fed(parser, b"\n" * row.lines, None)
            row.lines = 0
            yield from self._fed(parser, piece, row.sieve)

    def _fed(self, parser: "etree.XMLPullParser", piece: bytes, sieve: Sieve | None) -> Iterator[Element]:
        was_outside = self._inside is None
        found: list[Element] = []
        for start in range(0, len(piece), CHUNK):
            part = piece[start : start + CHUNK]
            self._count_piece(part)
            with named_damage(parser):
                parser.feed(part)
            if sieve is None:
                yield from self._ready(parser)
                self._prune()
            else:
                found += self._ready(parser)
        if sieve is not None:
            sieve.told(piece if was_outside and self._inside is None and len(found) == 1 else None)
            yield from found
            self._prune()

    def _ready(self, parser: "etree.XMLPullParser") -> Iterator[Element]:
        for event, element in parser.read_events():
            if self._inside is None:
                if event == "start":
                    self._start(element)
            elif event == "end" and element is self._inside:
                self._judge(element)
                yield _without_namespaces(element) if self._namespaced else element
                self._inside = None

    def _start(self, element: Element) -> None:
        if self._root is None:
            self._root = element
        if local_name(element) in self._tags:
            self._inside, self._inside_since = element, self._count_before
            if len(element.attrib) > self._limits.attributes:
                self._too_big(_("attributes of one element"), self._limits.attributes, element)

    def _judge(self, element: Element) -> None:
        """Count inside an element only when the pieces it came in could hold too much."""
        if self._count - self._inside_since <= self._limits.element_size:
            return
        if sum(1 for _one in element.iter()) > self._limits.element_size:
            self._too_big(_("elements inside one"), self._limits.element_size, element)

    def _plain(self, head: bytes) -> bytes:
        """The head without a default namespace on the root, so that names need no stripping one by one."""
        if b"\0" in head or head.startswith(b"\xff\xfe"):
            self._namespaced = True
            return head
        first, tag, rest = _root_tag(head)
        self._prefixes = tuple(b"<" + name + b":" for name in _PREFIX.findall(tag))
        self._namespaced = b"xmlns" in rest or any(prefix in head for prefix in self._prefixes)
        return first + _DEFAULT_NAMESPACE.sub(b"", tag) + rest

    def _count_piece(self, chunk: bytes) -> None:
        self._count_before = self._count
        self._size += len(chunk)
        self._lines += chunk.count(b"\n")
        opened = chunk.count(b"<") - chunk.count(b"</")
        self._count += opened
        self._unbroken = len(chunk) - chunk.rfind(b"<") - 1 if opened else self._unbroken + len(chunk)
        if not self._namespaced and self._size > len(chunk):
            self._namespaced = b"xmlns" in chunk or any(prefix in chunk for prefix in self._prefixes)
        if self._size > self._limits.size:
            self._too_big(_("bytes"), self._limits.size)
        if self._count > self._limits.elements:
            self._too_big(_("elements"), self._limits.elements)
        if self._unbroken > self._limits.text:
            self._too_big(_("characters of text"), self._limits.text)
        if self._inside is not None and self._count - self._inside_since > 2 * self._limits.element_size:
            self._too_big(_("elements inside one"), self._limits.element_size)

    def _prune(self) -> None:
        """Drop all that is closed: along the open branch every child but the last."""
        branch, depth = self._root, 1
        while branch is not None and branch is not self._inside and len(branch):
            if len(branch) > 1:
                del branch[:-1]
            branch, depth = branch[0], depth + 1
        if depth > self._limits.depth:
            self._too_big(_("nested elements"), self._limits.depth, branch)

    def _too_big(self, what: str, limit: int, element: Element | None = None) -> None:
        line = element.sourceline if element is not None else None
        raise XmlTooBig(line=line or self._lines + 1, what=what, limit=limit)


def _root_tag(head: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the root's start tag, the tag, what follows."""
    found = _ROOT_TAG.search(head)
    if found is None:
        return head, b"", b""
    return head[: found.start()], found.group(), head[found.end() :]


def _without_namespaces(element: Element) -> Element:
    for one in element.iter(etree.Element):
        one.tag = local_name(one)
    return element


def _judge_prolog(beginning: bytes) -> None:
    """Refuse a DOCTYPE and odd encodings before the parser sees them; again checked at the root for longer prologs."""
    if b"<!DOCTYPE" in beginning.upper().partition(b"<![CDATA[")[0]:
        raise XmlDoctype(line=1)
    if declared := DECLARED.match(beginning.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")):
        name = declared[1].decode("ascii", "replace").strip()
        if name.lower() not in ENCODINGS:
            raise XmlEncoding(line=1, encoding=name[:40])


def _sendable(text: str) -> str:
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r" or (" " <= letter <= "\ud7ff") or "\ue000" <= letter <= "\ufffd" or letter >= "\U00010000"
    )
