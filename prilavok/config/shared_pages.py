"""Pages that one process of the house has made, for its brothers: each core has a process with a cache of its own.

A piece of memory that all of them see is made before they are forked. A page lies in one of two places that follow from
its name. Nobody waits for anybody: whoever reads sees by the sum of the bytes whether all of them belong together, and
a page that is just being written is one that is not there. It lives as long as the parent; a process that was killed
and came back finds it as it was.
"""

import logging
import mmap
import struct
import time
import zlib
from hashlib import blake2b
from typing import Final

logger = logging.getLogger(__name__)
PLACES: Final = 2048
PLACE_BYTES: Final = 128 * 2**10
# The page's name, the sum of its bytes, how many there are, when they came (seconds of the monotonic clock).
HEAD: Final = struct.Struct("<16sIId")
NOTHING: Final = bytes(HEAD.size)


class SharedPages:
    """So many places of so many bytes; what nobody has written takes no memory."""

    def __init__(self, places: int = PLACES, place_bytes: int = PLACE_BYTES) -> None:
        self._places, self._place_bytes = places, place_bytes
        self._memory = mmap.mmap(-1, places * place_bytes)

    @classmethod
    def where_possible(cls) -> "SharedPages | None":
        """None where the system gives no such memory: then each process makes its own pages."""
        try:
            return cls()
        except OSError as why:
            logger.warning("pages are not shared between processes: %s", why)
            return None

    def get(self, key: tuple[str, ...]) -> bytes | None:
        """The bytes put last under this key; None when they are not there, or not any more."""
        name, places = self._named(key)
        for at in places:
            found, total, length, _ = self._head(at)
            if found == name and length <= self._place_bytes - HEAD.size:
                body = self._memory[at + HEAD.size : at + HEAD.size + length]
                return body if zlib.crc32(body) == total else None
        return None

    def put(self, key: tuple[str, ...], body: bytes) -> None:
        """Keep these bytes; too many are not kept."""
        if len(body) > self._place_bytes - HEAD.size:
            return
        name, places = self._named(key)
        at = self._free(name, places)
        self._memory[at : at + HEAD.size] = NOTHING
        self._memory[at + HEAD.size : at + HEAD.size + len(body)] = body
        self._memory[at : at + HEAD.size] = HEAD.pack(name, zlib.crc32(body), len(body), time.monotonic())

    def _free(self, name: bytes, places: tuple[int, int]) -> int:
        """Where the page lies already, else where the older one lies."""
        heads = [(self._head(at), at) for at in places]
        mine = [at for head, at in heads if head[0] == name]
        return mine[0] if mine else min(heads, key=lambda one: one[0][3])[1]

    def _head(self, at: int) -> tuple[bytes, int, int, float]:
        return HEAD.unpack_from(self._memory, at)

    def _named(self, key: tuple[str, ...]) -> tuple[bytes, tuple[int, int]]:
        name = blake2b(repr(key).encode(errors="backslashreplace"), digest_size=16).digest()
        first = int.from_bytes(name[:8], "little") % self._places
        second = int.from_bytes(name[8:], "little") % self._places
        return name, (first * self._place_bytes, second * self._place_bytes)
