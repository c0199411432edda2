"""Dying at any step of the exchange loses nothing and doubles nothing: the same step, taken again, ends where one that
was never disturbed ends.

A forked process dies (SIGKILL) at each crashpoint, at its first and at later passes.
"""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from prilavok.base import crashpoints
from prilavok.goods.pim import api as pim
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import Export, IncomingDocument, Package, PackageFile, Pending, SentDocument
from tests.forks import take_own_connections
from tests.jobs import RunJobs
from tests.protocols import make
from tests.protocols.client import OneC
from tests.protocols.orders.test_in import document, line
from tests.protocols.test_bad_input import zipped
from tests.trade.oms import make as sale

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

ROOM = Path(erp.__file__).parent
POINTS = {
    point for path in ROOM.glob("*/*.py") for point in re.findall(r'crashpoint\("(erp\.[a-z:_]+)"\)', path.read_text())
}
IMPORT = sorted(point for point in POINTS if point.startswith(("erp.import:", "erp.stage:")))
# Other steps are died at where they are tested.
HERE = ("erp.import:", "erp.stage:", "erp.file:", "erp.query:", "erp.success:")
GOODS = make.catalogue(
    *[make.product(f"g{number}") for number in range(6)],
    classifier=(
        "<Группы><Группа><Ид>s</Ид><Наименование>Сад</Наименование></Группа></Группы>"
        "<Свойства><Свойство><Ид>w</Ид><Наименование>Цвет</Наименование></Свойство></Свойства>"
    ),
)
OFFERS = make.offers(
    *[make.offer(f"g{number}", price="10", stocks={"a": "3", "b": "4"}) for number in range(6)],
    make.offer("early", stocks={"a": "1"}),
)


def die(point: str, step: Callable[[], object]) -> bool:
    """Take the step in a forked process that is to die at the point; True when it did."""
    child = os.fork()
    if child == 0:
        take_own_connections()
        crashpoints.die_at(point)
        try:
            step()
        finally:
            os._exit(7)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def received(client: OneC) -> int:
    """A zip of goods and offers, sent and asked for; the package."""
    client.checkauth()
    client.init()
    client.file("v8_1.zip", zipped({"import0_1.xml": GOODS, "offers0_1.xml": OFFERS}))
    client.ask("type=catalog&mode=import&filename=import0_1.xml")
    return Package.objects.latest("id").pk


def state() -> tuple[object, ...]:
    """Everything an import leaves behind."""
    keys = [f"g{number}" for number in range(6)]
    files = {
        row.name: (row.state, row.position, row.counts, row.warnings_count)
        for row in PackageFile.objects.exclude(name__endswith=".zip")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(on_hand_delta), sum(on_hand_after) FROM stock_movement")
        moved = cursor.fetchone()
    prices = [make.price_of(key) for key in keys]
    stocks = [(make.available(key, "a"), make.available(key, "b")) for key in keys]
    early = list(Pending.objects.values_list("awaited", "key", "external_id", "facet"))
    return len(pim.all_product_ids()), prices, stocks, moved, files, early, Package.objects.latest("id").state


@pytest.mark.parametrize("point", [f"{point}@{time}" for point in IMPORT for time in (1, 2, 5)])
def test_an_import_that_died_ends_as_if_it_had_not(one_c: OneC, run_jobs: RunJobs, point: str) -> None:
    package = received(one_c)

    died = die(point, lambda: erp.import_package(package))
    erp.import_package(package)
    after = state()
    erp.import_package(package)

    assert died == (point not in NEVER)
    assert state() == after
    assert after[0] == 6
    assert after[1:4] == ([10] * 6, [(3, 4)] * 6, (12, 42, 42))
    assert [row[2]["offer"] for row in after[4].values() if "offer" in row[2]] == [{"read": 7, "waiting": 1}]  # type: ignore[attr-defined]
    assert after[5] == [("product", "early", "early", "who+prices+stocks")]
    assert after[6] == "done"


# There is one archive and there are three files in all, so these passes do not come.
NEVER = {"erp.import:unpacked@2", "erp.import:unpacked@5", "erp.import:file_begun@5", "erp.import:file_done@5"} | {
    f"erp.stage:{step}@5" for step in ("before_commit", "after_batch", "before_end", "file_staged")
}


def test_a_chunk_that_died_is_overwritten_by_the_next(one_c: OneC, run_jobs: RunJobs) -> None:
    one_c.checkauth()
    one_c.init()
    assert one_c.file("import0_1.xml", GOODS[:500]) == b"success"

    assert die("erp.file:written", lambda: one_c.file("import0_1.xml", b"<garbage>" * 99))
    assert one_c.file("import0_1.xml", GOODS[500:]) == b"success"

    assert one_c.load("import0_1.xml") == "success"


@pytest.fixture
def chain(nodes: None) -> sale.Chain:
    """A chain whose goods the central 1C knows."""
    make.make_nodes(namespace=sale.SYSTEM, statuses={"Собран": "ready"})
    return sale.make_chain(quantity=100)


@pytest.mark.parametrize("point", sorted(point for point in POINTS if point.startswith(("erp.query", "erp.success"))))
def test_an_order_is_given_and_confirmed_once_whatever_dies(
    one_c: OneC, chain: sale.Chain, run_jobs: RunJobs, point: str
) -> None:
    numbers = [sale.place(chain, 1).number for _ in range(3)]
    run_jobs()
    one_c.checkauth("sale")
    if point.startswith("erp.success"):
        one_c.ask("type=sale&mode=query")
    step = "success" if point.startswith("erp.success") else "query"

    assert die(point, lambda: one_c.ask(f"type=sale&mode={step}"))

    if not point.endswith("committed"):
        answer = one_c.ask("type=sale&mode=query").decode()
        assert [number in answer for number in numbers] == [True] * 3
    assert one_c.ask("type=sale&mode=success") == b"success"
    assert one_c.ask("type=sale&mode=query").count("Документ".encode()) == 0
    assert set(Export.objects.values_list("state", "confirmed_revision")) == {("confirmed", 1)}
    assert SentDocument.objects.filter(confirmed_at__isnull=False).count() == 3


@pytest.mark.parametrize("point", ["erp.import:before_commit", "erp.import:after_batch", "erp.import:file_done"])
def test_a_correction_is_applied_once_whatever_dies(
    one_c: OneC, chain: sale.Chain, run_jobs: RunJobs, point: str
) -> None:
    order = sale.place(chain, 1, 2)
    run_jobs()
    one_c.checkauth("sale")
    one_c.init("sale")
    lines = line("good-0", "1", "100.00") + line("good-1", "1", "250.50")
    text = make.root(document(order.number, lines=lines, said={"Статус заказа": "Собран"}))
    one_c.file("orders.xml", text, type_="sale")
    one_c.ask("type=sale&mode=import&filename=orders.xml")
    package = Package.objects.latest("id").pk

    assert die(point, lambda: erp.import_package(package))
    erp.import_package(package)

    seen = sale.seen(order.order_id)
    assert (seen.status, seen.version, [one.quantity for one in seen.lines]) == ("ready", 2, [1, 1])
    assert IncomingDocument.objects.count() == 1


def test_every_point_is_died_at() -> None:
    assert {
        *IMPORT,
        "erp.file:written",
        "erp.query:remembered",
        "erp.success:before_commit",
        "erp.success:committed",
    } == {point for point in POINTS if point.startswith(HERE)}
    assert len(IMPORT) == 9
