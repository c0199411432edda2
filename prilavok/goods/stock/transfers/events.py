"""What transfers announce."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("stock.transfer_moved", subject="transfer:{transfer_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class TransferMoved:
    """Something was done with a transfer: drafted, changed, sent, received, cancelled, returned, settled, missing.

    `order_id` is the order it brings goods for; whoever conducts the sale looks at the truth again.
    """

    transfer_id: int
    number: str
    act: str
    revision: int
    source_id: int
    target_id: int
    order_id: int | None = None
