"""The door of fulfilment: what each store has to pick and to hand over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.goods.pim.values import VariantId
from prilavok.trade.fulfilment import queries
from prilavok.trade.fulfilment.actions import await_goods as _await
from prilavok.trade.fulfilment.actions import cancel_task as _cancel
from prilavok.trade.fulfilment.actions import change_lines as _change
from prilavok.trade.fulfilment.actions import check_code as _code
from prilavok.trade.fulfilment.actions import finish_picking as _finish
from prilavok.trade.fulfilment.actions import hand_over as _hand
from prilavok.trade.fulfilment.actions import move_task as _move
from prilavok.trade.fulfilment.actions import plan_picking as _plan
from prilavok.trade.fulfilment.actions import start_picking as _start
from prilavok.trade.fulfilment.values import CodeCheck, PickLine, PickTask


def plan(
    *, order_id: int, number: str, location_id: int, lines: Sequence[PickLine], awaits: datetime | None = None
) -> str:
    """Put an order on the pick list of its store; returns its pick-up code. Joins the unit.

    `awaits`: when goods that are brought from other stores are expected; until `goods_came` it cannot be picked.
    """
    return _plan.plan(order_id=order_id, number=number, location_id=location_id, lines=lines, awaits=awaits)


def await_goods(*, order_id: int, awaits: datetime, found: Mapping[VariantId, Decimal] | None = None) -> None:
    """Let a task rest until goods from another store come; what was found is kept. Joins the unit; TaskNotOpen."""
    _await.await_goods(order_id=order_id, awaits=awaits, found=found)


def goods_came(*, order_id: int) -> bool:
    """Nothing more is awaited: the task can be picked; False when it did not rest. Joins the unit."""
    return _await.goods_came(order_id=order_id)


def start(*, order_id: int, actor: Actor) -> None:
    """A worker takes the order to pick; again is harmless. Joins the unit; raises TaskNotOpen, GoodsOnTheWay."""
    _start.start(order_id=order_id, actor=actor)


def move_task(*, order_id: int, location_id: int) -> None:
    """Put the task on another store's list, as new, with the same code. Joins the unit; raises TaskNotOpen."""
    _move.move_task(order_id=order_id, location_id=location_id)


def change_lines(*, order_id: int, lines: Sequence[PickLine]) -> None:
    """The order was corrected from elsewhere: these are its lines now. Joins the unit; raises TaskNotOpen."""
    _change.change_lines(order_id=order_id, lines=lines)


def finish(*, order_id: int, picked: Mapping[VariantId, Decimal], actor: Actor) -> int:
    """Everything that could be found is found; returns the shelf cell the order waits in.

    Joins the unit. Raises PickedTooMuch, NothingPicked, TaskNotOpen, GoodsOnTheWay, TaskUnknown.
    """
    return _finish.finish(order_id=order_id, picked=picked, actor=actor)


def check_code(*, order_id: int, code: str, actor: Actor) -> CodeCheck:
    """Compare a pick-up code; wrong ones are counted. Joins the unit. Raises PickupCodeLocked, TaskNotReady."""
    return _code.check_code(order_id=order_id, code=code, actor=actor)


def hand_over(*, order_id: int, code: str | None, actor: Actor) -> None:
    """The order leaves the store; `code` None skips the check for those who may. Joins the unit.

    Raises PickupCodeWrong (the attempt is counted even though the unit rolls back), PickupCodeLocked, TaskNotReady.
    """
    _hand.hand_over(order_id=order_id, code=code, actor=actor)


def cancel(*, order_id: int) -> None:
    """Take the order off the pick list; again is harmless. Joins the unit; raises TaskNotOpen when issued."""
    _cancel.cancel(order_id=order_id)


def tasks(*, location_ids: Sequence[int] | None, states: Sequence[str]) -> list[PickTask]:
    """Tasks of the stores (None: all stores) in the given states, oldest first."""
    return queries.tasks(location_ids=location_ids, states=states)


def tasks_of(*, order_ids: Sequence[int]) -> dict[int, PickTask]:
    """The task of each order; an order without one is absent."""
    return queries.tasks_of(order_ids=order_ids)


def pickup_codes(*, order_ids: Sequence[int]) -> dict[int, str]:
    """The pick-up code of each order, for its customer only."""
    return queries.pickup_codes(order_ids=order_ids)


def by_pickup_code(*, location_ids: Sequence[int] | None, code: str) -> list[int]:
    """Orders waiting in the stores under this pick-up code."""
    return queries.by_pickup_code(location_ids=location_ids, code=code)
