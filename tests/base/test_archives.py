"""Archives from outside: harmless ones are read, the rest is refused fast and before anything is unpacked."""

import io
import os
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from prilavok.base.archives import (
    ArchiveBroken,
    ArchiveEncrypted,
    ArchiveLimits,
    ArchiveTooBig,
    ArchiveUnsafe,
    is_zip,
    safe_members,
)


def _zip(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return _zip(tmp_path / "v8.zip", {"import.xml": b"<a/>" * 100, "import_files/ab/photo.jpg": os.urandom(5000)})


def _refused(path: Path, error: type[Exception], limits: ArchiveLimits | None = None) -> None:
    began = time.monotonic()
    with pytest.raises(error):
        for member in safe_members(path, limits or ArchiveLimits()):
            member.read()
    assert time.monotonic() - began < 1


def test_a_harmless_archive_is_read_member_by_member(archive: Path) -> None:
    assert is_zip(archive)
    assert {member.path: len(member.read()) for member in safe_members(archive)} == {
        "import.xml": 400,
        "import_files/ab/photo.jpg": 5000,
    }


def test_the_signature_counts_not_the_name(tmp_path: Path) -> None:
    other = tmp_path / "not.zip"
    other.write_bytes(b"<?xml version='1.0'?>")

    assert not is_zip(other)


def test_russian_names_of_old_archivers_are_read(tmp_path: Path) -> None:
    path = _zip(tmp_path / "v8.zip", {"xxxxxx.xml": b"1"})
    path.write_bytes(path.read_bytes().replace(b"xxxxxx", "импорт".encode("cp866")))

    assert [member.path for member in safe_members(path)] == ["импорт.xml"]


@pytest.mark.parametrize("page", ["cp866", "cp1251"])
@pytest.mark.parametrize("name", ["Выгрузка товаров", "остатки", "ЦЕНЫ", "склад №1", "предложения"])
def test_names_in_either_russian_code_page_are_read(tmp_path: Path, name: str, page: str) -> None:
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("x" * len(name) + ".xml", b"<a/>")
    path.write_bytes(path.read_bytes().replace(b"x" * len(name), name.encode(page)))

    assert [one.path for one in safe_members(path)] == [f"{name}.xml"]


def test_backslashes_are_folders(tmp_path: Path) -> None:
    path = _zip(tmp_path / "v8.zip", {"import_files/1.jpg": b"1"})
    path.write_bytes(path.read_bytes().replace(b"import_files/1.jpg", b"import_files\\1.jpg"))

    assert [member.path for member in safe_members(path)] == ["import_files/1.jpg"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:/x", "..\\..\\x", "x" * 500])
def test_paths_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    _refused(_zip(tmp_path / "v8.zip", {"good.xml": b"1", name: b"1"}), ArchiveUnsafe)


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "v8.zip"
    with zipfile.ZipFile(path, "w") as made:
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")

    _refused(path, ArchiveUnsafe)


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    _refused(_zip(tmp_path / "v8.zip", {"zeros.xml": bytes(50_000_000)}), ArchiveTooBig)


def test_small_files_may_compress_well(tmp_path: Path) -> None:
    path = _zip(tmp_path / "v8.zip", {"zeros.xml": bytes(900_000)})

    assert [len(member.read()) for member in safe_members(path)] == [900_000]


def test_total_size_and_count_are_limited(tmp_path: Path, archive: Path) -> None:
    _refused(archive, ArchiveTooBig, ArchiveLimits(total=1000))
    _refused(archive, ArchiveTooBig, ArchiveLimits(member=1000))
    _refused(_zip(tmp_path / "many.zip", {f"{n}.xml": b"" for n in range(50)}), ArchiveTooBig, ArchiveLimits(count=10))


def test_a_million_entries_are_refused_by_the_end_record_alone(tmp_path: Path) -> None:
    path = tmp_path / "v8.zip"
    path.write_bytes(b"PK\x03\x04" + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 4_000_000, 4, 0))

    _refused(path, ArchiveTooBig)


def test_archives_inside_archives_are_refused(tmp_path: Path, archive: Path) -> None:
    _refused(_zip(tmp_path / "nested.zip", {"inner.zip": archive.read_bytes()}), ArchiveUnsafe)


def test_passwords_are_refused_with_words(tmp_path: Path, archive: Path) -> None:
    body = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = body.find(signature)
        while at >= 0:
            body[at + offset] |= 1
            at = body.find(signature, at + 4)
    archive.write_bytes(bytes(body))

    _refused(archive, ArchiveEncrypted)


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    _refused(_zip(tmp_path / "v8.zip", {"Import.xml": b"1", "import.xml": b"2"}), ArchiveUnsafe)


def _lie(size: int) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        at = body.find(b"PK\x01\x02")
        return body[: at + 24] + struct.pack("<L", size) + body[at + 28 :]

    return change


@pytest.mark.parametrize(
    "damage",
    [lambda body: body[: len(body) // 2], lambda body: body[:-10], lambda body: b"PK\x03\x04", lambda body: b""],
    ids=["half", "tail", "head only", "empty"],
)
def test_half_an_archive_is_broken(archive: Path, damage: Callable[[bytes], bytes]) -> None:
    archive.write_bytes(damage(archive.read_bytes()))

    _refused(archive, ArchiveBroken)


@pytest.mark.parametrize("size", [10, 40_000])
def test_a_size_that_lies_is_found_while_reading(archive: Path, size: int) -> None:
    archive.write_bytes(_lie(size)(archive.read_bytes()))

    with pytest.raises((ArchiveBroken, ArchiveUnsafe)):
        for member in safe_members(archive):
            member.read()


def test_damaged_content_is_found_while_reading(archive: Path) -> None:
    body = bytearray(archive.read_bytes())
    body[2000] ^= 0xFF
    archive.write_bytes(bytes(body))

    with pytest.raises(ArchiveBroken):
        for member in safe_members(archive):
            member.read()


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "v8.zip"
    kernel = io.BytesIO()
    with zipfile.ZipFile(kernel, "w", zipfile.ZIP_STORED) as made:
        made.writestr("1.xml", os.urandom(10_000))
    body = kernel.getvalue()
    start = body.find(b"PK\x01\x02")
    entry = body[start : body.find(b"PK\x05\x06")]
    many = b"".join(entry.replace(b"1.xml", f"{n}.xml".encode()) for n in range(1, 10))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(many), start, 0)
    path.write_bytes(body[:start] + many + end)

    _refused(path, ArchiveUnsafe)
