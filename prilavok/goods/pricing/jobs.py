"""What pricing does later, by itself."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.goods.pricing import api


@periodic(cron="3 * * * *", queue="pricing")
def reprice_due(timestamp: int) -> None:
    """Each hour: a rate of a new day, which begins at midnight of the chain, re-prices what is told in its currency."""
    with unit():
        api.reprice_due()
