"""Goods leave the sender, or come back to it unreceived."""

from collections.abc import Mapping
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.once import digest, once
from prilavok.base.unit import part
from prilavok.goods.stock.actions._balances import move
from prilavok.goods.stock.models import Advance, Hold, Transfer, TransferLine
from prilavok.goods.stock.transfers._documents import (
    Moved,
    allow,
    close_hold,
    fitted,
    is_at,
    lines_of,
    locked,
    require_state,
    shifts,
    write_step,
)
from prilavok.goods.stock.transfers.drafting import add_lines, counted
from prilavok.goods.stock.transfers.errors import ForAnOrder, NothingToSend, NotYetCome, WhyMissing
from prilavok.goods.stock.transfers.showing import views
from prilavok.goods.stock.transfers.values import TransferId, TransferView

NOTHING = Decimal(0)


def send_transfer(*, transfer_id: int, counts: Mapping[int, Decimal], actor: Actor, key: str) -> TransferView:
    """What was gathered leaves the sender; what was not goes on sale again. The same key sends once.

    A good not named was not gathered. More than was planned must be free. Raises NothingToSend, TransferClosed,
    NotEnough, ForAnOrder (an order's transfer takes no other goods, and no more of them), NotYetCome. Joins the unit.
    """
    row = locked(transfer_id, actor)
    allow(actor, row.source_id)
    gathered = counted(counts)
    told = {str(one): str(quantity) for one, quantity in gathered.items()}
    first = once(scope="stock.send_transfer", key=key, fingerprint=digest(row.pk, told))
    if not first.is_replay:
        require_state(row, Transfer.State.DRAFT)
        if not gathered:
            raise NothingToSend
        with part():
            _send(row, gathered, actor)
    return views([row.pk])[TransferId(row.pk)]


def _send(row: Transfer, gathered: Mapping[int, Decimal], actor: Actor) -> None:
    known = lines_of(row)
    more = [one for one, count in gathered.items() if one not in known or count > known[one].wanted]
    if more and row.order_id is not None:
        raise ForAnOrder(order=row.order_number)
    _require_come(row, known)
    add_lines(row, dict.fromkeys((one for one in gathered if one not in known), NOTHING))
    for one in lines_of(row).values():
        sent = gathered.get(one.variant_id, NOTHING)
        TransferLine.objects.filter(transfer=row, variant_id=one.variant_id).update(
            sent=sent, promised=min(one.promised, sent), known=min(one.known, sent)
        )
    move(fitted(row, gathered), kind="change")
    row.state, row.sent_at = Transfer.State.SENT, database_now()
    moves = [Moved(variant_id=one, location_id=row.source_id, delta=-sent) for one, sent in gathered.items()]
    write_step(row, "sent", actor, moves=moves)
    close_hold(row, "sent")
    move(shifts(row, moves, {one: -sent for one, sent in gathered.items()}), kind="sent")


def _require_come(row: Transfer, lines: Mapping[int, TransferLine]) -> None:
    """What was ordered ahead leaves when it is there. What is doubted to come at all holds up nothing."""
    waiting = Advance.objects.filter(
        hold_id__in=Hold.objects.filter(transfer=row, state=Hold.State.HELD).values("pk"),
        state=Advance.State.WAITING,
        doubt="",
    )
    titles = sorted({lines[one].title for one in waiting.values_list("variant_id", flat=True) if one in lines})
    if titles:
        raise NotYetCome(titles=", ".join(titles))


def return_transfer(*, transfer_id: int, reason: str, actor: Actor, key: str) -> TransferView:
    """What was sent lies at the sender again, unreceived. Raises TransferClosed, WhyMissing. Joins the unit."""
    row = locked(transfer_id, actor)
    allow(actor, row.source_id if is_at(actor, row.source_id) else row.target_id)
    first = once(scope="stock.return_transfer", key=key, fingerprint=digest(row.pk))
    if not first.is_replay:
        require_state(row, Transfer.State.SENT)
        if not reason.strip():
            raise WhyMissing
        back = {one.variant_id: one.sent for one in lines_of(row).values() if one.sent}
        TransferLine.objects.filter(transfer=row).update(promised=0)
        row.state, row.closed_at = Transfer.State.RETURNED, database_now()
        moves = [Moved(variant_id=one, location_id=row.source_id, delta=sent) for one, sent in back.items()]
        write_step(row, "returned", actor, reason=reason.strip(), moves=moves)
        move(shifts(row, moves), kind="sent_back")
    return views([row.pk])[TransferId(row.pk)]
