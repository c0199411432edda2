"""What is wrong with an XML, in the words of whoever can put it right: where it is, why, what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from prilavok.base.errors import Refused

WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
DEEPEST: Final = 256
MARKS: Final = (b"\xef\xbb\xbf",)
# A page of a server, or what PHP prints before its answer.
PAGE: Final = re.compile(
    rb"<(?:!doctype\s+)?(?:html|head|body|br|b|p|div|pre|center|script|font|table)(?:[\s/>]|$)", re.IGNORECASE
)
Codes = etree.ErrorTypes


class XmlRefused(Refused):
    """The file is not an XML that can be read (line {line}). Export it again."""


class XmlBroken(XmlRefused):
    """The XML is damaged or cut off near line {line}. Export it again."""


class XmlCut(XmlBroken):
    """The XML ends in the middle (line {line}): it did not arrive whole. Start the exchange again."""


class XmlDoubled(XmlBroken):
    """After the end of the XML (line {line}) more follows, as if two files were glued. Start the exchange again."""


class XmlCharacter(XmlBroken):
    """Near line {line} stands a character that XML does not allow. Remove it from the text in the accounting system."""


class XmlEntity(XmlBroken):
    """Near line {line} stands a name like &nbsp; that XML does not know. Correct the program that makes the export."""


class XmlGarbled(XmlBroken):
    """The file is not in the encoding it declares (line {line}). Save it as UTF-8 or windows-1251."""


class XmlForeign(XmlBroken):
    """This is no XML: the file begins with “{beginning}”. Correct the program that makes the export."""


class XmlEmpty(XmlRefused):
    """The file is empty. Export it again."""


class XmlDoctype(XmlRefused):
    """The XML declares a DOCTYPE or entities (line {line}); such files are not accepted. Export it without them."""


class XmlEncoding(XmlRefused):
    """The encoding {encoding} of the XML is not supported. Save the file as UTF-8 or windows-1251."""


class XmlIsPage(XmlRefused):
    """A web page came instead of XML. Look at what stands between the accounting system and the site."""


class XmlTooBig(XmlRefused):
    """The XML is larger than allowed near line {line}: {what} (at most {limit}). Make the export smaller."""


BY_CODE: Final[dict[int, type[XmlBroken]]] = {
    int(Codes.ERR_DOCUMENT_END): XmlDoubled,
    int(Codes.ERR_RESERVED_XML_NAME): XmlDoubled,
    int(Codes.ERR_INVALID_CHAR): XmlCharacter,
    int(Codes.ERR_INVALID_CHARREF): XmlCharacter,
    int(Codes.ERR_UNDECLARED_ENTITY): XmlEntity,
    int(Codes.WAR_UNDECLARED_ENTITY): XmlEntity,
    int(Codes.ERR_INVALID_ENCODING): XmlGarbled,
    int(Codes.ERR_TAG_NOT_FINISHED): XmlCut,
}


@contextmanager
def named_damage(parser: "etree.XMLPullParser", *, at_end: bool = False) -> Iterator[None]:
    """What the parser finds wrong within the block, by its name. `at_end`: nothing more comes: its end is missing.

    The parser may stop without a word and take the next bytes for a new document, so its notes are read each time.
    """
    try:
        yield
    except etree.XMLSyntaxError as error:
        raise _broken(error, parser, at_end=at_end) from None
    stopped = next((one for one in parser.feed_error_log if one.level == etree.ErrorLevels.FATAL), None)
    if stopped is not None:
        raise _named(int(stopped.type), stopped.line, stopped.message, at_end=at_end)


def plain_start(beginning: bytes) -> bytes:
    """The first bytes without a second mark of the encoding and blanks before the declaration, which XML forbids.

    Raises XmlEmpty, XmlIsPage, XmlForeign.
    """
    if beginning.startswith(WIDE):
        return beginning
    text = _unmarked(beginning)
    if PAGE.match(text):
        raise XmlIsPage
    if not text:
        raise XmlEmpty(line=0)
    if not text.startswith(b"<"):
        raise XmlForeign(line=1, beginning=_shown(text) or text[:4].hex(" "))
    return text if text.startswith(b"<?xml") else beginning


def _unmarked(beginning: bytes) -> bytes:
    text = beginning
    while (stripped := _once(text.lstrip())) != text:
        text = stripped
    return text


def _once(text: bytes) -> bytes:
    return next((text.removeprefix(mark) for mark in MARKS if text.startswith(mark)), text)


def _shown(text: bytes) -> str:
    words = text[:200].decode("utf-8" if _is_utf8(text[:200]) else "cp1251", "ignore")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())[:40]


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(text) - 4
    return True


def _broken(error: etree.XMLSyntaxError, parser: "etree.XMLPullParser", *, at_end: bool) -> XmlRefused:
    code, line = int(error.code or 0), error.lineno or 1
    if code == int(Codes.ERR_INTERNAL_ERROR):
        cause = next((one for one in parser.feed_error_log if int(one.type) in BY_CODE), None)
        code, line = (int(cause.type), cause.line) if cause is not None else (code, line)
    return _named(code, line, str(error.msg or ""), at_end=at_end)


def _named(code: int, line: int, words: str, *, at_end: bool) -> XmlRefused:
    """`reason`, the parser's own English words, is for the journal."""
    reason = words.partition(", line ")[0][:160]
    if reason.startswith("Excessive depth"):
        return XmlTooBig(line=line, what=_("nested elements"), limit=DEEPEST)
    found = BY_CODE.get(code, XmlBroken)
    if at_end and found in (XmlBroken, XmlCharacter, XmlGarbled):
        found = XmlCut
    return found(line=line, reason=reason)
