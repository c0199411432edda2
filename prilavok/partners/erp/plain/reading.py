"""Records become values one by one; what is wrong with one is said in a sentence with its place and the remedy."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

import msgspec
from django.utils.translation import gettext

from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.plain.envelope import Header, Line

Value = TypeVar("Value")
MONEY_LIMIT: Final = Decimal(10) ** 11
_WHERE: Final = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?\Z", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(?P<field>[^`]+)`")
_EXPECTED: Final = re.compile(r"Expected `(?P<wanted>[^`]+)`(?:, got `(?P<got>[^`]+)`)?")


class RecordBad(Exception):
    """A record that cannot be taken; the sentence says why and what to do."""


@dataclass(frozen=True)
class Numbered(Generic[Value]):
    """A value, the line it came from, the revision under which it was told."""

    line: int
    value: Value
    revision: int
    text: bytes


class Reader(Generic[Value]):
    """Reads records of one format."""

    def __init__(self, record: type[Any], read: Callable[[Any, Header], Value]) -> None:
        self._decoder = msgspec.json.Decoder(record, strict=False)
        self._read = read

    def values(self, told: Iterable[Line], header: Header, notes: Notes) -> list[Numbered[Value]]:
        """The records that can be taken; of the others a note each."""
        taken = []
        for line in told:
            try:
                taken.append(self._value(line, header))
            except RecordBad as bad:
                notes.add("plain_bad", at_line(line.number, str(bad)))
        return taken

    def _value(self, line: Line, header: Header) -> Numbered[Value]:
        if line.is_too_long:
            raise RecordBad(gettext("the line is longer than 1 MB; split the record"))
        try:
            record = self._decoder.decode(line.text)
        except msgspec.ValidationError as error:
            raise RecordBad(worded(str(error))) from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise RecordBad(gettext("this is not JSON in UTF-8; write one record a line")) from None
        revision = record.revision if record.revision is not None else header.sequence
        if revision is None:
            raise RecordBad(gettext("no revision; add revision to the record or sequence to the header"))
        return Numbered(line.number, self._read(record, header), revision, line.text)


def at_line(number: int, sentence: str) -> str:
    """A sentence about a line of the file."""
    return gettext("line {number}: {sentence}").format(number=number, sentence=sentence)


def worded(message: str) -> str:
    """What the reader of JSON found wrong, in the active language."""
    found = _WHERE.match(message)
    what, path = (found["what"], found["path"] or "") if found else (message, "")
    missing = _MISSING.search(what)
    if missing:
        field = f"{path}.{missing['field']}" if path else missing["field"]
        return gettext("the field {field} is missing").format(field=field)
    expected = _EXPECTED.search(what)
    if expected and path:
        return gettext("the field {field} must be {wanted}").format(field=path, wanted=_wanted(expected["wanted"]))
    if path:
        return gettext("the field {field} was not understood").format(field=path)
    return gettext("the record is not an object with fields")


def amount(value: Decimal, field: str) -> Decimal:
    """Money as told: not negative, two decimals at most. Raises RecordBad."""
    return _decimal(value, field, Decimal("0.01"))


def quantity(value: Decimal, field: str) -> Decimal:
    """A quantity as told: not negative, three decimals at most. Raises RecordBad."""
    return _decimal(value, field, Decimal("0.001"))


def _decimal(value: Decimal, field: str, step: Decimal) -> Decimal:
    if not value.is_finite() or value < 0 or value >= MONEY_LIMIT:
        raise RecordBad(gettext("the field {field} must be a number from zero").format(field=field))
    rounded = value.quantize(step)
    if rounded != value:
        raise RecordBad(gettext("the field {field} has too many decimals; round it").format(field=field))
    return rounded


def _wanted(kind: str) -> str:
    words = {
        "decimal": gettext("a number"),
        "int": gettext("a whole number"),
        "str": gettext("a text"),
        "bool": "true / false",
        "array": gettext("a list"),
        "object": gettext("an object"),
        "date": gettext("a date like 2026-05-14"),
        "datetime": gettext("a time like 2026-05-14T18:22:41"),
    }
    return words.get(kind.partition(" ")[0], kind)
