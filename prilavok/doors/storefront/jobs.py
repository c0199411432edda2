"""What the storefront does later: once a night the shelf is written anew, should anything ever have been missed."""

from prilavok.base.jobs import periodic
from prilavok.doors.storefront import api


@periodic(cron="40 3 * * *", queue="storefront")
def rebuild_shelf(timestamp: int) -> None:
    """Write every row again; rows that are right are left alone."""
    api.rebuild_shelf()
