"""Archives from outside: a zip is read member by member, and only after it has shown that it is harmless.

What a hostile archive tries: more members than memory holds, a thousandfold expansion, overlapping members, links,
names that climb out of the folder, nesting, passwords, sizes that lie. All but the last are refused from the directory
of the archive, before a byte is unpacked; the last is refused while reading.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Final

from django.utils.translation import gettext as _

from prilavok.base.errors import Refused

SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
END_RECORD: Final = b"PK\x05\x06"
LONGEST_TAIL: Final = 22 + 65_535
UTF8_NAME: Final = 0x800
ENCRYPTED: Final = 0x1
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
RUSSIAN: Final = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№")
COMMON: Final = frozenset("оеаинтсрвлкмдпуяыьгзбчОЕАИНТСРВЛКМДПУ")
LEAST_TO_JUDGE: Final = 1024 * 1024


class ArchiveRefused(Refused):
    """The archive was refused. Send it again."""


class ArchiveBroken(ArchiveRefused):
    """The archive is damaged or incomplete. Send it again."""


class ArchiveTooBig(ArchiveRefused):
    """The archive holds more than allowed: {what} (at most {limit}). Export in smaller portions."""


class ArchiveEncrypted(ArchiveRefused):
    """The archive is protected by a password. Send it without one."""


class ArchiveUnsafe(ArchiveRefused):
    """The archive holds something that is not accepted: {what}. Pack nothing but the files of the export."""


@dataclass(frozen=True, kw_only=True)
class ArchiveLimits:
    """How much one archive may hold. Sizes are unpacked bytes; `ratio`, unpacked to packed, counts from 1 MB on."""

    total: int = 2 * 1024**3
    member: int = 2 * 1024**3
    ratio: int = 200
    count: int = 20_000


@dataclass(frozen=True)
class Member:
    """One file of an archive: its safe relative path with forward slashes and its unpacked size in bytes."""

    path: str
    size: int
    _archive: zipfile.ZipFile
    _info: zipfile.ZipInfo

    def open(self) -> BinaryIO:
        """A stream that refuses to give more than the directory promised. Raises ArchiveRefused while reading."""
        try:
            return io.BufferedReader(_Guarded(self._archive.open(self._info), self.size))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise ArchiveBroken from None

    def read(self) -> bytes:
        """The whole content."""
        with self.open() as stream:
            return stream.read()


DEFAULT: Final = ArchiveLimits()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, by their paths inside it."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def is_zip(path: Path) -> bool:
    """True when the file begins as a zip does, whatever its name."""
    with path.open("rb") as stream:
        return stream.read(4) in SIGNATURES


def safe_members(path: Path, limits: ArchiveLimits = DEFAULT) -> Iterator[Member]:
    """The files of a zip, after the whole directory was found harmless. Raises ArchiveRefused before the first one."""
    _count_first(path, limits)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, struct.error):
        raise ArchiveBroken from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _judge(infos, limits, path.stat().st_size)
        named = [(_safe_name(info), info) for info in infos]
        if len({name.casefold() for name, _ in named}) != len(named):
            raise ArchiveUnsafe(what=_("two files of one name"))
        for name, info in named:
            yield Member(path=name, size=info.file_size, _archive=archive, _info=info)


def _count_first(path: Path, limits: ArchiveLimits) -> None:
    """Refuse by the end record alone: reading a directory of a million entries would already be the attack."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - LONGEST_TAIL))
        tail = stream.read()
    found = tail.rfind(END_RECORD)
    if found < 0 or len(tail) - found < 22:
        raise ArchiveBroken
    entries, directory_size = struct.unpack("<HI", tail[found + 10 : found + 16])
    if entries == 0xFFFF or directory_size == 0xFFFFFFFF:
        where = tail.rfind(b"PK\x06\x06")
        if where < 0 or len(tail) - where < 48:
            raise ArchiveBroken
        entries, directory_size = struct.unpack("<QQ", tail[where + 32 : where + 48])
    if entries > limits.count or directory_size > limits.count * 512:
        raise ArchiveTooBig(what=_("files"), limit=limits.count)


def _judge(infos: list[zipfile.ZipInfo], limits: ArchiveLimits, archive_size: int) -> None:
    total = sum(info.file_size for info in infos)
    if total > limits.total:
        raise ArchiveTooBig(what=_("bytes"), limit=limits.total)
    if sum(info.compress_size for info in infos) > archive_size:
        raise ArchiveUnsafe(what=_("overlapping files"))
    if total > LEAST_TO_JUDGE and total > limits.ratio * archive_size:
        raise ArchiveTooBig(what=_("compression ratio"), limit=limits.ratio)
    for info in infos:
        _judge_one(info, limits)


def _judge_one(info: zipfile.ZipInfo, limits: ArchiveLimits) -> None:
    if info.flag_bits & ENCRYPTED:
        raise ArchiveEncrypted
    if info.file_size > limits.member:
        raise ArchiveTooBig(what=_("bytes in one file"), limit=limits.member)
    if info.compress_type not in METHODS:
        raise ArchiveUnsafe(what=_("an unusual compression method"))
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise ArchiveUnsafe(what=_("a link or a special file"))


def _safe_name(info: zipfile.ZipInfo) -> str:
    """The member's path; names without the UTF-8 flag are in a code page of old, as archivers on Windows write them."""
    name = info.orig_filename
    if not info.flag_bits & UTF8_NAME:
        name = _legacy(name.encode("cp437", "replace"))
    name = name.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or ":" in name or "\0" in name or len(name) > 400:
        raise ArchiveUnsafe(what=_("a path that leads outside"))
    if name.lower().endswith((".zip", ".gz", ".7z", ".rar", ".bz2", ".xz", ".tar")):
        raise ArchiveUnsafe(what=_("an archive inside the archive"))
    return "/".join(parts)


def _legacy(raw: bytes) -> str:
    """A name in cp866 or windows-1251: nothing tells which, but only one of them makes Russian letters of the bytes."""
    dos, windows = raw.decode("cp866", "replace"), raw.decode("cp1251", "replace")
    return windows if _strange(windows) < _strange(dos) else dos


def _strange(text: str) -> int:
    letters = [letter for letter in text if not letter.isascii()]
    return 2 * sum(letter not in RUSSIAN for letter in letters) + sum(letter not in COMMON for letter in letters)


class _Guarded(io.RawIOBase):
    """Stops a member that unpacks to more than it promised, and names damage as such."""

    def __init__(self, inner: IO[bytes], promised: int) -> None:
        self._inner = inner
        self._left = promised

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            chunk = self._inner.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
            raise ArchiveBroken from None
        self._left -= len(chunk)
        if not chunk and self._left:
            raise ArchiveBroken
        if self._left < 0:
            raise ArchiveUnsafe(what=_("a file larger than it says"))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._inner.close()
        super().close()
