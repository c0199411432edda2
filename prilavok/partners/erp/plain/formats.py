"""Which plain formats come in, and who reads and applies each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.plain import arrivals, customers, goods, rates, receipts
from prilavok.partners.erp.plain.envelope import Header
from prilavok.partners.erp.plain.reading import Numbered, Reader
from prilavok.partners.erp.reconciliation import loading
from prilavok.partners.erp.reconciliation import records as pictures
from prilavok.partners.erp.reconciliation.values import ORDERS, PRICES, RECEIPTS, STOCKS
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.transfers import hearing

Apply = Callable[[Batch, Sequence[Numbered[Any]], Header], None]
Finish = Callable[[Batch, Header], None]


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format: `lane` is how its records are counted, `finish` closes a snapshot that was told whole."""

    lane: str
    reader: Reader[Any]
    apply: Apply
    batch: int = 500
    finish: Finish | None = None


FORMATS: Final[dict[str, Format]] = {
    "goods": Format(lane=kinds.PRODUCT, reader=goods.GOODS, apply=goods.apply_goods),
    "prices": Format(lane="price", reader=goods.PRICES, apply=goods.apply_prices),
    "stocks": Format(lane="stock", reader=goods.STOCKS, apply=goods.apply_stocks),
    "rates": Format(lane=rates.LANE, reader=rates.READER, apply=rates.apply),
    "arrivals": Format(lane=arrivals.LANE, reader=arrivals.READER, apply=arrivals.apply, finish=arrivals.finish),
    "days": Format(lane=arrivals.LANE, reader=arrivals.DAYS, apply=arrivals.apply_days),
    "customers": Format(lane=customers.LANE, reader=customers.READER, apply=customers.apply, batch=200),
    "transfers": Format(lane=hearing.LANE, reader=hearing.READER, apply=hearing.apply),
    "receipts": Format(lane=receipts.LANE, reader=receipts.READER, apply=receipts.apply, batch=200),
    "reconcile-stocks": Format(lane=STOCKS, reader=pictures.STOCKS, apply=loading.apply_stocks, finish=loading.finish),
    "reconcile-prices": Format(lane=PRICES, reader=pictures.PRICES, apply=loading.apply_prices, finish=loading.finish),
    "reconcile-orders": Format(lane=ORDERS, reader=pictures.ORDERS, apply=loading.apply_orders, finish=loading.finish),
    "reconcile-receipts": Format(
        lane=RECEIPTS, reader=pictures.RECEIPTS, apply=loading.apply_receipts, batch=2000, finish=loading.finish
    ),
}
# What may come from outside: days of arrival wait here only because cards come before offers.
KINDS: Final = frozenset(FORMATS) - {"days"}
