"""XML from outside: one hardened reader that streams, and one small writer.

Why a reader of our own over lxml: a package of a retail chain has hundreds of megabytes, so the tree may never be whole
in memory; and the sender is not to be trusted with entities, external files, endless depth or endless width. Elements
that nobody asked for are thrown away as they close, so memory depends on the largest wanted element only.

Names are compared without namespaces, and wanted elements come without them: half of the senders declare one.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

from django.utils.translation import gettext as _
from lxml import etree

from prilavok.base.errors import Refused

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

DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")


class XmlRefused(Refused):
    """The file is not an XML that can be read (line {line})."""


class XmlBroken(XmlRefused):
    """The XML is damaged or cut off near line {line}."""


class XmlEmpty(XmlRefused):
    """The file is empty."""


class XmlDoctype(XmlRefused):
    """The XML declares a DOCTYPE or entities (line {line}); such files are not accepted."""


class XmlEncoding(XmlRefused):
    """The encoding {encoding} of the XML is not supported. Save the file as UTF-8 or windows-1251."""


class XmlTooBig(XmlRefused):
    """The XML is larger than allowed near line {line}: {what} (at most {limit})."""


@dataclass(frozen=True, kw_only=True)
class XmlLimits:
    """How much one file may ask of us. `element_size` counts the nodes inside one wanted element; sizes in bytes."""

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
    reader = _Reader(stream, frozenset(tags), limits)
    return reader.read()


def root(stream: BinaryIO, limits: XmlLimits = DEFAULT) -> Root:
    """The root's name and attributes, from the first bytes; rewinds the stream. Raises XmlRefused."""
    start = stream.tell()
    try:
        return _Reader(stream, frozenset(), limits).root()
    finally:
        stream.seek(start)


def local_name(element: Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: Element, path: str) -> str:
    """The stripped text of the first descendant on the path ("Ид", "Владелец/Ид"); empty when there is none."""
    return (element.findtext(path) or "").strip()


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


class _Reader:
    """Feeds the parser, counts, throws away what is not wanted."""

    def __init__(self, stream: BinaryIO, tags: frozenset[str], limits: XmlLimits) -> None:
        self._stream = stream
        self._tags = tags
        self._limits = limits
        self._size = 0
        self._depth = 0
        self._count = 0
        self._inside: Element | None = None
        self._inside_since = 0
        self._root: Element | None = None
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )

    def read(self) -> Iterator[Element]:
        """The wanted elements, in order."""
        while self._feed():
            yield from self._ready()
        self._close()
        yield from self._ready()

    def root(self) -> Root:
        """The root alone."""
        while self._root is None and self._feed():
            for event, element in self._parser.read_events():
                if event == "start":
                    self._start(element)
                    break
        if self._root is None:
            self._close()
            raise XmlEmpty(line=0)
        return Root(
            name=local_name(self._root), attributes={str(key): str(value) for key, value in self._root.attrib.items()}
        )

    def _feed(self) -> bool:
        chunk = self._stream.read(CHUNK if self._root is not None else PROLOG)
        self._size += len(chunk)
        if self._size > self._limits.size:
            self._too_big(_("bytes"), self._limits.size)
        if not chunk:
            return False
        if self._root is None:
            _judge_prolog(chunk.replace(b"\0", b""))
        try:
            self._parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            raise _broken(error) from None
        return True

    def _close(self) -> None:
        if not self._size:
            raise XmlEmpty(line=0)
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            raise _broken(error) from None

    def _ready(self) -> Iterator[Element]:
        try:
            for event, element in self._parser.read_events():
                if event == "start":
                    self._start(element)
                elif self._end(element):
                    yield _without_namespaces(element)
                    _forget(element)
        except etree.XMLSyntaxError as error:
            raise _broken(error) from None

    def _start(self, element: Element) -> None:
        if self._root is None:
            self._begin(element)
        self._depth += 1
        self._count += 1
        if self._depth > self._limits.depth:
            self._too_big(_("nested elements"), self._limits.depth, element)
        if len(element.attrib) > self._limits.attributes:
            self._too_big(_("attributes of one element"), self._limits.attributes, element)
        if self._count > self._limits.elements:
            self._too_big(_("elements"), self._limits.elements, element)
        if self._inside is None:
            if local_name(element) in self._tags:
                self._inside, self._inside_since = element, self._count
        elif self._count - self._inside_since > self._limits.element_size:
            self._too_big(_("elements inside one"), self._limits.element_size, element)

    def _begin(self, element: Element) -> None:
        self._root = element
        about = element.getroottree().docinfo
        if about.internalDTD is not None or about.doctype:
            raise XmlDoctype(line=1)

    def _end(self, element: Element) -> bool:
        self._depth -= 1
        if element.text is not None and len(element.text) > self._limits.text:
            self._too_big(_("characters of text"), self._limits.text, element)
        if self._inside is None:
            _forget(element)
            return False
        if self._inside is not element:
            return False
        self._inside = None
        return True

    def _too_big(self, what: str, limit: int, element: Element | None = None) -> None:
        raise XmlTooBig(line=(element.sourceline or 0) if element is not None else 0, what=what, limit=limit)


def _forget(element: Element) -> None:
    """Free an element that is done with, and its elder siblings: the tree never grows wide."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    if parent is None:
        return
    while (elder := element.getprevious()) is not None:
        parent.remove(elder)


def _without_namespaces(element: Element) -> Element:
    if "}" in str(element.tag) or any(isinstance(one.tag, str) and "}" in one.tag for one in element):
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


def _broken(error: etree.XMLSyntaxError) -> XmlBroken:
    """`reason`, the parser's own English words, is for the journal."""
    return XmlBroken(line=error.lineno or 0, reason=str(error.msg or "").partition(", line ")[0][:160])


def _sendable(text: str) -> str:
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r" or (" " <= letter <= "\ud7ff") or "\ue000" <= letter <= "\ufffd" or letter >= "\U00010000"
    )
