"""The ERP has confirmed what it knows of our orders; its next figures are read with that in mind."""

from collections.abc import Sequence

from django.db.models import F

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.stock.models import Hold, HoldLine, TransferLine


def tell_known(*, order_ids: Sequence[int], what: str) -> None:
    """`what` is "reserved" (the ERP holds our present quantities) or "issued" (it has written them off)."""
    require_unit()
    if what == "reserved":
        lines = HoldLine.objects.filter(hold__order_id__in=order_ids, hold__state__in=["held", "issued"])
        lines.exclude(known=F("quantity")).update(known=F("quantity"), known_at=database_now())
        coming = TransferLine.objects.filter(transfer__order_id__in=order_ids, transfer__state__in=["draft", "sent"])
        coming.exclude(known=F("promised")).update(known=F("promised"))
    elif what == "issued":
        Hold.objects.filter(order_id__in=order_ids, state=Hold.State.ISSUED, is_issue_known=False).update(
            is_issue_known=True, issue_known_at=database_now()
        )
    else:
        raise ValueError(what)
