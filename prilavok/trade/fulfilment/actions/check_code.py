"""Is this the customer? The pick-up code tells, and wrong ones are counted until the order locks."""

from prilavok.base.access import Actor
from prilavok.base.unit import keep_if_refused, require_unit
from prilavok.trade.fulfilment import rules
from prilavok.trade.fulfilment.actions._locks import locked
from prilavok.trade.fulfilment.errors import PickupCodeLocked, PickupCodeWrong, TaskNotReady
from prilavok.trade.fulfilment.models import Task
from prilavok.trade.fulfilment.values import CodeCheck


def check_code(*, order_id: int, code: str, actor: Actor) -> CodeCheck:
    """Compare and count; the caller commits."""
    task = locked(order_id)
    _require_open(task)
    if rules.is_code(task.code, code):
        return CodeCheck(is_right=True, attempts_left=rules.attempts_left(task.wrong_codes))
    task.wrong_codes += 1
    task.save(update_fields=["wrong_codes"])
    return CodeCheck(is_right=False, attempts_left=rules.attempts_left(task.wrong_codes))


def require_code(task: Task, code: str) -> None:
    """Raise PickupCodeWrong for a wrong code; the attempt is counted after the unit has rolled back."""
    _require_open(task)
    if rules.is_code(task.code, code):
        return
    order_id = task.order_id
    keep_if_refused(lambda: _count_wrong(order_id))
    raise PickupCodeWrong(left=rules.attempts_left(task.wrong_codes + 1))


def _require_open(task: Task) -> None:
    require_unit()
    if task.state != Task.State.READY:
        raise TaskNotReady
    if not rules.attempts_left(task.wrong_codes):
        raise PickupCodeLocked


def _count_wrong(order_id: int) -> None:
    task = locked(order_id)
    task.wrong_codes += 1
    task.save(update_fields=["wrong_codes"])
