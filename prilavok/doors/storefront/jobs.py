"""What the storefront does later: the shelf is completed and written anew, searches long past are forgotten."""

from prilavok.base.jobs import job, later, periodic
from prilavok.base.unit import unit
from prilavok.doors.storefront import api
from prilavok.doors.storefront.actions import rebuild_shelf as shelf
from prilavok.doors.storefront.actions import write_shelf
from prilavok.doors.storefront.finding import asked, misses


@periodic(cron="40 3 * * *", queue="storefront")
def rebuild_shelf(timestamp: int) -> None:
    """Write every row again, should anything ever have been missed; rows that are right are left alone."""
    api.rebuild_shelf()


@periodic(cron="* * * * *", queue="storefront")
def complete_shelf(timestamp: int) -> None:
    """Read the facets of rows that stand on the shelf since before there were any."""
    shelf.complete()


@periodic(cron="20 4 * * *", queue="storefront")
def forget_searches(timestamp: int) -> None:
    """Forget searches that nobody has repeated."""
    misses.forget_old()
    asked.forget_old()


@job(queue="storefront")
def reprice_shelf(after: int) -> None:
    """All prices may have changed: look over a portion of the shelf, the next one in a job and a unit of its own."""
    with unit():
        last = write_shelf.reprice_portion(after=after)
        if last is not None:
            later(reprice_shelf, lock=reprice_shelf.name, priority=-2, after=last)
