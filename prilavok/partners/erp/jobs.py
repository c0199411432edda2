"""What the exchange does later."""

from procrastinate import RetryStrategy

from prilavok.base.jobs import job, periodic
from prilavok.base.unit import unit
from prilavok.partners.erp import api
from prilavok.partners.erp.check import report
from prilavok.partners.erp.reconciliation import comparing, repairing, starting
from prilavok.partners.erp.review import undoing
from prilavok.partners.erp.watch import alarm


@job(queue="erp", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def import_package(package_id: int) -> None:
    """Import a package, or the rest of it."""
    api.import_package(package_id)


@job(queue="erp", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def undo_package(undo_id: int) -> None:
    """Take a package back, or the rest of it."""
    undoing.run(undo_id)


@periodic(cron="* * * * *", queue="erp")
def start_idle(timestamp: int) -> None:
    """Imports that nobody called for."""
    api.start_idle()


@periodic(cron="* * * * *", queue="erp")
def resume_plain(timestamp: int) -> None:
    """Plain records whose goods or place have come."""
    api.resume_plain()


@periodic(cron="17 3 * * *", queue="erp")
def forget_old(timestamp: int) -> None:
    """Old bytes go."""
    api.forget_old()


@periodic(cron="* * * * *", queue="erp")
def watch_flows(timestamp: int) -> None:
    """Incidents open and close."""
    alarm.watch()


@job(queue="erp", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def reconcile(run_id: int) -> None:
    """Compare a whole picture of a node with ours."""
    comparing.compare(run_id)


@job(queue="erp", retry=None)
def reconcile_kept(node_id: int, by: str) -> None:
    """Compare a node's last full export with ours."""
    starting.with_kept(node_id, by=by)


@job(queue="erp", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def repair(repair_id: int) -> None:
    """Repair differences, or the rest of them."""
    repairing.run(repair_id)


@periodic(cron="40 3 * * *", queue="erp")
def reconcile_nightly(timestamp: int) -> None:
    """Nodes that sent no picture this night are compared with their last full export, or asked for a picture."""
    starting.nightly()


@job(queue="erp")
def queue_orders_since(node_id: int) -> None:
    """Orders since a node's first day that it was never told of."""
    with unit():
        api.queue_since(node_id)


@job(queue="erp", retry=None)
def check_connection(check_id: int) -> None:
    """The contract suite over a node's profile."""
    report.run_check(check_id)
