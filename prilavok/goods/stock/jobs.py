"""What stock does later, by itself."""

from prilavok.base.jobs import job, periodic
from prilavok.base.unit import unit
from prilavok.goods.stock import api
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.baskets import api as baskets
from prilavok.goods.stock.safety import arranging


@periodic(cron="* * * * *", queue="stock")
def expire_holds(timestamp: int) -> None:
    """Each minute: holds whose time is over end, batch by batch, each in a unit of its own."""
    while True:
        with unit():
            expired = api.expire_due()
        if not expired:
            return


@periodic(cron="* * * * *", queue="stock")
def expire_basket_holds(timestamp: int) -> None:
    """Each minute: goods held for checkouts that were left are on sale again."""
    while True:
        with unit():
            expired = baskets.expire_baskets()
        if not expired:
            return


@periodic(cron="*/10 * * * *", queue="stock")
def remind_of_endings(timestamp: int) -> None:
    """Whose goods are held for a short while more is told so."""
    while True:
        with unit():
            reminded = api.remind_ending()
        if not reminded:
            return


@job(queue="stock")
def settle_safety() -> None:
    """Rules of safety stock have changed: bring the balances after them, page by page."""
    with unit():
        is_to_follow = arranging.arrange()
    after: int | None = 0 if is_to_follow else None
    while after is not None:
        with unit():
            after = arranging.settle(after=after)


@periodic(cron="*/5 * * * *", queue="stock")
def follow_goods(timestamp: int) -> None:
    """Goods change their category, stores their region: rules of safety stock follow."""
    settle_safety()


@periodic(cron="*/5 * * * *", queue="stock")
def doubt_silent_places(timestamp: int) -> None:
    """Numbers that nobody has told for longer than people trust them are doubted."""
    with unit():
        api.doubt_silent()


@periodic(cron="* * * * *", queue="stock")
def look_after_advances(timestamp: int) -> None:
    """Goods ordered ahead have come, or are expected otherwise, and no announcement has said so."""
    with unit():
        advances.see_what_came()
        advances.follow_all()
    with unit():
        advances.assign_arrivals()
