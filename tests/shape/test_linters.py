"""The linters bite: each deliberate break is found. A rule that catches nothing is worse than none."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shape.house import ROOT
from tools import names, safe, sizes, unit
from tools.house import Page

LINT = Path(sys.executable).parent / "lint-imports"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The source alone, to be broken."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("prilavok", "sandbox", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    yield folder
    shutil.rmtree(folder)


def _broken(copy: Path) -> set[str]:
    done = subprocess.run([str(LINT), "--no-cache", "--no-logo"], cwd=copy, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {
        line.removesuffix(" BROKEN").partition(":")[0] for line in done.stdout.splitlines() if line.endswith(" BROKEN")
    }


BREAKS = [
    ("goods/stock/rules.py", "from prilavok.trade.oms import values", {"Floors"}),
    ("goods/stock/rules.py", "import django.db", {"Rules are pure"}),
    ("goods/pim/values.py", "import prilavok.goods.pim.models", {"Rooms"}),
    ("goods/pim/values.py", "from prilavok.goods.stock import errors", {"Floor of the goods"}),
    ("goods/pim/web/urls.py", "import prilavok.goods.pim.models", {"Screens"}),
    ("goods/stock/api.py", "import prilavok.goods.pim.models", {"Doors"}),
    ("goods/stock/api.py", "def lazy():\n    import prilavok.goods.pim.models", {"Doors"}),
    ("goods/stock/api.py", "import zipfile", {"One way out"}),
    (
        "goods/stock/api.py",
        "import sandbox",
        {"Apart"},
    ),
    ("goods/cellar/__init__.py", "", {"Floor of the goods"}),
    ("base/money.py", "import prilavok.design.jinja", {"Floors"}),
]


@pytest.mark.parametrize(("place", "line", "caught"), BREAKS, ids=[f"{place}: {line}" for place, line, _ in BREAKS])
def test_a_break_is_caught(copy: Path, place: str, line: str, caught: set[str]) -> None:
    path = copy / "prilavok" / place
    before = path.read_text("utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n", "utf-8")
    try:
        assert caught <= _broken(copy)
    finally:
        if before is None:
            path.unlink()
            if path.name == "__init__.py":
                path.parent.rmdir()
        else:
            path.write_text(before, "utf-8")


def _page(text: str, place: str = "prilavok/goods/pim/queries.py") -> Page:
    return Page(ROOT / place, text)


@pytest.mark.parametrize(
    "line",
    [
        "mark_safe(text)",
        "SafeString(text)",
        'cursor.execute(f"SELECT {name}")',
        'cursor.execute("SELECT " + name)',
        'cursor.execute("SELECT {}".format(name))',
        'Thing.objects.raw(f"SELECT {name}")',
        "import pickle",
        "eval(text)",
        "from django.views.decorators.csrf import csrf_exempt\n@csrf_exempt\ndef view(request): ...",
    ],
)
def test_trusting_code_is_caught(line: str) -> None:
    assert list(safe.look(_page(line)))


def test_trusting_templates_are_caught() -> None:
    for line in ("{{ text|safe }}", "{% autoescape off %}", "{{ text | safe }}", "{% autoescape false %}"):
        assert list(safe.look(_page(line, "prilavok/goods/pim/templates/pim/x.html")))


def test_parameters_and_constants_are_fine() -> None:
    for line in ('cursor.execute("SELECT %s", [name])', "cursor.execute(TAKE, [name])", 'cursor.execute("a" "b")'):
        assert not list(safe.look(_page(line)))


def test_a_skip_wants_a_reason() -> None:
    with_why, without = _page("mark_safe(x)  # skip: safe escaped above"), _page("mark_safe(x)  # skip: safe")

    assert with_why.is_let_off(1, "safe")
    assert not without.is_let_off(1, "safe")


def test_transactions_and_signals_are_caught() -> None:
    for line in (
        "transaction.atomic()",
        "from django.db.transaction import atomic",
        "from django.db.models.signals import post_save",
        "transaction.on_commit(f)",
    ):
        assert list(unit.look(_page(line)))


def test_drawers_promises_and_machines_are_caught() -> None:
    promise = "# TO" + "DO later"
    for text, place in (
        ("", "prilavok/goods/pim/utils.py"),
        ("class PriceHelper: ...", "prilavok/goods/pim/queries.py"),
        (promise, "prilavok/goods/pim/queries.py"),
        ("PATH = '/ho" + "me/somebody/x'", "prilavok/goods/pim/queries.py"),
        ("def price_of(): ...", "prilavok/base/money.py"),
    ):
        assert list(names.look(_page(text, place))), text


def test_long_files_doors_and_functions_are_caught() -> None:
    assert list(sizes.look(_page("x = 1\n" * 501)))
    assert list(sizes.look(_page("x = 1\n" * 201, "prilavok/goods/pim/api.py")))
    assert list(sizes.look(_page("def f():\n" + "    x = 1\n" * 70)))
    assert not list(sizes.look(_page("def f():\n" + "    x = 1\n" * 69)))
