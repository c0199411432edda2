"""What pricing does later, by itself."""

from prilavok.base.jobs import job, periodic
from prilavok.base.unit import unit
from prilavok.goods.pricing import api
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.plans.folding import fold_piece


@periodic(cron="3 * * * *", queue="pricing")
def reprice_due(timestamp: int) -> None:
    """Each hour: a rate of a new day, which begins at midnight of the chain, re-prices what is told in its currency."""
    with unit():
        api.reprice_due()


@periodic(cron="17 * * * *", queue="pricing")
def erase_codes(timestamp: int) -> None:
    """Each hour: codes that were taken out are known to their owners alone."""
    with unit():
        coupons.erase_taken_out()


@periodic(cron="* * * * *", queue="pricing")
def follow_promotions(timestamp: int) -> None:
    """Each minute, on the minute: promotions begin and end by the database's clock, and their goods are told."""
    with unit():
        api.follow_promotions()


@job(queue="pricing")
def begin_plans() -> None:
    """A planned moment has come: what is sold by already becomes what stands, is announced and has its history."""
    while _fold():
        pass


@periodic(cron="* * * * *", queue="pricing")
def begin_late_plans(timestamp: int) -> None:
    """Each minute: whatever a job missed, because a clock was wrong or a worker was killed."""
    while _fold():
        pass


def _fold() -> int:
    with unit():
        return fold_piece()
