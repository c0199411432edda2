"""What stock does later, by itself."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.goods.stock import api


@periodic(cron="* * * * *", queue="stock")
def expire_holds(timestamp: int) -> None:
    """Each minute: holds whose time is over end, batch by batch, each in a unit of its own."""
    while True:
        with unit():
            expired = api.expire_due()
        if not expired:
            return
