"""A file as rows for staging: read once, as a stream; what is known is passed by, what is new becomes values.

Whatever depends on other files or on the end of this one is left open here and settled when the row is applied.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from prilavok.base.cutting import encoding_of
from prilavok.base.xml import sieved
from prilavok.goods.pricing import api as pricing
from prilavok.partners.erp.dialects import reading
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.reading import Frame, Record
from prilavok.partners.erp.dialects.understanding import understood
from prilavok.partners.erp.models import PackageFile, UnitName
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.profile import profile_of
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import versions_2
from prilavok.partners.erp.staging import codec
from prilavok.partners.erp.staging import rows as staged
from prilavok.partners.erp.staging.codec import Told
from prilavok.partners.erp.staging.facets import mask_of
from prilavok.partners.erp.staging.rows import Row
from prilavok.partners.erp.staging.sieve import Context, DigestSieve, Skipped

HEAD = 1024
JUDGED = (kinds.PRODUCT, kinds.OFFER)


class FileReading:
    """Goes through one file. `notes` grow with every row that is taken; `frames` are the places met so far."""

    def __init__(self, file: PackageFile, stream: BinaryIO) -> None:
        self._stream = stream
        self._skip = file.staged
        self.version = reading.version_of(stream)
        self.formed = reading.formed_of(stream)
        node = file.package.node
        self._profile = profile_of(node)
        self._context = Context(
            node=node,
            tells_whole_stock=versions_2(self.version),
            units=units_of(file),
            price_types=price_types_of(file),
            left_out=frozenset(str(one.price_type_id) for one in pricing.price_types() if one.owner == "platform"),
        )
        encoding = encoding_of(stream.read(HEAD))
        stream.seek(0)
        self._sieve = DigestSieve(self._context, encoding=encoding, asks=not file.package.is_rerun)
        self.notes = Notes()
        self.frames: list[dict[str, Any]] = []
        self._last: tuple[Frame, int, int] | None = None
        self._understood: tuple[tuple[Frame, int], FileContext] | None = None

    def taken_notes(self) -> Notes:
        """The warnings since the last time this was asked."""
        notes, self.notes = self.notes, Notes()
        return notes

    def rows(self) -> Iterator[Row]:
        """The rows that are not staged yet, in the file's order. Raises ForeignRoot, XmlRefused."""
        number = 0
        for record in reading.records(self._stream, sieved(self._stream, reading.TAGS, self._sieve)):
            for row in self._known(number):
                number += 1
                if row.number >= self._skip:
                    yield row
            frame = self._frame(record)
            self._sieve.stand(record.lane, record.frame)
            digest, known = self._sieve.digest() if record.lane in JUDGED else (None, None)
            row = _known_row(known, number, frame) if known else self._row(record, number, frame, digest)
            if number >= self._skip:
                yield row
            number += 1
        for row in self._known(number):
            if row.number >= self._skip:
                yield row

    def _known(self, number: int) -> Iterator[Row]:
        frame = self._last[2] if self._last else 0
        for place, one in enumerate(self._sieve.taken()):
            yield _known_row(one, number + place, frame)

    def _frame(self, record: Record) -> int:
        """The number of the record's place; a new one when what the file declared has grown."""
        listed = len(self._context.listed)
        if self._last is None or self._last[0] is not record.frame or self._last[1] != listed:
            said = {
                "part": record.frame.part,
                "changes_only": record.frame.changes_only,
                "catalogue": record.frame.catalogue,
                "listed": sorted(self._context.listed),
            }
            if said not in self.frames:
                self.frames.append(said)
            self._last = (record.frame, listed, self.frames.index(said))
        return self._last[2]

    def _row(self, record: Record, number: int, frame: int, digest: str | None) -> Row:
        """A record with anything odd about it keeps no digest: its warning belongs to every package it comes in."""
        if number < self._skip and record.lane in JUDGED:
            return Row(record.lane, number, frame, 0, "", None, None)
        noted = self.notes.total
        value = codec.together(record.lane, understood(record, self._understanding(record.frame), self.notes))
        if value is None:
            return Row(record.lane, number, frame, 0, "", None, None)
        self._learn(record, value)
        key = _key_of(record.lane, value)
        is_plain = self.notes.total == noted and not (record.lane == kinds.OFFER and value.product is not None)
        return Row(record.lane, number, frame, mask_of(value), key, digest if is_plain else None, codec.encoded(value))

    def _understanding(self, frame: Frame) -> FileContext:
        """What the dialects need to know; made anew only when the place or what was declared has changed."""
        mark = (frame, len(self._context.price_types))
        if self._understood is None or self._understood[0] != mark:
            known = FileContext(
                is_full=frame.changes_only is False,
                file_has_images=True,
                tells_whole_stock=self._context.tells_whole_stock,
                is_quick=frame.part == "quick",
                units=self._context.units,
                price_types=frozenset(self._context.price_types),
                profile=self._profile,
            )
            self._understood = (mark, known)
        return self._understood[1]

    def _learn(self, record: Record, value: Any) -> None:
        """The small lists, which later records need to be understood."""
        if record.lane == kinds.WAREHOUSE and record.frame.part == "offers":
            self._context.listed.add(value.external_id)
        elif record.lane == kinds.UNIT:
            self._context.units[value[0]] = value[1]
        elif record.lane == kinds.PRICE_TYPE:
            self._context.price_types.add(value.external_id)


def _known_row(one: Skipped, number: int, frame: int) -> Row:
    return Row(one.lane, number, frame, one.mask, one.key, one.digest, None)


def _key_of(lane: str, value: Any) -> str:
    if isinstance(value, Told):
        one = value.product if lane == kinds.PRODUCT else value.offer
        return one.external_id if one is not None else ""
    return str(getattr(value, "external_id", ""))


def units_of(file: PackageFile) -> dict[str, str]:
    """The short names of units by the sender's codes, those included that other files of the package tell."""
    names = dict(UnitName.objects.filter(namespace=file.package.node.namespace).values_list("code", "title"))
    return names | dict(_declared(file, kinds.UNIT))


def price_types_of(file: PackageFile) -> set[str]:
    """The price types that are known, those included that other files of the package declare."""
    known = set(pricing.external_ids(system=file.package.node.namespace))
    return known | {one.external_id for one in _declared(file, kinds.PRICE_TYPE)}


def _declared(file: PackageFile, lane: str) -> list[Any]:
    others = list(file.package.files.filter(is_staged=True).exclude(pk=file.pk).values_list("pk", flat=True))
    return [codec.decoded(lane, payload) for payload in staged.payloads(others, lane=lane)]
