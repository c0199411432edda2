"""One file of a gigabyte through the real exchange address: the importing process keeps its size.

The goods tell long descriptions, each its own, so that the bytes are read, cleaned and stored; the file is made while
it is sent. The clock runs from `checkauth` to the last `success`.

    python -m benchmarks gigabyte            on the platform of `make bench`
    python -m benchmarks.gigabyte 100        so many megabytes, alone
"""

import sys
import time
from collections.abc import Iterator

from benchmarks.catalogue_import import Client, Peak, make_node, written
from benchmarks.generate import HEAD, ROOT
from benchmarks.stack import Stack, running
from benchmarks.table import Table

USUAL_MB = 1024
CARD_KB = 40
WANTED_MB = 300
PATIENCE_S = 600.0
WORDS = "Прочная вещь для дома и сада, сделана на совесть, служит долго и легко моется. "


def goods(size_mb: int) -> Iterator[bytes]:
    """import0_1.xml of so many megabytes, a card at a time."""
    yield (
        f"{HEAD}{ROOT}<Классификатор><Ид>big</Ид><Наименование>К</Наименование></Классификатор>"
        '<Каталог СодержитТолькоИзменения="true">'
        "<Ид>big</Ид><ИдКлассификатора>big</ИдКлассификатора><Наименование>Каталог</Наименование><Товары>\n"
    ).encode()
    text = WORDS * (CARD_KB * 1024 // len(WORDS.encode()) + 1)
    for number in range(cards(size_mb)):
        yield (
            f"<Товар><Ид>big-{number:08d}</Ид><Артикул>B-{number}</Артикул><Наименование>Вещь {number}</Наименование>"
            f"<Описание>Номер {number}. {text}</Описание></Товар>\n"
        ).encode()
    yield "</Товары></Каталог></КоммерческаяИнформация>".encode()


def cards(size_mb: int) -> int:
    """How many cards that is."""
    return max(size_mb * 1024 // CARD_KB, 1)


def measure(stack: Stack, table: Table, size_mb: int = USUAL_MB) -> None:
    """Send it once."""
    stack.setup_django()
    make_node()
    began = time.perf_counter()
    with Peak(lambda: stack.rss_mb(only="--only erp")) as peak:
        Client(stack.pages).send({"import0_1.xml": lambda: goods(size_mb)})
    took = time.perf_counter() - began
    table.add(
        f"one file of {size_mb} MB, {cards(size_mb)} cards",
        f"{took:.0f} s ({size_mb / took:.0f} MB/s), {written()} rows, peak {peak.mb:.0f} MB",
        f"{PATIENCE_S:.0f} s, < {WANTED_MB} MB",
        holds=took < PATIENCE_S and peak.mb < WANTED_MB and written() >= cards(size_mb),
    )


if __name__ == "__main__":
    lines = Table()
    with running(more={"PRILAVOK_SANDBOX": "0"}) as bench:
        measure(bench, lines, int(sys.argv[1]) if len(sys.argv) > 1 else USUAL_MB)
    sys.exit(lines.code)
