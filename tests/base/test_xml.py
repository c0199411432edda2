"""XML from outside: what attacks try is refused fast, what is right streams in constant memory."""

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prilavok.base.xml import XmlLimits, elements, node, root, text_of, to_bytes
from prilavok.base.xml_damage import (
    XmlBroken,
    XmlCharacter,
    XmlCut,
    XmlDoctype,
    XmlDoubled,
    XmlEmpty,
    XmlEncoding,
    XmlEntity,
    XmlForeign,
    XmlGarbled,
    XmlIsPage,
    XmlRefused,
    XmlTooBig,
)


def _read(text: str | bytes, *tags: str, **limits: int) -> list[str]:
    body = text.encode() if isinstance(text, str) else text
    return [text_of(one, "Ид") for one in elements(io.BytesIO(body), tags or ("Товар",), XmlLimits(**limits))]


GOODS = "<К><Каталог><Товары><Товар><Ид>1</Ид></Товар><Товар><Ид>2</Ид></Товар></Товары></Каталог></К>"


def test_wanted_elements_come_whole_and_in_order() -> None:
    assert _read(GOODS) == ["1", "2"]


def test_the_outermost_of_nested_wanted_elements_comes() -> None:
    nested = "<К><Группа><Ид>1</Ид><Группы><Группа><Ид>2</Ид></Группа></Группы></Группа></К>"

    assert _read(nested, "Группа") == ["1"]


def test_names_are_compared_without_namespaces() -> None:
    assert _read(GOODS.replace("<К>", '<К xmlns="urn:1C.ru:commerceml_2">')) == ["1", "2"]
    assert _read('<a:К xmlns:a="urn:x"><a:Товар><a:Ид>1</a:Ид></a:Товар></a:К>') == ["1"]


def test_an_element_knows_the_attributes_it_stands_under() -> None:
    body = '<К><Каталог СодержитТолькоИзменения="true"><Товар/></Каталог></К>'.encode()
    (one,) = [element.getparent().get("СодержитТолькоИзменения") for element in elements(io.BytesIO(body), {"Товар"})]  # type: ignore[union-attr]

    assert one == "true"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16", "koi8-r"])
def test_declared_encodings_and_marks_are_understood(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    body = f'<?xml version="1.0" encoding="{declared}"?><К><Товар><Ид>Ёлка</Ид></Товар></К>'.encode(encoding)

    assert _read(body) == ["Ёлка"]


def test_the_root_is_read_without_the_rest() -> None:
    stream = io.BytesIO('<КоммерческаяИнформация ВерсияСхемы="2.10"><Каталог></'.encode())

    found = root(stream)

    assert (found.name, found.attributes["ВерсияСхемы"], stream.tell()) == ("КоммерческаяИнформация", "2.10", 0)


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><Товар><Ид>&x;</Ид></Товар></r>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><r><Товар><Ид>&x;</Ид></Товар></r>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd">%p;]><r/>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd"><r/>',
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{BOMB}]><r><Товар><Ид>&l11;</Ид></Товар></r>',
        f'<!DOCTYPE r [<!ENTITY q "{"x" * 50_000}">]><r>{"&q;" * 50_000}</r>',
        f"<!--{' ' * 20_000}--><!DOCTYPE r [<!ENTITY x 'y'>]><r/>",
    ],
    ids=["file", "http", "parameter", "external", "laughs", "quadratic", "late"],
)
def test_entities_and_doctypes_are_refused_at_once(attack: str) -> None:
    began = time.monotonic()

    with pytest.raises(XmlDoctype):
        _read(attack)

    assert time.monotonic() - began < 0.5


def test_a_doctype_in_two_byte_letters_is_refused_too() -> None:
    with pytest.raises(XmlDoctype):
        _read('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY x "y">]><r/>'.encode("utf-16"))


def test_a_doctype_inside_a_description_is_only_text() -> None:
    assert _read("<К><Товар><Ид><![CDATA[<!DOCTYPE html>]]></Ид></Товар></К>") == ["<!DOCTYPE html>"]


@pytest.mark.parametrize(
    ("attack", "limits"),
    [
        ("<d>" * 200_000 + "</d>" * 200_000, {}),
        ("<r " + " ".join(f"a{n}='1'" for n in range(200_000)) + "/>", {}),
        (f"<r><Товар><Ид>{'x' * 1_100_000}</Ид></Товар></r>", {}),
        (f"<r>{'<x/>' * 2000}</r>", {"elements": 1000}),
        (f"<r><Товар>{'<x/>' * 2000}</Товар></r>", {"element_size": 1000}),
        (f"<r>{'<x/>' * 2000}</r>", {"size": 1000}),
    ],
    ids=["depth", "attributes", "text", "count", "one element", "size"],
)
def test_what_is_too_big_is_refused_fast(attack: str, limits: dict[str, int]) -> None:
    began = time.monotonic()

    with pytest.raises((XmlTooBig, XmlBroken)):
        _read(attack, **limits)

    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    "damaged",
    ["hello", GOODS[:-3], GOODS.replace("</Товар>", "</Товары>", 1), "\x00\x00", "<К>&nosuch;</К>", "<К/><К/>", "{}"],
)
def test_damage_is_named_with_its_line(damaged: str) -> None:
    with pytest.raises(XmlBroken) as refusal:
        _read(damaged)

    assert isinstance(refusal.value.data["line"], int)


def test_the_line_of_the_damage_is_right() -> None:
    with pytest.raises(XmlBroken) as refusal:
        _read("<К>\n<Товар>\n</Ид>\n</К>")

    assert refusal.value.data["line"] == 3


@pytest.mark.parametrize("page", ["<!DOCTYPE html>\n<html></html>", "\ufeff <HTML lang=ru><p>", "<html>502</html>"])
def test_a_web_page_is_called_a_web_page(page: str) -> None:
    with pytest.raises(XmlIsPage):
        _read(page)


def test_a_wrong_encoding_is_damage_and_an_odd_one_is_refused() -> None:
    with pytest.raises(XmlGarbled):
        _read('<?xml version="1.0" encoding="utf-8"?><К>Ёлка</К>'.encode("cp1251"))
    with pytest.raises(XmlEncoding):
        _read('<?xml version="1.0" encoding="utf-7"?><К/>')
    with pytest.raises(XmlEncoding):
        _read('<?xml version="1.0" encoding="nonsense"?><К/>')


def test_an_empty_file_is_empty() -> None:
    with pytest.raises(XmlEmpty):
        _read("")
    with pytest.raises(XmlEmpty):
        root(io.BytesIO())


@pytest.mark.parametrize("noise", ["\n", "\ufeff", " \r\n\ufeff\n"])
def test_blanks_and_a_second_mark_before_the_declaration_do_no_harm(noise: str) -> None:
    text = f"\ufeff{noise}<?xml version='1.0' encoding='UTF-8'?><К><Товар><Ид>7</Ид></Товар></К>"

    assert _read(text) == ["7"]
    assert root(io.BytesIO(text.encode())).name == "К"


@pytest.mark.parametrize(
    ("damaged", "wanted"),
    [
        (GOODS[:-3], XmlCut),
        (GOODS + GOODS, XmlDoubled),
        ("<?xml version='1.0'?>" + GOODS + "<?xml version='1.0'?>" + GOODS, XmlDoubled),
        (GOODS + "\0" * 100, XmlDoubled),
        ("<К><Товар><Ид>a\0b</Ид></Товар></К>", XmlCharacter),
        ("<К><Товар><Ид>a&#11;b</Ид></Товар></К>", XmlCharacter),
        ("Warning: mysql_connect() failed\n" + GOODS, XmlForeign),
        ('{"error": 1}', XmlForeign),
        ("<К><Товар><Ид>a&nbsp;b</Ид></Товар></К>", XmlEntity),
        ("<br />\n<b>Warning</b>: x<br />" + GOODS, XmlIsPage),
        ("\ufeff", XmlEmpty),
        (" \n ", XmlEmpty),
        ("<d>" * 1000, XmlTooBig),
    ],
)
def test_damage_is_called_by_its_name(damaged: str, wanted: type[XmlRefused]) -> None:
    with pytest.raises(XmlRefused) as refusal:
        _read(damaged)

    assert type(refusal.value) is wanted


def test_the_place_of_what_is_too_big_is_told() -> None:
    with pytest.raises(XmlTooBig) as refusal:
        _read("<К>\n\n<Товар><Ид>" + "x" * 2_000_000)

    assert refusal.value.data["line"] == 3


def test_elements_before_the_damage_were_given() -> None:
    seen = []

    with pytest.raises(XmlRefused):
        for one in elements(io.BytesIO(GOODS[:-5].encode()), {"Товар"}):
            seen.append(text_of(one, "Ид"))  # noqa: PERF401 - the list must survive the exception

    assert seen == ["1", "2"]


MEMORY = """
import resource, sys
from prilavok.base.xml import elements
with open(sys.argv[1], "rb") as stream:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in elements(stream, {"Товар"}))
    print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    big = tmp_path / "import.xml"
    with big.open("wb") as stream:
        stream.writelines(_big_file(40_000))

    said = subprocess.run([sys.executable, "-c", MEMORY, str(big)], capture_output=True, text=True, check=True).stdout
    count, grown_kb = map(int, said.split())

    assert big.stat().st_size > 30_000_000
    assert count == 40_000
    assert grown_kb < 20_000


def _big_file(count: int) -> Iterator[bytes]:
    one = f"<Товар><Ид>1</Ид><Описание>{'слово ' * 60}</Описание></Товар><Лишнее/><Лишнее/>".encode()
    yield "<К><Лишнее/>".encode()
    for _ in range(count):
        yield one
    yield "</К>".encode()


def test_what_is_written_can_be_read() -> None:
    made = node("К", node("Товар", node("Ид", "a\x00b & <c>\ud800"), None, Код="1"))

    assert _read(to_bytes(made)) == ["ab & <c>"]
    assert _read(to_bytes(node("К", node("Товар", node("Ид", "Ёлка №5 €"))), "windows-1251")) == ["Ёлка №5 €"]
