"""A small chain whose two sides agree, drift of every kind, and pictures of the node."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.models import Difference, Package, Reconciliation
from prilavok.trade.receipts import api as receipts
from prilavok.trade.receipts.values import ReceiptLine
from tests.partners.erp.plain.make import plain
from tests.protocols.client import OneC
from tests.protocols.make import catalogue, offer, offers, product
from tests.trade.receipts.make import draft

SYSTEM = "erp.central"
Stocks = Mapping[str, Mapping[str, int]]


def agree(one_c: OneC, stocks: Stocks, price: str = "100") -> None:
    """Goods with these stocks and one price, told by the node in a full export."""
    told = [offer(key, price=price, stocks={place: str(n) for place, n in at.items()}) for key, at in stocks.items()]
    goods = [product(key) for key in stocks]
    answers = one_c.send({"import0_1.xml": catalogue(*goods), "offers0_1.xml": offers(*told)})
    assert set(answers.values()) == {"success"}


def told(one_c: OneC, stocks: Stocks, price: str | None = None) -> Package:
    """The node's next package of changes."""
    some = [offer(key, price=price, stocks={place: str(n) for place, n in at.items()}) for key, at in stocks.items()]
    one_c.send({"offers0_1.xml": offers(*some, changes=True)})
    return Package.objects.latest("pk")


def stocks_file(stocks: Stocks, **header: Any) -> bytes:
    """A picture of stocks."""
    rows = [{"variant": key, "stocks": {place: str(n) for place, n in at.items()}} for key, at in stocks.items()]
    return picture_file("stocks", rows, **header)


def prices_file(prices: Mapping[str, str | None], type_: str = "p", **header: Any) -> bytes:
    """A picture of prices of one type."""
    rows = [
        {"variant": key, "prices": [{"type": type_, "price": price}] if price else []} for key, price in prices.items()
    ]
    return picture_file("prices", rows, **header)


def picture_file(kind: str, rows: list[dict[str, Any]], **header: Any) -> bytes:
    """A picture of a kind."""
    head = {"full": True, "count": len(rows), "created_at": datetime.now(UTC).isoformat(), **header}
    return plain(f"reconcile-{kind}", *rows, **head)


def ago(minutes: float) -> str:
    """A moment of the database's clock, as a header says it."""
    return (database_now() - timedelta(minutes=minutes)).isoformat()


def send(one_c: OneC, **files: bytes) -> Reconciliation:
    """Send pictures and have them compared."""
    assert one_c.checkauth("reconciliation").startswith(b"success")
    one_c.init("reconciliation")
    for name, content in files.items():
        assert one_c.file(f"{name}.jsonl", content, type_="reconciliation") == b"success"
    for name in files:
        answer = one_c.load(f"{name}.jsonl", type_="reconciliation")
        assert answer == "success", answer
    one_c.run_jobs()
    run = Reconciliation.objects.latest("pk")
    assert run.state == "done", (run.state, run.error)
    return run


def causes(run: Reconciliation) -> dict[str, str]:
    """Causes of open differences by kind, goods and place in the node's words."""
    found = {}
    for one in Difference.objects.filter(run=run, state="open"):
        found[f"{one.kind}:{name_of(one)}"] = one.cause
    return found


def name_of(one: Difference) -> str:
    """How the node calls what differs."""
    if "unknown" in one.facts:
        return str(one.facts["external_id"])
    if one.kind in ("orders", "receipts"):
        return one.key if one.kind == "orders" else one.title
    goods = pim.external_ids(system=SYSTEM, variant_ids=[one.facts["variant_id"]])
    name = next(iter(goods.values()), f"#{one.facts['variant_id']}")
    if one.location_id is None:
        return name
    return f"{name}@{place_name(one.location_id)}"


def place_name(location_id: int) -> str:
    """How the node calls a place."""
    return next(iter(stock.external_location_ids(system=SYSTEM, location_ids=[location_id]).values()))


def variant(key: str) -> int:
    """Our id of goods."""
    return int(pim.variant_ids(system=SYSTEM, external_ids=[key])[key])


def place(key: str) -> int:
    """Our id of a place."""
    return int(stock.location_ids(system=SYSTEM, external_ids=[key])[key])


def on_hand(key: str, at: str) -> Decimal:
    """What lies at a place by our books."""
    found = stock.availability(variant_ids=[variant(key)], location_ids=[place(at)])
    return next(iter(next(iter(found.values())).values())).on_hand


def sell(key: str, at: str, quantity: int, number: int = 1) -> None:
    """A till sells."""
    line = ReceiptLine(
        variant_id=variant(key),
        external_id=key,
        title=key,
        quantity=Decimal(quantity),
        price=Decimal(10),
        discount=Decimal(0),
        total=Decimal(10) * quantity,
    )
    with unit():
        sale = draft(number, location_id=place(at), total=str(line.total), lines=(line,), at=database_now())
        receipts.take_receipts(source=SYSTEM, drafts=[sale])
