"""What pim does later, by itself."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.actions.lighten_pictures import lighten_pictures

LIGHTEN_S = 30.0
CALM_S = 60.0


@periodic(cron="41 3 * * *", queue="pim")
def forget_changes(timestamp: int) -> None:
    """Each night: what was kept for taking packages back goes after a month."""
    with unit():
        api.forget_changes()


@periodic(cron="* * * * *", queue="pim")
def make_light(timestamp: int) -> None:
    """Each minute, half of it at most: AVIF of pictures that have none, when no more pictures are coming."""
    lighten_pictures(budget_s=LIGHTEN_S, calm_s=CALM_S)
