"""What fulfilment shows, always for many."""

from collections.abc import Sequence

from prilavok.trade.fulfilment.as_values import as_view
from prilavok.trade.fulfilment.models import Task
from prilavok.trade.fulfilment.values import PickTask

MOST = 500


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
