"""How the room follows what happens elsewhere and what the calendar brings. Everything here joins the unit."""

from collections.abc import Sequence
from datetime import date, timedelta

from prilavok.base.bulk import fetch
from prilavok.goods.assortment import cells, goods
from prilavok.goods.assortment.models import Good, Rule
from prilavok.goods.pim import api as pim

TURNING = """
SELECT scope, goods_id, brand FROM assortment_rule WHERE since = %(today)s OR until = %(yesterday)s
"""
RULED = "SELECT DISTINCT scope, goods_id, brand FROM assortment_rule WHERE place_kind <> 'chain'"


def learn(product_ids: Sequence[int]) -> None:
    """Copy what pim says of these products; goods that came under other rules are announced."""
    changed = goods.learn(product_ids)
    if changed and Rule.objects.exists():
        cells.announce(changed)


def learn_categories(category_ids: Sequence[int]) -> None:
    """Copy anew the goods below categories that moved."""
    learn(goods.standing_in(category_ids))


def learn_all() -> int:
    """Copy everything anew, in pieces; returns how many products were looked at."""
    after, done = 0, 0
    while ids := pim.all_product_ids(after=after, limit=goods.BATCH):
        learn(ids)
        after, done = ids[-1], done + len(ids)
    return done


def fill() -> None:
    """Copy everything when nothing has been copied yet."""
    if not Good.objects.exists():
        learn_all()


def tell_ruled() -> None:
    """Announce the goods that rules of regions and stores speak of."""
    cells.announce(cells.products_of({(row[0], row[1], row[2]) for row in fetch(RULED)}))


def turn_day(today: date) -> int:
    """Announce the goods whose rules began today or ended yesterday; returns how many rules."""
    rows = fetch(TURNING, {"today": today, "yesterday": today - timedelta(days=1)})
    found = {(row[0], row[1], row[2]) for row in rows}
    cells.announce(cells.products_of(found))
    return len(found)
