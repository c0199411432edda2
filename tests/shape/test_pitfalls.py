"""The page of pitfalls is whole: every number once, each with a test that exists or a reason that is written down."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "integration" / "pitfalls.md"
ROW = re.compile(r"^\| P-(\d\d) \| (.+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::([^`]+)`")


def test_every_pitfall_has_a_proof_or_a_reason() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))

    assert [int(number) for number, _, _ in rows] == list(range(1, 94))
    assert [number for number, _, proof in rows if not TEST.search(proof) and "Reason: " not in proof] == []


def test_every_test_of_the_page_exists() -> None:
    named = TEST.findall(PAGE.read_text("utf-8"))

    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or not _holds((ROOT / path).read_text("utf-8"), name)
    ]

    assert missing == []
    assert len(named) > 93


def _holds(source: str, name: str) -> bool:
    return f"def {name}(" in source if name.startswith("test_") else f'"{name}"' in source
