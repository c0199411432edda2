"""Records cut by their bytes: whatever the file looks like, the elements are those that the parser alone would find."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prilavok.base.xml import elements, sieved
from prilavok.base.xml_damage import XmlBroken

TAGS = frozenset({"Товар", "Группа", "Ид"})


class Memory:
    """A sieve that knows what it is told to know; keeps what it was asked and what it was told, in order."""

    names = ("Товар", "Предложение")

    def __init__(self, *known: str) -> None:
        self._known = {one.encode() for one in known}
        self._asked: list[bytes] = []
        self.heard: list[str | None] = []
        self.passed: list[str] = []

    def known(self, pieces: Sequence[bytes]) -> Sequence[bool]:
        self._asked = list(pieces)
        return [piece in self._known for piece in pieces]

    def told(self, piece: bytes | None) -> None:
        self.heard.append(None if piece is None else piece.decode(errors="replace"))

    def left_out(self, place: int) -> None:
        self.passed.append(self._asked[place].decode())


def file(*inside: str) -> bytes:
    """A catalogue."""
    return f"<К><Каталог a='1'><Ид>c</Ид><Товары>{''.join(inside)}</Товары></Каталог></К>".encode()


def goods(*keys: str) -> list[str]:
    """Records in a row."""
    return [f"<Товар><Ид>{key}</Ид></Товар>\n" for key in keys]


def seen(content: bytes, sieve: Memory) -> list[tuple[str, str, str | None]]:
    """Each element: its name, its text, its grandparent's attribute."""
    found = []
    for one in sieved(BytesIO(content), TAGS, sieve):
        above = one.getparent()
        place = above.getparent().get("a") if above is not None and above.getparent() is not None else None
        found.append((str(one.tag), one.findtext("Ид") or one.text or "", place))
    return found


def test_known_records_are_not_parsed_and_the_rest_stands_where_it_stood() -> None:
    sieve = Memory("<Товар><Ид>2</Ид></Товар>", "<Товар><Ид>3</Ид></Товар>")

    found = seen(file(*goods("1", "2", "3", "4")), sieve)

    assert found == [("Ид", "c", None), ("Товар", "1", "1"), ("Товар", "4", "1")]
    assert sieve.passed == ["<Товар><Ид>2</Ид></Товар>", "<Товар><Ид>3</Ид></Товар>"]
    assert sieve.heard == ["<Товар><Ид>1</Ид></Товар>", "<Товар><Ид>4</Ид></Товар>"]


def test_the_first_of_a_row_shows_where_the_row_stands() -> None:
    sieve = Memory("<Товар><Ид>1</Ид></Товар>")

    found = seen(file(*goods("1"), "</Товары></Каталог><Каталог a='2'><Товары>", *goods("1", "1")), sieve)

    assert [one for one in found if one[0] == "Товар"] == [("Товар", "1", "1"), ("Товар", "1", "2")]
    assert len(sieve.passed) == 1


ODD = {
    "commented out": "<!-- <Товар><Ид>2</Ид></Товар> -->",
    "in a section": "<Текст><![CDATA[<Товар><Ид>2</Ид></Товар>]]></Текст>",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_only_looks_like_a_record_is_none(odd: str) -> None:
    known = "<Товар><Ид>2</Ид></Товар>"
    sieve = Memory(known)

    found = seen(file(*goods("1"), odd, *goods("3", "2")), sieve)

    assert [one[1] for one in found if one[0] == "Товар"] == ["1", "3", "2"]
    assert sieve.passed == []


NESTED = "<Товар><Ид>5</Ид><Товар><Ид>2</Ид></Товар></Товар>"
CUT = "<Товар><Ид>5</Ид><!-- </Товар> --></Товар>"
SELF = "<Товар /><Товар><Ид>5</Ид></Товар>"


@pytest.mark.parametrize("odd", [NESTED, CUT, SELF])
def test_a_record_cut_wrongly_has_no_bytes_of_its_own(odd: str) -> None:
    sieve = Memory()

    found = seen(file(*goods("1"), odd, *goods("9")), sieve)

    assert found == [
        (str(one.tag), one.findtext("Ид") or one.text or "", found[number][2])
        for number, one in enumerate(elements(BytesIO(file(*goods("1"), odd, *goods("9"))), TAGS))
    ]
    assert None in sieve.heard


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-8", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + file(*goods("1", "2", "3")).decode()
    sieve = Memory()

    assert [one[1] for one in seen(text.encode(encoding), sieve)] == ["c", "1", "2", "3"]
    assert len([one for one in sieve.heard if one]) == (0 if encoding == "utf-16" else 3)


def test_prefixes_go_to_the_parser_whole() -> None:
    content = file(*goods("1", "2")).decode().replace("<К>", "<К xmlns:x='u'>").replace("Товар>", "x:Товар>")
    content = content.replace("</Товар", "</x:Товар").replace("<Товар", "<x:Товар").replace("x:x:", "x:")

    assert [one[1] for one in seen(content.encode(), Memory())][1:] == ["1", "2"]


def test_damage_behind_known_records_is_found_in_its_line() -> None:
    content = file(*goods(*"12345"), "<Товар><Ид></Товар>")

    with pytest.raises(XmlBroken) as caught:
        seen(content, Memory(*[one.strip() for one in goods(*"2345")]))

    assert caught.value.data["line"] == 6


PARTS = [*goods("1", "2", "3"), NESTED, CUT, SELF, "<Группа/>", "\n ", "<!--x-->", *ODD.values()]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PARTS)))
def test_any_mixture_reads_as_the_parser_alone_reads_it(inside: list[str]) -> None:
    content = file(*inside)

    wanted = [(one.tag, "".join(one.itertext())) for one in elements(BytesIO(content), TAGS)]

    assert [(one.tag, "".join(one.itertext())) for one in sieved(BytesIO(content), TAGS, Memory())] == wanted
