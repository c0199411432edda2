"""Goods arrive: what was counted is on the shelf, what an order waits for is held for it in the same statement."""

from collections.abc import Mapping
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch, numbers
from prilavok.base.clock import database_now
from prilavok.base.once import digest, once
from prilavok.base.unit import part
from prilavok.goods.stock.actions._balances import move
from prilavok.goods.stock.actions._holds import lock_open_hold
from prilavok.goods.stock.models import Discrepancy, Hold, Transfer, TransferLine
from prilavok.goods.stock.transfers import rules
from prilavok.goods.stock.transfers._documents import (
    Moved,
    allow,
    lines_of,
    locked,
    make_balances,
    require_state,
    shifts,
    write_step,
)
from prilavok.goods.stock.transfers.drafting import add_lines, counted
from prilavok.goods.stock.transfers.errors import DamagedTooMany
from prilavok.goods.stock.transfers.showing import views
from prilavok.goods.stock.transfers.values import Counted, TransferId, TransferView

NOTHING = Decimal(0)
JOIN = """
INSERT INTO stock_holdline AS line (hold_id, variant_id, quantity, known, returned)
SELECT %s, w.variant_id, w.quantity, w.known, 0
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS w (variant_id, quantity, known)
ON CONFLICT (hold_id, variant_id) DO UPDATE
SET quantity = line.quantity + excluded.quantity, known = line.known + excluded.known
"""
WAIT = """
UPDATE stock_hold SET expires_at = greatest(expires_at, statement_timestamp() + %s * interval '1 second') WHERE id = %s
"""


def receive_transfer(*, transfer_id: int, counts: Mapping[int, Counted], actor: Actor, key: str) -> TransferView:
    """Put what was counted on the receiver's shelf; what differs from what was sent waits for a decision.

    A good not named did not come; one that was not sent is a surplus. The same key receives once, a second receiver is
    told that it is done. Raises TransferClosed, DamagedTooMany, CountWrong. Joins the unit.
    """
    row = locked(transfer_id, actor)
    allow(actor, row.target_id)
    good = counted({one: count.good for one, count in counts.items()})
    damaged = counted({one: count.damaged for one, count in counts.items()})
    told = {str(one): (str(good.get(one, 0)), str(damaged.get(one, 0))) for one in sorted(good.keys() | damaged.keys())}
    first = once(scope="stock.receive_transfer", key=key, fingerprint=digest(row.pk, told))
    if not first.is_replay:
        require_state(row, Transfer.State.SENT)
        with part():
            _receive(row, good, damaged, actor)
    return views([row.pk])[TransferId(row.pk)]


def _receive(row: Transfer, good: Mapping[int, Decimal], damaged: Mapping[int, Decimal], actor: Actor) -> None:
    known = lines_of(row)
    add_lines(row, dict.fromkeys(sorted((good.keys() | damaged.keys()) - known.keys()), NOTHING))
    accepted, promised, known_there = {}, {}, {}
    for one, line in lines_of(row).items():
        came = _arrived(line, good.get(one, NOTHING), damaged.get(one, NOTHING))
        TransferLine.objects.filter(transfer=row, variant_id=one).update(
            sent=line.sent or NOTHING, received=good.get(one, NOTHING), damaged=came.damaged, promised=0, known=0
        )
        _open_discrepancies(row, line, came)
        accepted[one] = came.accepted
        promised[one] = min(line.promised, came.accepted)
        known_there[one] = min(line.known, promised[one])
    row.state, row.closed_at = Transfer.State.RECEIVED, database_now()
    moves = [Moved(variant_id=one, location_id=row.target_id, delta=count) for one, count in accepted.items() if count]
    write_step(row, "received", actor, moves=moves)
    kept = _hold(row, {one: count for one, count in promised.items() if count}, known_there)
    make_balances(row.target_id, [one.variant_id for one in moves])
    move(shifts(row, moves, kept), kind="received")


def _arrived(line: TransferLine, good: Decimal, damaged: Decimal) -> rules.Arrived:
    came = rules.arrived(sent=line.sent or NOTHING, good=good, damaged=damaged)
    if came is None:
        raise DamagedTooMany(title=line.title)
    return came


def _open_discrepancies(row: Transfer, line: TransferLine, came: rules.Arrived) -> None:
    Discrepancy.objects.bulk_create(
        Discrepancy(
            transfer=row,
            location_id=row.target_id,
            variant_id=line.variant_id,
            title=line.title,
            article=line.article,
            kind=kind,
            quantity=quantity,
            left=quantity,
        )
        for kind, quantity in (("short", came.short), ("damaged", came.damaged), ("surplus", came.surplus))
        if quantity
    )


def _hold(row: Transfer, promised: dict[int, Decimal], known: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Let the order's hold in its store keep what came for it; returns what is to be reserved with the arrival."""
    if not promised or row.order_id is None:
        return {}
    hold = lock_open_hold(row.order_id)
    if hold is None:
        hold = Hold.objects.create(
            order_id=row.order_id, number=row.order_number, location_id=row.target_id, expires_at=None
        )
    if hold.location_id != row.target_id:
        return {}
    told = [known.get(one, NOTHING) for one in promised]
    fetch(JOIN, [hold.pk, numbers(promised), numbers(promised.values()), numbers(told)])
    if row.hold_for_s is not None:
        fetch(WAIT, [row.hold_for_s, hold.pk])
    return promised
