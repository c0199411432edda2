"""What reviews do later, by themselves."""

from prilavok.base.jobs import job, periodic
from prilavok.base.unit import unit
from prilavok.people.reviews import api


@periodic(cron="10 * * * *", queue="reviews")
def invite_buyers(timestamp: int) -> None:
    """Each hour: those whose orders were handed over some days ago."""
    with unit():
        api.invite_due()


@job(queue="reviews")
def drop_pictures(names: list[str]) -> None:
    """Files of pictures that no review shows any more."""
    api.drop_pictures(names=names)
