"""What is wrong with an XML, in the words of whoever can put it right: where it is, why, what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from prilavok.base.errors import Refused

DEEPEST: Final = 256
MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# A page of a server, or what PHP prints before its answer.
PAGE: Final = re.compile(
    rb"<(?:!doctype\s+)?(?:html|head|body|br|b|p|div|pre|center|script|font|table)(?:[\s/>]|$)", re.IGNORECASE
)
Codes = etree.ErrorTypes


class XmlRefused(Refused):
    """The file is not an XML that can be read (line {line})."""


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
def named_damage(*, at_end: bool = False) -> Iterator[None]:
    """What the parser finds wrong within the block, by its name. `at_end`: nothing more comes: its end is missing."""
    try:
        yield
    except etree.XMLSyntaxError as error:
        raise _broken(error, at_end=at_end) from None


def plain_start(beginning: bytes) -> bytes:
    """The first bytes without a second mark of the encoding and blanks before the declaration, which XML forbids.

    Raises XmlEmpty, XmlIsPage, XmlForeign.
    """
    if b"\0" in beginning[:8] and beginning.strip(b"\0"):
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
    return "".join(letter if letter.isprintable() else " " for letter in words).strip()[:40]


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(text) - 4
    return True


def _broken(error: etree.XMLSyntaxError, *, at_end: bool) -> XmlRefused:
    """`reason`, the parser's own English words, is for the journal."""
    reason = str(error.msg or "").partition(", line ")[0][:160]
    line = error.lineno or 1
    if reason.startswith("Excessive depth"):
        return XmlTooBig(line=line, what=_("nested elements"), limit=DEEPEST)
    code, last = int(error.code or 0), error.error_log.last_error
    if code == int(Codes.ERR_INTERNAL_ERROR) and last is not None:  # the parser gave up for what it noted before
        code = int(last.type)
    found = BY_CODE.get(code, XmlCut if at_end else XmlBroken)
    return found(line=line, reason=reason)
