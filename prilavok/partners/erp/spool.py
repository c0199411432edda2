"""Where received bytes lie: `var/exchange/<session>/<package>/<file>`; names on disk are ours, never the sender's."""

import errno
import shutil
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from prilavok.partners.erp.errors import DiskFull, PackageTooBig
from prilavok.partners.erp.models import PackageFile

PIECE: Final = 256 * 1024
LEAST_FREE: Final = 64 * 1024 * 1024


def folder(directory: str) -> Path:
    """The folder of a package, made when it is missing."""
    path = Path(settings.VAR) / "exchange" / directory
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(file: PackageFile) -> Path:
    """Where a received file lies."""
    return Path(settings.VAR) / "exchange" / file.package.directory / file.stored_as


def limit_bytes() -> int:
    """How much one package may bring."""
    return int(getattr(settings, "EXCHANGE_LIMIT_MB", 4096)) * 1024 * 1024


def write_at(path: Path, offset: int, body: BinaryIO, allowed: int) -> int:
    """Put a chunk at its place and return its size; what an interrupted chunk left there is overwritten.

    Raises DiskFull, PackageTooBig.
    """
    try:
        if shutil.disk_usage(path.parent).free < LEAST_FREE:
            raise DiskFull
        with path.open("r+b" if path.exists() else "wb") as target:
            target.seek(offset)
            target.truncate()
            return _copy(body, target, allowed)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull from None
        raise


def write_head(path: Path, body: BinaryIO, size: int) -> int:
    """Keep the first bytes of a body and let the rest go by."""
    kept = body.read(size)
    path.write_bytes(kept)
    return len(kept)


def _copy(body: BinaryIO, target: BinaryIO, allowed: int) -> int:
    written = 0
    while piece := body.read(PIECE):
        written += len(piece)
        if written > allowed:
            raise PackageTooBig(limit=limit_bytes() // 1024 // 1024)
        target.write(piece)
    return written


def head(path: Path, size: int = 64) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as stream:
        return stream.read(size)


def tail(path: Path, size: int = 256) -> bytes:
    """The last bytes of a file."""
    with path.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - size))
        return stream.read()


def drop(directory: str) -> None:
    """Remove the bytes of a package."""
    shutil.rmtree(Path(settings.VAR) / "exchange" / directory, ignore_errors=True)
