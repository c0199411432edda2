"""What pricing does later, by itself."""

from prilavok.base.jobs import job, periodic
from prilavok.base.unit import unit
from prilavok.goods.pricing import api
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.plans.folding import fold_piece
from prilavok.goods.pricing.redemptions import api as redemptions
from prilavok.goods.pricing.repricing.deciding import mark_begun, put_piece
from prilavok.goods.pricing.repricing.taking_back import take_back_piece


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


@periodic(cron="* * * * *", queue="pricing")
def expire_redemptions(timestamp: int) -> None:
    """Each minute: what a till took for a receipt that was never made is free again."""
    with unit():
        redemptions.expire_due()


@job(queue="pricing")
def follow_promotions_now() -> None:
    """At the very second at which a promotion begins or ends; the minute's job catches up with what this one missed."""
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


@job(queue="pricing")
def put_repricing(repricing_id: int) -> None:
    """What was agreed on goes into a plan, piece by piece; with the last one it begins."""
    while _put(repricing_id):
        pass


@job(queue="pricing")
def take_repricing_back(repricing_id: int, after: int, who: str, reason: str) -> None:
    """Prices go back to what stood before, a piece at a time."""
    with unit():
        take_back_piece(repricing_id=repricing_id, after=after, who=who, reason=reason)


def _fold() -> int:
    with unit():
        mark_begun()
        return fold_piece()


def _put(repricing_id: int) -> bool:
    with unit():
        return put_piece(repricing_id=repricing_id)
