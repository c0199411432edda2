"""What stands in the address and in the file name: raw bytes from many clients, put into one form."""

import base64
import binascii
import re
from typing import Final
from urllib.parse import unquote_to_bytes

XML: Final = frozenset({"xml"})
ARCHIVES: Final = frozenset({"zip"})
IMAGES: Final = frozenset(
    {"jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "jfif", "heic", "heif", "avif", "svg"}
)
PLAIN: Final = frozenset({"jsonl", "ndjson", "json"})
OTHERS: Final = frozenset(
    {"pdf", "txt", "html", "htm", "doc", "docx", "xls", "xlsx", "rtf", "csv", "odt", "ods", "ppt", "pptx", "mp4", "mov"}
)
ACCEPTED: Final = XML | ARCHIVES | PLAIN | IMAGES | OTHERS
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_DIGITS: Final = re.compile(r"(\d+)")


def decoded(raw: bytes) -> str:
    """Text that is UTF-8, or else windows-1251."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def parameters(query: str) -> dict[str, str]:
    """The parameters of a raw query string; of repeated names the last one counts."""
    found: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name:
            found[name.strip()] = decoded(unquote_to_bytes(_raw(value.replace("+", " "))))
    return found


def _raw(text: str) -> bytes:
    """The bytes a server put into a string, letter by letter."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def basic(header: str) -> tuple[str, str] | None:
    """Login and password of a Basic header; None when there is none that can be read."""
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        raw = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    login, colon, password = decoded(raw).partition(":")
    return (login, password) if colon and login else None


def file_name(text: str) -> str | None:
    """The relative path to keep a file under; None when the name is not accepted.

    An XML keeps its base name only; other files keep what follows `import_files/`, because cards name them so.
    """
    path = _DRIVE.sub("", text.strip().replace("\\", "/"))
    parts = [part.strip() for part in path.split("/") if part.strip() not in ("", ".", "..")]
    if not parts or any(ord(letter) < 32 for letter in path) or len(path) > 380:
        return None
    extension = parts[-1].rpartition(".")[2].lower()
    if extension not in ACCEPTED or parts[-1].startswith("."):
        return None
    if extension in XML | ARCHIVES | PLAIN:
        return parts[-1]
    if "import_files" in parts:
        parts = parts[parts.index("import_files") :]
    return "/".join(parts)


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sorting key by which import0_2.xml stands before import0_10.xml."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part.lower()) for part in _DIGITS.split(name) if part)


def extension(name: str) -> str:
    """The lower-case extension of a name."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def sniffed(head: bytes) -> str:
    """What the first bytes of a file say it is: archive, image, xml, plain (a line of JSON) or other."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "archive"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")) or head[8:12] == b"WEBP":
        return "image"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<") or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "xml"
    return "plain" if text.startswith(b"{") else "other"
