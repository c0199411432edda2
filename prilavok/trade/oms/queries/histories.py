"""What happened to an order, for people to read."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from prilavok.goods.pim.values import VariantId
from prilavok.trade.oms.models import OrderHistory, Status
from prilavok.trade.oms.values import HistoryLine, LineChange


def history(order_id: int) -> list[HistoryLine]:
    """All lines, oldest first."""
    titles = dict(Status.objects.values_list("code", "title"))
    return [_line(row, titles) for row in OrderHistory.objects.filter(order_id=order_id).order_by("id")]


def _line(row: OrderHistory, titles: dict[str, str]) -> HistoryLine:
    return HistoryLine(
        at=row.at,
        kind=row.kind,
        actor_name=row.actor_name,
        title=_title(row, titles),
        # The channel and the source of a correction are said in the title.
        detail="" if row.kind in (OrderHistory.Kind.PLACED, OrderHistory.Kind.CORRECTED) else row.detail,
        version=row.version,
        revision=row.revision,
        from_status=row.from_status,
        to_status=row.to_status,
        changes=tuple(_change(change) for change in row.changes),
    )


def _title(row: OrderHistory, titles: dict[str, str]) -> str:
    match row.kind:
        case OrderHistory.Kind.PLACED:
            return _("Order placed")
        case OrderHistory.Kind.MOVED:
            return titles.get(row.to_status, row.to_status)
        case OrderHistory.Kind.CORRECTED:
            source = _("picking in the store") if row.detail == "picking" else _("the accounting system")
            return _("Version %(version)s: corrected by %(source)s") % {"version": row.version, "source": source}
        case OrderHistory.Kind.CONFLICT:
            return _("Contradiction with the accounting system")
        case _:
            return _("Note")


def _change(stored: dict[str, Any]) -> LineChange:
    figures = {name: Decimal(stored[name]) for name in ("quantity_was", "quantity_now", "price_was", "price_now")}
    return LineChange(variant_id=VariantId(stored["variant_id"]), title=stored["title"], **figures)
