"""What the room does later: seasons begin and end, drafts are forgotten, the copy of pim is looked over."""

from django.utils.timezone import localdate

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.goods.assortment import following
from prilavok.goods.assortment.actions.edit_matrix import forget_drafts


@periodic(cron="1 0 * * *", queue="assortment")
def turn_day(timestamp: int) -> None:
    """A new day has begun: what became in season is sold, what went out of it is not."""
    with unit():
        following.turn_day(localdate())
        forget_drafts()


@periodic(cron="20 3 * * *", queue="assortment")
def look_over(timestamp: int) -> None:
    """Should anything of pim have been missed, it is learnt now."""
    with unit():
        following.learn_all()
