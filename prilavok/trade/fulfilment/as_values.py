"""Rows of fulfilment as values, and the one place that knows how lines lie in a row."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from prilavok.goods.pim.values import VariantId
from prilavok.trade.fulfilment import rules
from prilavok.trade.fulfilment.models import Task
from prilavok.trade.fulfilment.values import PickLine, PickTask


def lines_as_json(lines: Sequence[PickLine]) -> list[dict[str, Any]]:
    """Lines as the row keeps them."""
    return [
        {
            "variant_id": line.variant_id,
            "title": line.title,
            "article": line.article,
            "barcodes": list(line.barcodes or ((line.barcode,) if line.barcode else ())),
            "quantity": f"{line.quantity:f}",
            "picked": None if line.picked is None else f"{line.picked:f}",
        }
        for line in lines
    ]


def lines_of(row: Task) -> tuple[PickLine, ...]:
    """The lines of a row."""
    return tuple(
        PickLine(
            variant_id=VariantId(line["variant_id"]),
            title=line["title"],
            article=line["article"],
            barcode=line["barcodes"][0] if line["barcodes"] else "",
            barcodes=tuple(line["barcodes"]),
            quantity=Decimal(line["quantity"]),
            picked=None if line["picked"] is None else Decimal(line["picked"]),
        )
        for line in row.lines
    )


def as_view(row: Task) -> PickTask:
    """The value of a row; the pick-up code stays inside."""
    return PickTask(
        order_id=row.order_id,
        number=row.number,
        location_id=row.location_id,
        state=row.state,
        lines=lines_of(row),
        created_at=row.created_at,
        started_at=row.started_at,
        ready_at=row.ready_at,
        cell=row.cell,
        picker=row.picker,
        is_locked=not rules.attempts_left(row.wrong_codes),
        awaited_at=row.awaited_at,
    )
