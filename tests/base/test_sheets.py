"""Tables come out as text, whatever Excel did to them, within limits."""

import datetime
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from prilavok.base import sheets


def xlsx(path: Path, *table: list[object]) -> Path:
    book = Workbook()
    for row in table:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("код;цена\nА-1;10,5\n".encode(), [["код", "цена"], ["А-1", "10,5"]]),
        (b"\xef\xbb\xbf" + 'код,"цена, руб"\r\n\r\nА-1,1\r\n'.encode(), [["код", "цена, руб"], [], ["А-1", "1"]]),
        ("код\tцена\nЁж\t1\n".encode("cp1251"), [["код", "цена"], ["Ёж", "1"]]),
        (b'a;b\n"1;2";"x\ny"\n', [["a", "b"], ["1;2", "x\ny"]]),
        (b"", []),
    ],
)
def test_csv_of_any_usual_kind_is_read(tmp_path: Path, content: bytes, wanted: list[list[str]]) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)

    assert list(sheets.rows(path)) == wanted


def test_cells_of_a_workbook_become_text(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "t.xlsx",
        ["код", "штрихкод", "цена", "дата", "пусто"],
        [12.0, 4600000000107, 1490.5, datetime.datetime(2026, 5, 14), None],  # noqa: DTZ001 - sheets know no zone
        ["007", "0046", 0.1, datetime.date(2026, 5, 14), "=1+1"],
    )

    assert list(sheets.rows(path)) == [
        ["код", "штрихкод", "цена", "дата", "пусто"],
        ["12", "4600000000107", "1490.5", "2026-05-14"],
        ["007", "0046", "0.1", "2026-05-14"],
    ]


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"PK\x03\x04 broken"), ("b.csv", b"\0\1\2\0")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(sheets.TableNotUnderstood):
            list(sheets.rows(tmp_path / name))


def test_a_bomb_and_a_wall_of_columns_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(450):
            member.write(b"\0" * 1024 * 1024)
    wide = tmp_path / "wide.csv"
    wide.write_bytes(b";".join([b"x"] * 500))

    for path in (bomb, wide):
        with pytest.raises(sheets.TableTooBig):
            list(sheets.rows(path))
