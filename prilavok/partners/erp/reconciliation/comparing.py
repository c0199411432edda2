"""A run: every kind of the picture beside ours, what was found kept, the figures of older pictures thrown away.

Safe to repeat and to kill: what is found anew replaces what was found before, but for what has been repaired since. The
comparison reads; nothing in the rooms is changed by it.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext

from prilavok.base import jobs, journal, live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp.models import (
    Difference,
    Package,
    PackageWarning,
    PictureUnknown,
    ReconciledKind,
    Reconciliation,
)
from prilavok.partners.erp.reconciliation import asking, figures, orders, prices, receipts, stocks
from prilavok.partners.erp.reconciliation.ground import Ground, plain
from prilavok.partners.erp.reconciliation.values import (
    KINDS,
    ORDERS,
    PRICES,
    RECEIPTS,
    STOCKS,
    UNEXPLAINED,
    UNMAPPED,
    Found,
)

TASK: Final = "prilavok.partners.erp.jobs.reconcile"
# More than so many of a kind are counted and not listed: nobody reads them, and something bigger is wrong.
MOST: Final = 50_000
# The warning of a plain record that could not be taken.
BAD: Final = "plain_bad"
State = Reconciliation.State
COMPARE: Final[dict[str, Callable[[Ground], Iterator[list[Found]]]]] = {
    STOCKS: stocks.compare,
    PRICES: prices.compare,
    ORDERS: orders.compare,
    RECEIPTS: receipts.compare,
}


@dataclass
class _Sums:
    """What is counted on the way."""

    found: int = 0
    listed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    weights: dict[str, Decimal] = field(default_factory=dict)

    def add(self, one: Found) -> None:
        """One more."""
        self.found += 1
        self.counts[one.cause] += 1
        self.weights[one.cause] = self.weights.get(one.cause, Decimal(0)) + one.weight


def package_came(package: Package) -> None:
    """The package of a picture is loaded: compare it soon. Joins the unit."""
    require_unit()
    run = Reconciliation.objects.select_for_update(of=("self",)).filter(package=package, state=State.LOADING).first()
    if run is None:
        return
    asking.picture_came(package.node)
    unread = PackageWarning.objects.filter(file__package=package, code=BAD).aggregate(many=Sum("count"))["many"]
    if package.state == Package.State.FAILED:
        _refuse(run, package.note)
    elif unread:
        _refuse(
            run,
            gettext(
                "{count} records of the picture were not understood, so it is not whole and nothing was compared."
                " What is wrong with them is in the warnings of package {package}."
            ).format(count=unread, package=package.pk),
        )
    else:
        queue(run)


def _refuse(run: Reconciliation, why: str) -> None:
    run.state, run.error, run.finished_at = State.FAILED, why[:300], database_now()
    run.save(update_fields=["state", "error", "finished_at"])


def queue(run: Reconciliation) -> None:
    """Compare soon. Joins the unit; harmless when that is under way."""
    require_unit()
    run.state, run.error = State.WAITING, ""
    run.save(update_fields=["state", "error"])
    wanted = jobs.Wanted(task=TASK, queue="erp", lock=f"erp.reconcile:{run.node_id}", kwargs={"run_id": run.pk})
    jobs.defer_many([wanted])
    live.say("exchange")


def compare(run_id: int) -> None:
    """Compare the picture with ours. Opens units of its own; safe to repeat."""
    with translation.override("ru"):
        run = _begin(run_id)
        if run is None:
            return
        began = time.monotonic()
        for kind in KINDS:
            if kind in run.windows and not _kind(Ground(run, kind)):
                _lost(run)
                return
        _finish(run, int((time.monotonic() - began) * 1000))


def _begin(run_id: int) -> Reconciliation | None:
    with unit():
        run = Reconciliation.objects.select_for_update(of=("self",)).filter(pk=run_id).select_related("node").first()
        if run is None or run.state not in (State.WAITING, State.RUNNING):
            return None
        run.state = State.RUNNING
        run.save(update_fields=["state"])
        live.say("exchange")
    return run


def _kind(ground: Ground) -> bool:
    """One kind; False when the database has lost its figures."""
    run, kind = ground.run, ground.kind
    began, sums = time.monotonic(), _Sums()
    told = run.windows[kind]["told"]
    if told and not figures.is_there(run.pk, kind):
        return False
    with unit():
        Difference.objects.filter(run=run, kind=kind, state__in=(Difference.State.OPEN, Difference.State.GONE)).delete()
    for found in _pieces(ground):
        _keep(run, found, sums)
        crashpoint("erp.reconcile:after_piece")
    with unit():
        ReconciledKind.objects.update_or_create(
            run=run,
            kind=kind,
            defaults={
                "compared": told,
                "differences": sums.found,
                "unexplained": sums.counts[UNEXPLAINED],
                "left_out": sums.found - sums.listed,
                "weight": sum(sums.weights.values(), Decimal(0)),
                "causes": {cause: [sums.counts[cause], str(sums.weights[cause])] for cause in sums.counts},
                "took_ms": int((time.monotonic() - began) * 1000),
            },
        )
        live.say("exchange")
    return True


def _pieces(ground: Ground) -> Iterator[list[Found]]:
    yield [_unknown(row) for row in PictureUnknown.objects.filter(run_id=ground.run.pk, kind=ground.kind)]
    yield from COMPARE[ground.kind](ground)


def _keep(run: Reconciliation, found: list[Found], sums: _Sums) -> None:
    for one in found:
        sums.add(one)
    listed = found[: max(0, MOST - sums.listed)]
    sums.listed += len(listed)
    if not listed:
        return
    with unit():
        Difference.objects.bulk_create([_row(run, one) for one in listed], batch_size=1000, ignore_conflicts=True)


def _row(run: Reconciliation, one: Found) -> Difference:
    return Difference(
        run=run,
        kind=one.kind,
        cause=one.cause,
        key=one.key[:300],
        title=one.title[:300],
        place=one.place[:200],
        location_id=one.location_id,
        theirs=one.theirs[:120],
        ours=one.ours[:120],
        weight=one.weight,
        facts=one.facts,
    )


def _unknown(row: PictureUnknown) -> Found:
    """Something of the picture that we do not know, however many figures it has."""
    return Found(
        kind=row.kind,
        cause=UNMAPPED,
        key=f"?{row.what}:{row.key}"[:300],
        title=row.title or row.key,
        theirs=plain(row.amount),
        ours="",
        facts={"unknown": row.what, "external_id": row.key, "told": row.told, "parts": []},
    )


def _finish(run: Reconciliation, took_ms: int) -> None:
    with unit():
        kinds = list(ReconciledKind.objects.filter(run=run))
        run.state, run.took_ms, run.finished_at = State.DONE, took_ms, database_now()
        run.differences = sum(one.differences for one in kinds)
        run.unexplained = sum(one.unexplained for one in kinds)
        run.save(update_fields=["state", "took_ms", "finished_at", "differences", "unexplained"])
        older = Reconciliation.objects.filter(node=run.node, pk__lt=run.pk, state__in=(State.DONE, State.FAILED))
        figures.drop(list(older.order_by("-pk").values_list("pk", flat=True)[:20]))
        summary = gettext("Compared: {compared}, differences: {found}, unexplained: {red}").format(
            compared=sum(one.compared for one in kinds), found=run.differences, red=run.unexplained
        )
        journal.record(
            flow=f"{run.node.code}.reconciliation",
            summary=summary,
            outcome=journal.WARNING if run.unexplained else journal.OK,
            subject=f"reconciliation:{run.pk}",
            took_ms=took_ms,
        )
        live.say("exchange")


def _lost(run: Reconciliation) -> None:
    with unit():
        run.state, run.finished_at = State.FAILED, database_now()
        run.error = gettext("The database has lost the figures of this picture. Ask the node for a new one.")
        run.save(update_fields=["state", "error", "finished_at"])
        live.say("exchange")
