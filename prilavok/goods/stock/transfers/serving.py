"""Goods of an order that lie elsewhere: held there, on their way, held in its store, without a gap between.

An order may have goods in its own store and in others; all of them are taken in one statement. What is promised to an
order on the way is part of its reservation: when the order wants less, promises shrink; when it ends, drafts are
cancelled and what is on the way arrives for nobody in particular.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Q

from prilavok.base.access import SYSTEM, Actor
from prilavok.base.bulk import fetch, numbers
from prilavok.base.clock import database_now
from prilavok.base.unit import part, require_unit
from prilavok.goods.stock.actions import reserve_goods
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.actions._holds import lock_open_hold, quantities
from prilavok.goods.stock.advances import taking as advances
from prilavok.goods.stock.advances.values import Ahead
from prilavok.goods.stock.baskets.holding import let_go_of
from prilavok.goods.stock.models import Discrepancy, Hold, HoldLine, Transfer, TransferLine
from prilavok.goods.stock.rules import summed
from prilavok.goods.stock.transfers import rules
from prilavok.goods.stock.transfers._documents import fitted, write_step
from prilavok.goods.stock.transfers.drafting import add_lines, claim_number
from prilavok.goods.stock.transfers.settling import hold_missing
from prilavok.goods.stock.transfers.values import Bring, ForOrder
from prilavok.goods.stock.values import Want

NOTHING = Decimal(0)
OPEN = (Transfer.State.DRAFT, Transfer.State.SENT)


def reserve_and_bring(
    *, order: ForOrder, here: Sequence[Want], brings: Sequence[Bring], ahead: Sequence[Ahead] = ()
) -> None:
    """Hold an order's goods in its store and in those that send the rest, whole or not at all. Joins the unit.

    `ahead` of these have not come: they are taken of expected arrivals. Raises NotEnough with what is short,
    AlreadyHeld.
    """
    require_unit()
    wanted = summed((want.variant_id, want.quantity) for want in here)
    with part():
        taken = advances.promise(ahead) if ahead else ()
        changes = let_go_of(order.basket_id, "ordered") if order.basket_id is not None else []
        if wanted:
            own = reserve_goods.ForOrder(
                order_id=order.order_id,
                number=order.number,
                location_id=order.location_id,
                hold_for_s=order.hold_for_s,
            )
            changes += reserve_goods.opened(own, wanted)
        for one in brings:
            changes += _bring(order, one)[1]
        if taken:
            advances.remember(order_id=order.order_id, taken=taken, holds=_holds(order.order_id))
        move(advances.owing(changes, taken), kind="reserve")


def _holds(order_id: int) -> dict[int, int]:
    """The newest hold of the order at each place, its own or that of a transfer."""
    rows = Hold.objects.filter(Q(order_id=order_id) | Q(transfer__order_id=order_id), state=Hold.State.HELD)
    return dict(rows.order_by("pk").values_list("location_id", "pk"))


def bring_instead(*, order: ForOrder, missing: Sequence[Want], brings: Sequence[Bring]) -> None:
    """Bring what the order's store did not find; what is missing there stays off sale until somebody decides.

    Raises NotEnough when the senders have sold it meanwhile. Joins the unit.
    """
    require_unit()
    not_found = summed((want.variant_id, want.quantity) for want in missing)
    with part():
        lock_promises(order.order_id)
        changes: list[Shift] = []
        opened: list[Transfer] = []
        for one in brings:
            transfer, shifts = _bring(order, one)
            opened.append(transfer)
            changes += shifts
        _set_aside(order, opened[0], not_found)
        move(changes, kind="reserve")


def _bring(order: ForOrder, one: Bring) -> tuple[Transfer, list[Shift]]:
    wanted = summed((want.variant_id, want.quantity) for want in one.wants)
    row = Transfer(
        number=claim_number(),
        source_id=one.source_id,
        target_id=order.location_id,
        order_id=order.order_id,
        order_number=order.number,
        hold_for_s=order.hold_for_s,
        expected_at=one.expected_at,
        comment=one.comment,
        author=order.actor.name[:200],
        author_id=order.actor.person_id,
    )
    row.save()
    add_lines(row, wanted, promised=True)
    write_step(row, "drafted", order.actor)
    return row, fitted(row, wanted)


def _set_aside(order: ForOrder, transfer: Transfer, not_found: Mapping[int, Decimal]) -> None:
    """What the store did not find is held for a decision instead of for the order: nobody buys it meanwhile."""
    hold = lock_open_hold(order.order_id)
    if hold is None:
        return
    kept = quantities(hold)
    titles = {one.variant_id: one for one in TransferLine.objects.filter(transfer=transfer)}
    for variant_id, wanted in not_found.items():
        count = min(wanted, kept.get(variant_id, NOTHING))
        if not count:
            continue
        lines = HoldLine.objects.filter(hold=hold, variant_id=variant_id)
        if count == kept[variant_id]:
            lines.delete()
        else:
            lines.update(quantity=kept[variant_id] - count)
        line = titles.get(variant_id)
        row = Discrepancy.objects.create(
            transfer=transfer,
            location_id=hold.location_id,
            variant_id=variant_id,
            title=line.title if line else "",
            article=line.article if line else "",
            kind=Discrepancy.Kind.MISSING,
            quantity=count,
            left=count,
        )
        aside = hold_missing(transfer, hold.location_id, row)
        HoldLine.objects.create(hold=aside, variant_id=variant_id, quantity=count)


def lock_promises(order_id: int) -> list[Transfer]:
    """The transfers that still bring goods for the order, locked in order."""
    rows = Transfer.objects.select_for_update(of=("self",)).filter(order_id=order_id, state__in=OPEN)
    return list(rows.order_by("pk"))


def let_go(*, order_id: int, reason: str, actor: Actor = SYSTEM) -> list[Shift]:
    """The order ends: drafts are cancelled, what is on the way is promised to nobody. Returns what is to be moved."""
    changes = []
    for row in lock_promises(order_id):
        if row.state == Transfer.State.DRAFT:
            changes += _cancelled(row, reason, actor)
        elif TransferLine.objects.filter(transfer=row, promised__gt=0).update(promised=0, known=0):
            write_step(row, "let_go", actor, reason=reason)
    return changes


def shrink(*, order_id: int, wanted: Mapping[int, Decimal]) -> tuple[dict[int, Decimal], list[Shift]]:
    """The order wants exactly these: what of it is to be held in its store, and what shrinking promises moves."""
    rows = {row.pk: row for row in lock_promises(order_id)}
    if not rows:
        return dict(wanted), []
    promised: dict[int, dict[int, Decimal]] = {}
    for line in TransferLine.objects.filter(transfer_id__in=rows, promised__gt=0):
        promised.setdefault(line.variant_id, {})[line.transfer_id] = line.promised
    here = dict(wanted)
    for variant_id, by_transfer in promised.items():
        coming, asked = sum(by_transfer.values(), NOTHING), wanted.get(variant_id, NOTHING)
        here[variant_id] = max(asked - coming, NOTHING)
        if coming > asked:
            for transfer_id, left in rules.less_promised(by_transfer, coming - asked).items():
                TransferLine.objects.filter(transfer_id=transfer_id, variant_id=variant_id).update(promised=left)
    changes = [shift for row in rows.values() for shift in _refitted(row)]
    return {one: quantity for one, quantity in sorted(here.items()) if quantity}, changes


def _refitted(row: Transfer) -> list[Shift]:
    """A draft is about what is promised, and nothing else."""
    if row.state != Transfer.State.DRAFT:
        return []
    lines = dict(TransferLine.objects.filter(transfer=row).values_list("variant_id", "promised"))
    if not any(lines.values()):
        return _cancelled(row, "the order wants less", SYSTEM)
    fetch(
        "UPDATE stock_transferline l SET wanted = w.quantity "
        "FROM unnest(%s::bigint[], %s::numeric[]) AS w (variant_id, quantity) "
        "WHERE l.transfer_id = %s AND l.variant_id = w.variant_id AND l.wanted <> w.quantity",
        [numbers(lines), numbers(lines.values()), row.pk],
    )
    return fitted(row, lines)


def _cancelled(row: Transfer, reason: str, actor: Actor) -> list[Shift]:
    TransferLine.objects.filter(transfer=row).update(promised=0, known=0)
    row.state, row.closed_at = Transfer.State.CANCELLED, database_now()
    write_step(row, "cancelled", actor, reason=reason)
    return fitted(row, {})
