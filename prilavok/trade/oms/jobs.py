"""What oms does later, by itself."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.trade.oms import api
from prilavok.trade.oms.baskets import api as baskets


@periodic(cron="17 3 * * *", queue="oms")
def forget_unused_baskets(timestamp: int) -> None:
    """Each night: baskets that nobody has touched for two months go, batch by batch."""
    while True:
        with unit():
            gone = api.forget_baskets()
        if not gone:
            break
    with unit():
        baskets.forget_old_keys()
        baskets.forget_links()


@periodic(cron="7 8-17 * * *", queue="oms")
def remind_of_left_baskets(timestamp: int) -> None:
    """By day only, if the chain wants it at all: who left a basket and agreed to news is reminded of it once."""
    while True:
        with unit():
            looked_at = baskets.remind_left()
        if not looked_at:
            return
