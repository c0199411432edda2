"""Leaves out records that are, byte for byte, what was applied last: they are neither parsed nor read into values."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from prilavok.partners.erp.dialects.reading import LANES, Frame
from prilavok.partners.erp.models import Node
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import identity, split_variant, variant_identity
from prilavok.partners.erp.staging import digests

# Raised whenever records are read into values differently than before, so that all are read anew once.
READING: Final = 1
SIZE: Final = 16
# Settings of a node that have nothing to do with how its goods are read; any other may change what they mean.
APART: Final = frozenset(
    {
        *("id", "code", "title", "kind", "login", "namespace", "dialect", "zip_allowed", "file_limit", "is_active"),
        *("orders_out", "orders_version", "orders_namespace", "orders_encoding", "orders_on_file", "created_at"),
        *("deletion", "deletion_percent", "deletion_items", "answer_encoding", "sessid_required", "networks"),
        *("confirm", "jump_percent", "jumps_percent", "zeros_percent", "pictures_gone"),
    }
)
JUDGED: Final = {name: lane for name, lane in LANES.items() if lane in (kinds.PRODUCT, kinds.OFFER)}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is known."""

    lane: str
    key: str
    mask: int
    digest: str


@dataclass
class Context:
    """What the meaning of a file's records hangs on besides their bytes; grows while the file is read."""

    node: Node
    tells_whole_stock: bool
    listed: set[str] = field(default_factory=set)
    units: dict[str, str] = field(default_factory=dict)
    price_types: set[str] = field(default_factory=set)
    left_out: frozenset[str] = frozenset()
    _salts: dict[object, bytes] = field(default_factory=dict)

    def salt(self, lane: str, frame: Frame) -> bytes:
        """A digest of everything but the bytes."""
        mark = (lane, frame, len(self.listed), len(self.price_types), len(self.units))
        if mark not in self._salts:
            self._salts[mark] = hashlib.blake2b(self._said(lane, frame), digest_size=SIZE).digest()
        return self._salts[mark]

    def _said(self, lane: str, frame: Frame) -> bytes:
        settings = {name: value for name, value in vars(self.node).items() if name[0] != "_" and name not in APART}
        if lane == kinds.OFFER:
            around: list[object] = [self.tells_whole_stock, sorted(self.listed), sorted(self.price_types)]
            # Prices of types that the platform owns were passed over: they count from the day they are the node's.
            around += sorted(self.left_out)
        else:
            around = [*sorted(self.units.items())]
        said = [READING, lane, frame.part, frame.changes_only, frame.catalogue, settings, around]
        return msgspec.json.encode(said, order="deterministic")


class DigestSieve:
    """Asks the database once per some thousand records. `skipped` are those left out since the last element."""

    names: Collection[str] = tuple(JUDGED)

    def __init__(self, context: Context, *, encoding: str, asks: bool) -> None:
        self._context = context
        self._encoding = encoding
        self._id = tuple(tag.encode(encoding, "replace") for tag in ("<Ид>", "</Ид>"))
        self._characteristic = tuple(
            tag.encode(encoding, "replace") for tag in ("<ИдХарактеристики>", "</ИдХарактеристики>")
        )
        self._asks = asks
        self._judged: list[Skipped | None] = []
        self._lane = ""
        self._salt = b""
        self._piece: bytes | None = None
        self._fed = 0
        self.skipped: list[Skipped] = []

    def stand(self, lane: str, frame: Frame) -> None:
        """Where the element that was told last stands, and so do those that follow it in a row."""
        if lane in (kinds.PRODUCT, kinds.OFFER):
            self._lane, self._salt = lane, self._context.salt(lane, frame)

    def told(self, piece: bytes | None) -> None:
        """As of `base.cutting.Sieve`."""
        self._piece = piece

    def digest(self) -> tuple[str | None, Skipped | None]:
        """The digest of the element that was told last, None when its bytes are not exactly its own; and the element
        as a known one: the first of a row is judged only now, when it has shown where it stands."""
        piece, self._piece = self._piece, None
        is_judged, self._fed = self._fed > 0, max(self._fed - 1, 0)
        if piece is None:
            return None, None
        if is_judged:
            return self._digest(piece), None
        self.known([piece])
        self._fed = 0
        return self._digest(piece), self._judged[0] if self._judged else None

    def known(self, pieces: Sequence[bytes]) -> Sequence[bool]:
        """As of `base.cutting.Sieve`."""
        self._judged = []
        if not self._asks or not self._lane:
            self._fed = len(pieces)
            return [False] * len(pieces)
        keys = [self._key(piece) for piece in pieces]
        made = [self._digest(piece) for piece in pieces]
        found: Mapping[int, int] = digests.known(self._context.node.namespace, self._lane, keys, made)
        self._judged = [
            Skipped(self._lane, keys[place], found[place], made[place]) if place in found else None
            for place in range(len(pieces))
        ]
        self._fed = len(pieces) - len(found)
        return [place in found for place in range(len(pieces))]

    def left_out(self, place: int) -> None:
        """As of `base.cutting.Sieve`."""
        one = self._judged[place]
        if one is not None:
            self.skipped.append(one)

    def taken(self) -> list[Skipped]:
        """The records left out since the last time this was asked."""
        skipped, self.skipped = self.skipped, []
        return skipped

    def _digest(self, piece: bytes) -> str:
        return hashlib.blake2b(piece, digest_size=SIZE, salt=self._salt).hexdigest()

    def _key(self, piece: bytes) -> str:
        """The key as the bytes show it at first sight; a wrong guess is simply not known."""
        whole = self._between(piece, self._id)
        if self._lane == kinds.PRODUCT:
            return split_variant(identity(whole))[0]
        return variant_identity(whole, self._between(piece, self._characteristic))

    def _between(self, piece: bytes, tags: Sequence[bytes]) -> str:
        start = piece.find(tags[0])
        if start < 0:
            return ""
        start += len(tags[0])
        return piece[start : piece.find(tags[1], start)].decode(self._encoding, "replace").strip()
