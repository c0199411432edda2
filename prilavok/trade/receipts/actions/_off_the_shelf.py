"""What receipts took off the shelf, told to stock: until the ERP's figures count it, it is not promised to others."""

from collections.abc import Sequence

from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import TillReceipt, Want
from prilavok.trade.receipts.models import Receipt


def tell_stock(receipt_ids: Sequence[int]) -> None:
    """Tell of these receipts as they stand; the last thing of the unit, for it locks balances. Joins the unit."""
    rows = Receipt.objects.filter(pk__in=receipt_ids).prefetch_related("lines").order_by("pk")
    stock.take_till_sales(receipts=[_told(row) for row in rows])


def _told(row: Receipt) -> TillReceipt:
    """A return is not on the shelf before somebody has looked at it; an order of ours was taken off when issued."""
    is_sale = row.kind == Receipt.Kind.SALE and not row.is_cancelled and not row.order_number
    return TillReceipt(
        receipt_id=row.pk,
        number=f"{row.till} / {row.shift}-{row.number}",
        location_id=row.location_id,
        sold_at=row.at,
        posted_at=row.posted_at,
        is_posted=row.is_posted,
        lines=tuple(
            Want(variant_id=VariantId(line.variant_id), quantity=line.quantity)
            for line in row.lines.all()
            if is_sale and line.variant_id is not None and line.quantity > 0
        ),
    )
