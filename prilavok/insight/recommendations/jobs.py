"""What recommendations does later: sales are counted every minute, choices are made by the hour and by night."""

from prilavok.base.jobs import job, periodic
from prilavok.insight.recommendations import api

HOURLY_ROUNDS = 40


@periodic(cron="* * * * *", queue="recommendations")
def count_baskets(timestamp: int) -> None:
    """Count what was bought in the last minute."""
    api.count_waiting()


@periodic(cron="17 * * * *", queue="recommendations")
def choose(timestamp: int) -> None:
    """Choose anew for what changed in the last hour; a whole new catalogue waits for the night."""
    api.choose_waiting(HOURLY_ROUNDS)


@job(queue="recommendations")
def follow_goods(product_ids: list[int]) -> None:
    """Baskets of products that were merged or taken apart."""
    api.follow_goods(product_ids)


@periodic(cron="10 3 * * *", queue="recommendations")
def turn_the_night(timestamp: int) -> None:
    """Everything becomes a day older."""
    api.turn_the_night()
