"""The dark scheme is written twice, for those whose system is dark and for those who ask for it: both are the same."""

import re

import pytest

from tests.shape.house import ROOT

LOOKS = ROOT / "prilavok" / "design" / "static" / "design"


def _colours(sheet: str, selector: str) -> dict[str, str]:
    text = (LOOKS / sheet).read_text("utf-8")
    found = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", text)
    assert found is not None, selector
    return dict(re.findall(r"(--pv-[\w-]+):\s*([^;]+);", found[1]))


@pytest.mark.parametrize(
    ("sheet", "by_system", "by_choice"),
    [
        ("tokens.css", ':root:not([data-scheme="light"])', '\n[data-scheme="dark"]'),
        ("office.css", ".w-theme-system", ".w-theme-dark"),
    ],
)
def test_dark_is_one_scheme(sheet: str, by_system: str, by_choice: str) -> None:
    assert _colours(sheet, by_choice)
    assert _colours(sheet, by_system) == _colours(sheet, by_choice)
