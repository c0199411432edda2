"""Finding and locking a transfer, holding its goods at the sender, and writing down what was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from prilavok.base import live
from prilavok.base.access import Actor
from prilavok.base.bulk import fetch, numbers, one_at_a_time
from prilavok.base.errors import Forbidden, NotFound
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.stock.actions._balances import Shift, open_balances
from prilavok.goods.stock.models import Hold, HoldLine, Transfer, TransferLine, TransferMove, TransferStep
from prilavok.goods.stock.transfers.errors import TransferClosed, TransferUnknown
from prilavok.goods.stock.transfers.events import TransferMoved

WORK = "stock.transfer"
NOTHING = Decimal(0)
# A first arrival of a good in a place makes its balance; snapshots, which make balances too, are waited for.
MISSING = """
SELECT v FROM unnest(%s::bigint[]) v
WHERE NOT EXISTS (SELECT FROM stock_balance b WHERE b.variant_id = v AND b.location_id = %s)
"""
FIT = """
INSERT INTO stock_holdline AS line (hold_id, variant_id, quantity, known, returned)
SELECT %s, w.variant_id, w.quantity, 0, 0 FROM unnest(%s::bigint[], %s::numeric[]) AS w (variant_id, quantity)
ON CONFLICT (hold_id, variant_id) DO UPDATE SET quantity = excluded.quantity
WHERE line.quantity IS DISTINCT FROM excluded.quantity
"""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What an act does to one balance."""

    variant_id: int
    location_id: int
    delta: Decimal = NOTHING
    lost: Decimal = NOTHING


def locked(transfer_id: int, actor: Actor) -> Transfer:
    """The transfer, locked until the unit ends. Raises TransferUnknown, also when neither end is the actor's."""
    require_unit()
    row = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer_id).first()
    if row is None or not (is_at(actor, row.source_id) or is_at(actor, row.target_id)):
        raise TransferUnknown
    return row


def is_at(actor: Actor, location_id: int) -> bool:
    """True when the place lies in the actor's scope, or the house itself acts."""
    return actor.kind == "system" or actor.stores is None or location_id in actor.stores


def allow(actor: Actor, location_id: int, permission: str = WORK) -> None:
    """Raise Forbidden without the right, NotFound when the place is not the actor's."""
    if actor.kind == "system":
        return
    if not actor.may(permission):
        raise Forbidden
    if not actor.may(permission, store=location_id):
        raise NotFound


def require_state(transfer: Transfer, *states: str) -> None:
    """Raise TransferClosed, which says how the transfer stands, unless it is in one of the states."""
    if transfer.state not in states:
        raise TransferClosed(number=transfer.number, state=state_title(transfer.state))


def state_title(state: str) -> str:
    """How a state is called, in the active language."""
    return {
        "draft": _("to be sent"),
        "sent": _("on the way"),
        "received": _("received"),
        "cancelled": _("cancelled"),
        "returned": _("returned to the sender"),
    }[state]


def lines_of(transfer: Transfer) -> dict[int, TransferLine]:
    """The lines by variant, in the order of locking."""
    return {one.variant_id: one for one in TransferLine.objects.filter(transfer=transfer).order_by("variant_id")}


def fitted(transfer: Transfer, after: Mapping[int, Decimal]) -> list[Shift]:
    """Have the transfer's hold at the sender keep exactly these; what of it must be moved. The transfer is locked."""
    hold = Hold.objects.filter(transfer=transfer, state=Hold.State.HELD).first()
    before = dict(HoldLine.objects.filter(hold=hold).values_list("variant_id", "quantity")) if hold else {}
    wanted = {one: quantity for one, quantity in sorted(after.items()) if quantity}
    if hold is None and wanted:
        hold = Hold.objects.create(transfer=transfer, number=transfer.number, location_id=transfer.source_id)
    if hold is not None and not wanted:
        close_hold(transfer, "nothing is wanted any more")
    elif hold is not None:
        HoldLine.objects.filter(hold=hold).exclude(variant_id__in=wanted).delete()
        fetch(FIT, [hold.pk, numbers(wanted), numbers(wanted.values())])
    deltas = {one: wanted.get(one, NOTHING) - before.get(one, NOTHING) for one in sorted(before.keys() | wanted.keys())}
    return [
        Shift(
            order_id=transfer.order_id or 0,
            variant_id=one,
            location_id=transfer.source_id,
            hold=delta,
            source=transfer.number,
        )
        for one, delta in deltas.items()
        if delta
    ]


def held(transfer: Transfer) -> dict[int, Decimal]:
    """What is held for the transfer at the sender."""
    rows = HoldLine.objects.filter(hold__transfer=transfer, hold__state=Hold.State.HELD).order_by("variant_id")
    return dict(rows.values_list("variant_id", "quantity"))


def close_hold(transfer: Transfer, reason: str) -> None:
    """The hold at the sender ends; its balances are moved by the caller."""
    fetch(
        "UPDATE stock_hold SET state = 'released', reason = %s, closed_at = statement_timestamp() "
        "WHERE transfer_id = %s AND state = 'held'",
        [reason[:200], transfer.pk],
    )


def shifts(transfer: Transfer, moves: Iterable[Moved], held_too: Mapping[int, Decimal] | None = None) -> list[Shift]:
    """The movements of balances; `held_too` changes what is reserved beside, by variant."""
    also = held_too or {}
    return [
        Shift(
            order_id=transfer.order_id or 0,
            variant_id=one.variant_id,
            location_id=one.location_id,
            hand=one.delta,
            hold=also.get(one.variant_id, NOTHING),
            source=transfer.number,
        )
        for one in moves
    ]


def make_balances(location_id: int, variant_ids: Sequence[int]) -> None:
    """Let goods that never lay in a place have a balance there."""
    missing = sorted(row[0] for row in fetch(MISSING, [numbers(variant_ids), location_id]))
    if missing:
        one_at_a_time("stock.snapshot")
        open_balances([(variant_id, location_id) for variant_id in missing], is_sure=True)


def write_step(
    transfer: Transfer, kind: str, actor: Actor, *, reason: str = "", moves: Sequence[Moved] = ()
) -> TransferStep:
    """Write down an act with what it moves, count the revision, tell and audit. The transfer is locked."""
    transfer.revision += 1
    transfer.save()
    step = TransferStep.objects.create(
        transfer=transfer,
        number=transfer.revision,
        kind=kind,
        actor_name=actor.name[:200],
        actor_id=actor.person_id,
        reason=reason[:400],
    )
    TransferMove.objects.bulk_create(
        TransferMove(
            step=step,
            variant_id=one.variant_id,
            location_id=one.location_id,
            delta=one.delta,
            lost=one.lost,
        )
        for one in moves
    )
    publish(
        TransferMoved(
            transfer_id=transfer.pk,
            number=transfer.number,
            act=kind,
            revision=transfer.revision,
            source_id=transfer.source_id,
            target_id=transfer.target_id,
            order_id=transfer.order_id,
        )
    )
    live.say_all([(f"store:{one}", "transfer") for one in (transfer.source_id, transfer.target_id)])
    if actor.person_id is not None:
        told = [f"{one.variant_id}@{one.location_id}: {one.delta:+} / {one.lost}" for one in moves]
        after = {"state": transfer.state, "reason": reason, "moves": told}
        accounts.audit(actor, f"transfer.{kind}", f"transfer:{transfer.pk}", after=after)
    return step
