"""Collected static files, compressed once: what was compressed before is taken from `var/compressed`, by its content.

After an update of the code a few files differ out of hundreds, and the best compression takes seconds. The same content
under two names, with its digest and without, is compressed once too. What no file asked for is removed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ThriftyCompressor(Compressor):  # type: ignore[misc]
    """Compresses what it has not seen."""

    def __init__(self, place: Path, **options: Any) -> None:
        super().__init__(**options)
        self.place = place
        self.place.mkdir(parents=True, exist_ok=True)
        self.wanted: defaultdict[str, Lock] = defaultdict(Lock)

    def compress_brotli(self, data: bytes) -> bytes:
        """As the library does."""
        return self._once(data, "br", super().compress_brotli)

    def compress_gzip(self, data: bytes) -> bytes:
        """As the library does."""
        return self._once(data, "gz", super().compress_gzip)

    def _once(self, data: bytes, kind: str, compress: Callable[[bytes], bytes]) -> bytes:
        kept = self.place / f"{sha256(data).hexdigest()}.{kind}"
        with self.wanted[kept.name]:
            if kept.exists():
                return kept.read_bytes()
            made = compress(data)
            half = kept.with_suffix(f".{kind}.half")
            half.write_bytes(made)
            half.replace(kept)
            return made

    def forget_unwanted(self) -> None:
        """Remove what no file asked for this time."""
        for path in self.place.iterdir():
            if path.name not in self.wanted:
                path.unlink()


class CollectedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static files with digests in their names."""

    def create_compressor(self, **options: Any) -> ThriftyCompressor:
        """One that remembers."""
        return ThriftyCompressor(settings.VAR / "compressed", **options)

    def compress_files(self, paths: Any) -> Iterator[tuple[str, str]]:
        """Each path and what it was compressed to."""
        yield from super().compress_files(paths)
        self.compressor.forget_unwanted()
