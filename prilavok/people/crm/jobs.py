"""What crm does later, by itself."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.people.crm.waiting import telling


@periodic(cron="*/15 * * * *", queue="crm")
def tell_waiting(timestamp: int) -> None:
    """What no announcement brought: stores that opened, goods that are sold here again."""
    with unit():
        telling.tell_open()


@periodic(cron="35 3 * * *", queue="crm")
def end_old_waits(timestamp: int) -> None:
    """What was asked half a year ago is over."""
    with unit():
        telling.end_old()
