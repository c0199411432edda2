"""Differences are repaired through the rooms' own doors: one by one or many, piece by piece, each piece a unit.

A repair is by a person's word and is audited. What has changed since it was compared is left alone and counted as gone;
killed and begun again it goes on where it was. Figures that were taken can be given back: the rooms keep what a repair
wrote under its own name.
"""

from collections.abc import Sequence
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from prilavok.base import jobs, journal, live
from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit, unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.errors import NothingToUndo, RepairImpossible
from prilavok.partners.erp.models import Difference, Reconciliation, Repair
from prilavok.partners.erp.reconciliation import abilities
from prilavok.partners.erp.reconciliation.choosing import as_json, chosen_rows, from_json
from prilavok.partners.erp.reconciliation.mending import GONE, Mended, mend
from prilavok.partners.erp.reconciliation.values import REPAIR, WAYS, Chosen
from prilavok.partners.erp.staging.spoiling import forget_goods

TASK: Final = "prilavok.partners.erp.jobs.repair"
PIECE: Final = 500
State = Difference.State
BECAME: Final = {"accept": State.ACCEPTED, "send": State.SENT, "ask": State.ASKED}


def start(run_id: int, *, way: str, chosen: Chosen, actor: Actor, now: bool = False) -> int:
    """Begin a repair; `now`: in this unit, for one. Joins the unit. Raises NotFound, RepairImpossible."""
    require_unit()
    run = Reconciliation.objects.filter(pk=run_id).first()
    if run is None or way not in WAYS:
        raise NotFound
    total = chosen_rows(run_id, chosen).filter(state=State.OPEN).count()
    if not total:
        raise RepairImpossible(reason=gettext("they are gone or repaired already"))
    repair = Repair.objects.create(
        run=run,
        way=way,
        chosen=as_json(chosen),
        total=total,
        asked_by=actor.name[:150],
    )
    after = {"way": way, "run": run_id, "chosen": as_json(chosen), "differences": total}
    accounts.audit(actor, "erp.repair_begun", f"reconciliation:{run_id}", after=after)
    if now:
        while _piece(repair):
            pass
    else:
        wanted = jobs.Wanted(task=TASK, queue="erp", lock=f"erp.repair:{run_id}", kwargs={"repair_id": repair.pk})
        jobs.defer_many([wanted])
    live.say("exchange")
    return repair.pk


def undo(repair_id: int, *, actor: Actor) -> None:
    """Give back what a repair took. Joins the unit. Raises NotFound, NothingToUndo."""
    require_unit()
    repair = Repair.objects.select_for_update().filter(pk=repair_id).first()
    if repair is None:
        raise NotFound
    if not can_undo(repair):
        raise NothingToUndo
    repair.state, repair.position = Repair.State.UNDOING, 0
    repair.save(update_fields=["state", "position"])
    accounts.audit(actor, "erp.repair_undone", f"reconciliation:{repair.run_id}", after={"repair": repair_id})
    wanted = jobs.Wanted(task=TASK, queue="erp", lock=f"erp.repair:{repair.run_id}", kwargs={"repair_id": repair_id})
    jobs.defer_many([wanted])


def can_undo(repair: Repair) -> bool:
    """Figures can be given back; what was sent or asked is said and cannot be unsaid."""
    return repair.way == "accept" and repair.state == Repair.State.DONE and repair.done > 0


def source_of(repair: Repair) -> str:
    """What the ledger and the history call a repair: the node's word, taken by a person."""
    return f"{repair.run.node.code}:{REPAIR}{repair.pk}"


def run(repair_id: int) -> None:
    """Repair piece after piece, or give back. Opens units of its own; safe to repeat and to kill."""
    with translation.override("ru"):
        while True:
            with unit():
                repair = Repair.objects.select_for_update(of=("self",)).select_related("run__node").get(pk=repair_id)
                is_more = _piece_back(repair) if repair.state == Repair.State.UNDOING else _piece(repair)
            if not is_more:
                return
            crashpoint("erp.repair:after_piece")


def _piece(repair: Repair) -> bool:
    """The next few; False when there are none."""
    if repair.state != Repair.State.RUNNING:
        return False
    chosen = chosen_rows(repair.run_id, from_json(repair.chosen)).filter(state=State.OPEN, pk__gt=repair.position)
    rows = list(chosen.select_for_update(of=("self",)).order_by("pk")[:PIECE])
    if not rows:
        _finish(repair, Repair.State.DONE)
        return False
    able = [row for row in rows if repair.way in abilities.ways(row.kind, row.cause, row.facts)]
    mended = mend(repair.run, repair.way, able, source=source_of(repair))
    _keep(repair, rows, mended)
    repair.position = rows[-1].pk
    repair.save(update_fields=["position", "done", "gone", "refused", "reasons"])
    live.say("exchange")
    return True


def _keep(repair: Repair, rows: Sequence[Difference], mended: Mended) -> None:
    at = database_now()
    for row in rows:
        became = mended.get(row.pk)
        if became == "":
            row.state, row.repair = BECAME[repair.way], repair
            repair.done += 1
        elif became == GONE:
            row.state, row.repair = State.GONE, repair
            repair.gone += 1
        else:
            repair.refused += 1
            why = became or gettext("this cannot be done from here")
            repair.reasons[why] = repair.reasons.get(why, 0) + 1
        row.changed_at = at
    Difference.objects.bulk_update(rows, ["state", "repair", "changed_at"], batch_size=PIECE)


def _piece_back(repair: Repair) -> bool:
    """Balances, then prices, go back to what they were; False when all have."""
    source = source_of(repair)
    _forget(repair)
    balances = stock.undo(source=source)
    prices = pricing.undo(source=source)
    repair.back = balances.restored + prices.restored
    repair.left = balances.left + prices.left
    Difference.objects.filter(repair=repair, state=State.ACCEPTED).update(state=State.UNDONE, changed_at=database_now())
    repair.save(update_fields=["back", "left"])
    _finish(repair, Repair.State.UNDONE)
    return False


def _forget(repair: Repair) -> None:
    """The node's next word about these is applied whatever was known of them."""
    rows = Difference.objects.filter(repair=repair, state=State.ACCEPTED, facts__has_key="variant_id")
    forget_goods(rows.values_list("facts__variant_id", flat=True).iterator(chunk_size=5000))


def _finish(repair: Repair, state: str) -> None:
    repair.state, repair.finished_at = state, database_now()
    repair.save(update_fields=["state", "finished_at"])
    summary = gettext("Differences repaired: {done}, gone meanwhile: {gone}, left: {left}").format(
        done=repair.done, gone=repair.gone, left=repair.refused
    )
    if state == Repair.State.UNDONE:
        summary = gettext("A repair was taken back: {count} figures").format(count=repair.back)
    journal.record(
        flow=f"{repair.run.node.code}.reconciliation",
        summary=summary,
        subject=f"reconciliation:{repair.run_id}",
        detail={"by": repair.asked_by, "repair": repair.pk},
    )
    live.say("exchange")
