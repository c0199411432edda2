"""What a start loads and what it prepares."""

import gzip
import sys
from pathlib import Path

import brotli
from django.apps import apps

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
