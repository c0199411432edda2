"""A chain's full package through the real exchange address: 100,000 goods and 200,000 offers with two price types.

The package is made on disk before the clock starts, as 1C makes it on a machine of its own; the clock runs from
`checkauth` to the last `success`, sending included. Then the very same package again: nothing may be written. Shelves
and search follow in the background; how long they need is shown apart.

    python -m benchmarks full                         on the platform of `make bench`
    python -m benchmarks.full_package 500000 2 1      products, offers a product, stores; alone
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import generate
from benchmarks.catalogue_import import Client, Peak, make_node, written
from benchmarks.generate import Made
from benchmarks.stack import Stack, running
from benchmarks.table import Table

PIECE = 2 * 1024 * 1024
USUAL = Made(products=100_000, variants=2, stores=1)
WANTED_S, WANTED_MB, AGAIN_S = 60.0, 300, 30.0
PATIENCE_S = 900.0
PARTS = ("--only erp", "--without erp", "config.pages", "postgres", "index_search")
NAMES = {"--only erp": "import", "--without erp": "jobs", "config.pages": "pages", "index_search": "search"}


def made_on_disk(made: Made, folder: Path) -> dict[str, Path]:
    """The files of the package, written piece by piece."""
    files = {"import0_1.xml": generate.catalogue, "offers0_1.xml": generate.offers}
    for name, pieces in files.items():
        with (folder / name).open("wb") as out:
            for piece in pieces(made):
                out.write(piece)
    return {name: folder / name for name in files}


def push(pages: str, files: dict[str, Path]) -> float:
    """Send the package; how many seconds it took."""
    began = time.perf_counter()
    Client(pages).send({name: _reader(path) for name, path in files.items()})
    return time.perf_counter() - began


def _reader(path: Path) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        with path.open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece

    return read


def measure(stack: Stack, table: Table, made: Made = USUAL) -> None:
    """The first time, and the same again."""
    stack.setup_django()
    make_node()
    offers = made.products * made.variants
    with tempfile.TemporaryDirectory(prefix="prilavok-package-") as folder:
        files = made_on_disk(made, Path(folder))
        size = sum(path.stat().st_size for path in files.values()) / 1e6
        share = offers / (USUAL.products * USUAL.variants)
        first, peak, spent = _timed(stack, files)
        table.add(
            f"full package, {made.products} goods, {offers} offers x 2 prices, {size:.0f} MB",
            f"{first:.1f} s ({written()} rows), peak {peak:.0f} MB",
            f"{WANTED_S * max(share, 1):.0f} s, < {WANTED_MB} MB",
            holds=first <= WANTED_S * max(share, 1) and peak < WANTED_MB,
        )
        table.add("  processor seconds meanwhile", _shown(spent))
        limit_s = PATIENCE_S * max(share, 1)
        quiet = _quiet_after(stack, limit_s)
        table.add(
            "  shelves and prices of the site follow after", f"{quiet:.1f} s", f"{limit_s:.0f} s", holds=quiet < limit_s
        )
        again, peak, spent = _timed(stack, files)
        rows = written()
        table.add(
            "  the same package again",
            f"{again:.1f} s, {rows} rows written, peak {peak:.0f} MB",
            f"{AGAIN_S * max(share, 1):.0f} s, 0 rows",
            holds=again <= AGAIN_S * max(share, 1) and not rows,
        )
        table.add("  processor seconds meanwhile", _shown(spent))


def _timed(stack: Stack, files: dict[str, Path]) -> tuple[float, float, dict[str, float]]:
    """Seconds, the largest resident size of the importing process, processor seconds by part of the platform."""
    before = _spent(stack)
    with Peak(lambda: stack.rss_mb(only="--only erp")) as peak:
        took = push(stack.pages, files)
    after = _spent(stack)
    return took, peak.mb, {part: after[part] - before[part] for part in after}


def _spent(stack: Stack) -> dict[str, float]:
    return {part: stack.cpu_s(only=part) for part in PARTS} | {"all": stack.cpu_s()}


def _shown(spent: dict[str, float]) -> str:
    return ", ".join(f"{NAMES.get(part, part)} {seconds:.0f}" for part, seconds in spent.items() if seconds >= 1)


def _quiet_after(stack: Stack, limit_s: float = PATIENCE_S) -> float:
    """How long until no job waits."""
    from django.db import connection

    began = time.perf_counter()
    while time.perf_counter() - began < limit_s:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
                " AND (scheduled_at IS NULL OR scheduled_at <= now())"
            )
            (left,) = cursor.fetchone()
        if not left:
            break
        time.sleep(0.5)
    return time.perf_counter() - began


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    wanted = Made(**dict(zip(("products", "variants", "stores"), numbers, strict=False))) if numbers else USUAL
    lines = Table()
    with running(more={"PRILAVOK_SANDBOX": "0"}) as bench:
        measure(bench, lines, wanted)
    sys.exit(lines.code)
