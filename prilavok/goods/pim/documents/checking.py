"""What a file really is, whatever it calls itself. Pure decisions about bytes and addresses.

A PDF is given away as a file and never opened inside a page, still nothing that acts by itself is taken in: buyers
trust what a shop hands them.
"""

import re
from typing import Final
from urllib.parse import urlsplit

MEGABYTE: Final = 1024 * 1024
BIGGEST_PDF: Final = 20 * MEGABYTE
BIGGEST_FILM: Final = 60 * MEGABYTE
MOST: Final = 20
LONGEST_ADDRESS: Final = 500
# Names of a PDF may be spelled with #-codes of their letters, so they are read as they are meant.
ACTS: Final = (
    b"/JavaScript",
    b"/JS",
    b"/Launch",
    b"/EmbeddedFile",
    b"/EmbeddedFiles",
    b"/RichMedia",
    b"/SubmitForm",
    b"/ImportData",
)
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z0-9-]{2,}", re.IGNORECASE)


def is_pdf(content: bytes) -> bool:
    """Whether it is a whole PDF of a bearable size."""
    return len(content) <= BIGGEST_PDF and content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def acts(content: bytes) -> bool:
    """Whether a PDF says that it does something by itself or carries other files."""
    meant = _CODE.sub(lambda code: bytes([int(code[1], 16)]), content)
    return any(re.search(re.escape(name) + rb"(?![A-Za-z0-9])", meant) for name in ACTS)


def film_kind(content: bytes) -> str:
    """mp4 or webm; "" for what is neither, or too big."""
    if len(content) > BIGGEST_FILM:
        return ""
    if content[4:8] == b"ftyp":
        return "mp4"
    return "webm" if content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64] else ""


def is_address(url: str) -> bool:
    """Whether it leads to a page of another site, openly: https, a host with a name, nobody's password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_plain = not any(sign.isspace() or ord(sign) < 32 or sign in "\\<>\"'" for sign in url)
    is_web = parts.scheme == "https" and bool(_HOST.fullmatch(parts.hostname or "")) and port is None
    return is_plain and is_web and "@" not in parts.netloc and len(url) <= LONGEST_ADDRESS
