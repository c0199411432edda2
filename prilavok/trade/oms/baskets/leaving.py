"""A basket that was left: a link that brings its goods back on any device, and one reminder to who agreed to news.

The link holds a snapshot of goods, never the basket itself: who gets it from somebody sees what was sent, not what
lies in that person's basket today, nor a name, a phone or a coupon.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models.functions import Now

from prilavok.base.bulk import fetch
from prilavok.base.clock import database_now
from prilavok.base.ids import new_token
from prilavok.base.unit import require_unit
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.values import ANYONE, Circumstances
from prilavok.trade.oms.as_values import contents
from prilavok.trade.oms.baskets import reminding
from prilavok.trade.oms.baskets.repeating import put_again
from prilavok.trade.oms.baskets.terms import basket_terms
from prilavok.trade.oms.baskets.values import LeftBasket, LinkView, NotPut, Wanted
from prilavok.trade.oms.errors import BasketEmpty, LinkEnded
from prilavok.trade.oms.models import Basket, BasketLine, BasketLink

# A link that was used still works for a day: it may have been opened on the wrong device first.
AFTER_USE_H = 24
USE = """
UPDATE oms_basketlink SET first_used_at = statement_timestamp(),
    ends_at = least(ends_at, statement_timestamp() + %s * interval '1 hour')
WHERE token = %s AND first_used_at IS NULL
"""
LEFT = """
SELECT b.id FROM oms_basket b
WHERE b.person_id IS NOT NULL AND b.changed_at < statement_timestamp() - %(hours)s * interval '1 hour'
    AND b.changed_at > statement_timestamp() - %(days)s * interval '1 day'
    AND (NOT %(fresh)s OR b.reminded_at IS NULL OR b.reminded_at < statement_timestamp() - interval '30 days')
    AND EXISTS (SELECT FROM oms_basketline l WHERE l.basket_id = b.id)
ORDER BY b.changed_at DESC LIMIT %(most)s
"""
OLDEST_DAYS = 60
OLDEST_TO_REMIND_DAYS = 7
BATCH = 100


def make_link(*, token: str) -> LinkView:
    """A link to what lies in the basket now. Joins the unit. Raises BasketEmpty."""
    require_unit()
    basket = contents(token)
    if not basket.lines:
        raise BasketEmpty
    wanted = [Wanted(variant_id=line.variant_id, quantity=line.quantity) for line in basket.lines]
    return _made(wanted, basket.person_id)


def what_link_brings(link: str) -> LinkView | None:
    """The goods behind a link; None when there is no such link or its time is over."""
    row = BasketLink.objects.filter(token=link, ends_at__gt=Now()).first() if link else None
    return _view(row) if row else None


def bring_back(*, link: str, token: str, where: Circumstances = ANYONE) -> tuple[NotPut, ...]:
    """Put the goods of a link into this device's basket; what could not be put. Joins the unit. Raises LinkEnded."""
    require_unit()
    known = what_link_brings(link)
    if known is None:
        raise LinkEnded
    fetch(USE, [AFTER_USE_H, link])
    return put_again(token=token, wanted=known.wanted, where=where)


def link_to(view: LinkView) -> str:
    """The address of a link."""
    return f"{settings.BASE_URL}/basket/back/{view.token}/"


def left_baskets(*, after_h: int = 1, limit: int = 200) -> tuple[LeftBasket, ...]:
    """Baskets of known customers that nobody has touched for so long, newest first. Two queries."""
    return _left(hours=after_h, days=OLDEST_DAYS, fresh=False, most=limit)


def remind_left() -> int:
    """Remind the owners of baskets that were left long enough, once each; returns how many were looked at.

    Only who agreed to news is written to. Joins the unit.
    """
    require_unit()
    hours = basket_terms().remind_after_h
    if hours is None:
        return 0
    found = _left(hours=hours, days=OLDEST_TO_REMIND_DAYS, fresh=True, most=BATCH)
    Basket.objects.filter(pk__in=[one.basket_id for one in found]).update(reminded_at=Now())
    for one in found:
        to = reminding.where_to_write(one.person_id)
        if to is not None:
            link = _made(one.wanted, one.person_id)
            reminding.remind(one, to, link_to(link))
    return len(found)


def forget_links() -> int:
    """Drop the links whose time is over; returns how many went. Joins the unit."""
    require_unit()
    return BasketLink.objects.filter(ends_at__lte=Now()).delete()[0]


def _left(*, hours: int, days: int, fresh: bool, most: int) -> tuple[LeftBasket, ...]:
    ids = [row[0] for row in fetch(LEFT, {"hours": hours, "days": days, "fresh": fresh, "most": most})]
    lines: dict[int, list[Wanted]] = {one: [] for one in ids}
    baskets: dict[int, Basket] = {}
    rows = BasketLine.objects.filter(basket_id__in=ids).select_related("basket").order_by("added_at", "id")
    for line in rows:
        baskets[line.basket_id] = line.basket
        lines[line.basket_id].append(Wanted(variant_id=VariantId(line.variant_id), quantity=line.quantity))
    return tuple(
        LeftBasket(
            basket_id=one,
            person_id=baskets[one].person_id or 0,
            wanted=tuple(lines[one]),
            changed_at=baskets[one].changed_at,
            reminded_at=baskets[one].reminded_at,
        )
        for one in ids
        if one in baskets
    )


def _made(wanted: Sequence[Wanted], person_id: int | None) -> LinkView:
    at = database_now()
    row = BasketLink.objects.create(
        token=new_token(),
        person_id=person_id,
        lines=[{"variant_id": one.variant_id, "quantity": str(one.quantity)} for one in wanted],
        made_at=at,
        ends_at=at + timedelta(days=basket_terms().link_days),
    )
    return _view(row)


def _view(row: BasketLink) -> LinkView:
    wanted = tuple(
        Wanted(variant_id=VariantId(line["variant_id"]), quantity=Decimal(line["quantity"])) for line in row.lines
    )
    return LinkView(token=row.token, wanted=wanted, ends_at=row.ends_at)
