"""How a node stands by its last comparison: for the alarm, the map and the first page."""

from django.db.models import Count, Q

from prilavok.partners.erp.models import Difference, Reconciliation, ReconciliationCare
from prilavok.partners.erp.reconciliation.values import UNEXPLAINED

GRAPH = 30


def last_done(node_id: int) -> Reconciliation | None:
    """The newest comparison that was finished."""
    return Reconciliation.objects.filter(node_id=node_id, state=Reconciliation.State.DONE).order_by("-pk").first()


def unexplained(node_id: int) -> tuple[int, int]:
    """Unexplained differences that nobody has repaired, and how many of them are allowed."""
    run = last_done(node_id)
    if run is None or not run.unexplained:
        return 0, 0
    left = Difference.objects.filter(run=run, cause=UNEXPLAINED, state=Difference.State.OPEN).count()
    care = ReconciliationCare.objects.filter(node_id=node_id).first()
    return left, care.limit if care else 0


def standings() -> dict[int, tuple[int, int, int]]:
    """By node: open differences, unexplained ones, and by how many there are more than the time before."""
    found = {}
    for node_id in Reconciliation.objects.order_by().values_list("node_id", flat=True).distinct():
        runs = list(
            Reconciliation.objects.filter(node_id=node_id, state=Reconciliation.State.DONE)
            .annotate(
                open=Count("found", filter=Q(found__state=Difference.State.OPEN)),
                red=Count("found", filter=Q(found__state=Difference.State.OPEN, found__cause=UNEXPLAINED)),
            )
            .order_by("-pk")[:2]
        )
        if runs:
            trend = runs[0].differences - runs[1].differences if len(runs) > 1 else 0
            found[node_id] = (runs[0].open, runs[0].red, trend)
    return found
