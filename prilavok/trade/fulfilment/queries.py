"""What fulfilment shows, always for many, and the one place that knows how lines lie in the row."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from prilavok.goods.pim.values import VariantId
from prilavok.trade.fulfilment import rules
from prilavok.trade.fulfilment.models import Task
from prilavok.trade.fulfilment.values import PickLine, PickTask

MOST = 500


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
    )


def tasks(*, location_ids: Sequence[int] | None, states: Sequence[str]) -> list[PickTask]:
    """Tasks of the stores in the states, oldest first, at most MOST."""
    rows = Task.objects.filter(state__in=list(states))
    if location_ids is not None:
        rows = rows.filter(location_id__in=list(location_ids))
    return [as_view(row) for row in rows.order_by("created_at", "id")[:MOST]]


def tasks_of(*, order_ids: Sequence[int]) -> dict[int, PickTask]:
    """The task of each order."""
    return {row.order_id: as_view(row) for row in Task.objects.filter(order_id__in=list(order_ids))}


def pickup_codes(*, order_ids: Sequence[int]) -> dict[int, str]:
    """The pick-up code of each order."""
    return dict(Task.objects.filter(order_id__in=list(order_ids)).values_list("order_id", "code"))


def by_pickup_code(*, location_ids: Sequence[int] | None, code: str) -> list[int]:
    """Ready orders under a code."""
    rows = Task.objects.filter(state=Task.State.READY, code=code)
    if location_ids is not None:
        rows = rows.filter(location_id__in=list(location_ids))
    return list(rows.order_by("id").values_list("order_id", flat=True)[:20])
