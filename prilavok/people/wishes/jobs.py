"""What wishes do later, by themselves."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.people.wishes import api


@periodic(cron="25 3 * * *", queue="wishes")
def forget_unused(timestamp: int) -> None:
    """Each night: lists of guests who have not come back."""
    with unit():
        api.forget_unused()
