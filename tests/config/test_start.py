"""What a start loads and what it prepares."""

import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from django.apps import apps

from prilavok.config import logins, ports, prepared
from prilavok.config.collected import ThriftyCompressor


def test_parts_of_the_shell_are_ready_without_an_interface_that_is_not_served() -> None:
    assert {"wagtail.images", "wagtail.documents", "wagtail.snippets"} <= {one.name for one in apps.get_app_configs()}
    assert [name for name in sys.modules if name == "ninja" or name.startswith("wagtail.api.v3.")] == []


def test_what_was_compressed_once_is_taken_from_its_keeping_and_forgotten_with_its_file(tmp_path: Path) -> None:
    first, other = tmp_path / "a.css", tmp_path / "a.0123.css"
    for path in (first, other):
        path.write_text("a { color: red }\n" * 100)
    made = ThriftyCompressor(tmp_path / "kept", quiet=True)
    assert {Path(name).name for name in made.compress(str(first))} == {"a.css.br", "a.css.gz"}
    whole = {path.name: path.read_bytes() for path in tmp_path.glob("a.css.*")}
    for kept in (tmp_path / "kept").iterdir():
        kept.write_bytes(b"seen " + kept.suffix.encode())

    again = ThriftyCompressor(tmp_path / "kept", quiet=True)
    again.compress(str(other))
    assert (tmp_path / "a.0123.css.br").read_bytes() == b"seen .br"
    assert brotli.decompress(whole["a.css.br"]) == gzip.decompress(whole["a.css.gz"]) == first.read_bytes()

    last = ThriftyCompressor(tmp_path / "kept", quiet=True)
    other.write_text("b { color: blue }\n" * 100)
    last.compress(str(other))
    last.forget_unwanted()
    assert len(list((tmp_path / "kept").iterdir())) == 2
    assert brotli.decompress((tmp_path / "a.0123.css.br").read_bytes()) == other.read_bytes()


def test_translations_are_made_again_when_their_files_have_gone(tmp_path: Path) -> None:
    made = tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.mo"
    made.parent.mkdir(parents=True)
    stamp = tmp_path / "stamp"
    stamp.write_text("as it is")
    made.write_bytes(b"words")
    assert prepared.messages_made(tmp_path) == [made]
    assert prepared.is_stamped(stamp, "as it is", prepared.messages_made(tmp_path))

    made.unlink()
    assert not prepared.is_stamped(stamp, "as it is", prepared.messages_made(tmp_path))


def test_the_kept_table_of_logins_follows_the_ports_of_this_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "demo").mkdir()
    row = {"persona": "Buyer", "address": "<pages>/account/", "login": "x", "password": "see <sandbox>/phone/7"}
    (tmp_path / "demo" / "logins.json").write_text(json.dumps([row]))
    monkeypatch.setattr(ports, "PAGES", replace(ports.PAGES, number=9123))
    monkeypatch.setattr(ports, "SANDBOX", replace(ports.SANDBOX, number=9124))

    logins.print_table(tmp_path)

    said = capsys.readouterr().out
    assert f"http://{ports.HOST}:9123/account/" in said
    assert "see http://127.0.0.1:9124/phone/7" in said
    assert ":8000" not in said
