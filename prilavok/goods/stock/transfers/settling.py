"""A person decides what became of goods that did not arrive as they were sent; each decision is a movement."""

from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch
from prilavok.base.once import digest, once
from prilavok.base.unit import part, require_unit
from prilavok.goods.stock.actions._balances import move
from prilavok.goods.stock.models import Discrepancy, Hold, Transfer
from prilavok.goods.stock.transfers import rules
from prilavok.goods.stock.transfers._documents import (
    Moved,
    allow,
    is_at,
    locked,
    make_balances,
    shifts,
    write_step,
)
from prilavok.goods.stock.transfers.errors import (
    CountWrong,
    DiscrepancySettled,
    DiscrepancyUnknown,
    OutcomeWrong,
    WhyMissing,
)
from prilavok.goods.stock.transfers.showing import discrepancy_view
from prilavok.goods.stock.transfers.values import DiscrepancyView, Settlement

SETTLE = "stock.settle"
KINDS = {"written_off": "lost", "entered": "found"}
# Pieces a store did not find are held by their discrepancy, so that nobody buys them meanwhile.
SHRINK = """
UPDATE stock_holdline l SET quantity = l.quantity - %(count)s FROM stock_hold h
WHERE h.id = l.hold_id AND h.discrepancy_id = %(id)s AND h.state = 'held' AND l.quantity > %(count)s RETURNING h.id
"""
END = """
UPDATE stock_hold SET state = 'released', reason = %(why)s, closed_at = statement_timestamp()
WHERE discrepancy_id = %(id)s AND state = 'held'
"""


def settle(settlement: Settlement) -> DiscrepancyView:
    """Decide about a discrepancy, wholly or in part, with a reason. The same key decides once.

    Raises DiscrepancyUnknown, DiscrepancySettled, OutcomeWrong, WhyMissing, CountWrong. Joins the unit.
    """
    require_unit()
    actor = settlement.actor
    known = Discrepancy.objects.filter(pk=settlement.discrepancy_id).first()
    if known is None:
        raise DiscrepancyUnknown
    transfer = locked(known.transfer_id, actor)
    allow(actor, transfer.source_id if is_at(actor, transfer.source_id) else transfer.target_id, SETTLE)
    told = digest(settlement.discrepancy_id, settlement.outcome, str(settlement.quantity))
    first = once(scope="stock.settle", key=settlement.key, fingerprint=told)
    row = Discrepancy.objects.select_related("transfer").get(pk=settlement.discrepancy_id)
    if not first.is_replay:
        with part():
            _settle(transfer, row, settlement, actor)
    return discrepancy_view(row)


def _settle(transfer: Transfer, row: Discrepancy, settlement: Settlement, actor: Actor) -> None:
    if not row.left:
        raise DiscrepancySettled
    reason = " ".join(settlement.reason.split())
    if not reason:
        raise WhyMissing
    count = row.left if settlement.quantity is None else settlement.quantity
    if not rules.is_count(count) or not 0 < count <= row.left:
        raise CountWrong(limit=row.left)
    done = rules.effect(row.kind, settlement.outcome, count)
    if done is None:
        raise OutcomeWrong
    row.left -= count
    row.save(update_fields=["left"])
    here, there = row.location_id, transfer.source_id
    moves = [
        *([Moved(variant_id=row.variant_id, location_id=there, delta=done.source)] if done.source else []),
        *(
            [Moved(variant_id=row.variant_id, location_id=here, delta=done.target, lost=done.lost)]
            if done.target or done.lost
            else []
        ),
    ]
    write_step(transfer, "settled", actor, reason=f"{row.kind}:{settlement.outcome}: {reason}", moves=moves)
    _move(transfer, row, moves, count, KINDS.get(settlement.outcome, "settled"))


def _move(transfer: Transfer, row: Discrepancy, moves: list[Moved], count: Decimal, kind: str) -> None:
    for one in moves:
        make_balances(one.location_id, [row.variant_id])
    if row.kind != Discrepancy.Kind.MISSING:
        move(shifts(transfer, moves), kind=kind)
        return
    _let_go(row, count)
    freed = moves or [Moved(variant_id=row.variant_id, location_id=row.location_id)]
    move(shifts(transfer, freed, {row.variant_id: -count}), kind=kind)


def _let_go(row: Discrepancy, count: Decimal) -> None:
    """The hold of what was not found gets smaller, or ends."""
    if not fetch(SHRINK, {"id": row.pk, "count": count}):
        fetch(END, {"id": row.pk, "why": "decided"})


def hold_missing(transfer: Transfer, location_id: int, row: Discrepancy) -> Hold:
    """Keep what a store did not find off sale until somebody decides."""
    return Hold.objects.create(discrepancy=row, number=transfer.number, location_id=location_id)
