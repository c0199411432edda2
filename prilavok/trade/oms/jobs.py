"""What oms does later, by itself."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.trade.oms import api


@periodic(cron="17 3 * * *", queue="oms")
def forget_unused_baskets(timestamp: int) -> None:
    """Each night: baskets that nobody has touched for two months go, batch by batch."""
    while True:
        with unit():
            gone = api.forget_baskets()
        if not gone:
            return
