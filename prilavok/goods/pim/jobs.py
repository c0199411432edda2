"""What pim does later, by itself."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.goods.pim import api


@periodic(cron="41 3 * * *", queue="pim")
def forget_changes(timestamp: int) -> None:
    """Each night: what was kept for taking packages back goes after a month."""
    with unit():
        api.forget_changes()
