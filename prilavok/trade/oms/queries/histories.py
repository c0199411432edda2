"""What happened to an order, for people to read."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from prilavok.goods.pim.values import VariantId
from prilavok.trade.oms.as_values import line_view
from prilavok.trade.oms.models import Order, OrderDocument, OrderHistory, OrderLine, Status
from prilavok.trade.oms.values import HistoryLine, LineChange, Paper, PaperLine
from prilavok.trade.oms.values import OrderLine as LineView


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
            source = _source(row.detail)
            return _("Version %(version)s: corrected by %(source)s") % {"version": row.version, "source": source}
        case OrderHistory.Kind.CONFLICT:
            return _("Contradiction with the accounting system")
        case OrderHistory.Kind.RELOCATED:
            return _("Another store")
        case _:
            return _("Note")


def _source(code: str) -> str:
    if code == "picking":
        return _("picking in the store")
    return _("a decision of a person") if code.startswith("decision") else _("the accounting system")


def papers(*, order_ids: Sequence[int]) -> dict[int, tuple[Paper, ...]]:
    """The documents of each order in other systems, in the order they became known."""
    found: dict[int, tuple[Paper, ...]] = {}
    for row in OrderDocument.objects.filter(order_id__in=list(order_ids)).order_by("id"):
        one = Paper(
            kind=row.kind,
            number=row.number,
            external_id=row.external_id,
            issued_at=row.issued_at,
            amount=row.amount,
            system=row.system,
            lines=tuple(_paper_line(line) for line in row.lines),
            is_void=row.is_void,
        )
        found[row.order_id] = (*found.get(row.order_id, ()), one)
    return found


def _paper_line(stored: dict[str, Any]) -> PaperLine:
    total = stored["total"]
    return PaperLine(
        title=stored["title"],
        quantity=Decimal(stored["quantity"]),
        total=None if total is None else Decimal(total),
    )


def versions(*, order_id: int, numbers: Sequence[int]) -> dict[int, tuple[LineView, ...]]:
    """The lines of an order as of the versions asked for; an unknown version is absent."""
    currency = Order.objects.filter(pk=order_id).values_list("currency", flat=True).first() or ""
    found: dict[int, tuple[LineView, ...]] = {}
    rows = OrderLine.objects.filter(order_id=order_id, version__in=list(numbers)).order_by("version", "position")
    for row in rows:
        found[row.version] = (*found.get(row.version, ()), line_view(row, currency))
    return found


def _change(stored: dict[str, Any]) -> LineChange:
    figures = {name: Decimal(stored[name]) for name in ("quantity_was", "quantity_now", "price_was", "price_now")}
    return LineChange(variant_id=VariantId(stored["variant_id"]), title=stored["title"], **figures)
