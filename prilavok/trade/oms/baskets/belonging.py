"""Whose a basket is. A key is a secret of one device; after login the devices of a person open one basket.

Pouring the baskets together at every login was the first way: the device that had logged in before was left with a key
to nothing. So a key is a row of its own, a login leads it to the person's basket, and a logout drops that key alone.
"""

from prilavok.base import live
from prilavok.base.bulk import fetch, one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.stock.baskets import api as holds
from prilavok.trade.oms.actions.fill_basket import MOST_COUPONS
from prilavok.trade.oms.as_values import contents
from prilavok.trade.oms.models import Basket as BasketRow
from prilavok.trade.oms.models import BasketKey
from prilavok.trade.oms.values import Basket

# A good in both baskets keeps the greater quantity: adding would surprise who has put it in twice on two devices.
POUR = """
INSERT INTO oms_basketline AS line (basket_id, variant_id, quantity, seen_price, currency, added_at)
SELECT %s, variant_id, quantity, seen_price, currency, added_at FROM oms_basketline WHERE basket_id = %s
ON CONFLICT (basket_id, variant_id) DO UPDATE SET quantity = greatest(line.quantity, excluded.quantity)
"""
POINT = """
INSERT INTO oms_basketkey (token, basket_id, made_at) VALUES (%s, %s, statement_timestamp())
ON CONFLICT (token) DO UPDATE SET basket_id = excluded.basket_id, made_at = excluded.made_at
"""
OLD_KEYS = """
DELETE FROM oms_basketkey k USING oms_basket b
WHERE b.id = k.basket_id AND b.person_id IS NOT NULL AND k.made_at < statement_timestamp() - %s * interval '1 day'
"""


def bind_basket(*, token: str, person_id: int) -> Basket:
    """At login: this device opens the person's basket, with what was gathered before on it. Joins the unit."""
    require_unit()
    one_at_a_time(f"oms.basket:{person_id}")
    own = BasketRow.objects.select_for_update().filter(person_id=person_id).first()
    here = _here(token)
    if own is None and here is not None and here.person_id is None:
        BasketRow.objects.filter(pk=here.pk).update(person_id=person_id)
        return contents(token)
    if own is None:
        own = BasketRow.objects.create(person_id=person_id)
    if here is not None and here.pk != own.pk and here.person_id is None:
        _pour(here, own)
    fetch(POINT, [token, own.pk])
    live.say(f"basket:{own.pk}")
    return contents(token)


def join_baskets(*, person_id: int, other_id: int) -> None:
    """Two logins became one: the other's goods are the person's, the other's devices open nothing. Joins the unit."""
    require_unit()
    one_at_a_time(f"oms.basket:{person_id}")
    others = BasketRow.objects.select_for_update().filter(person_id=other_id).first()
    if others is None:
        return
    own = BasketRow.objects.select_for_update().filter(person_id=person_id).first()
    own = own or BasketRow.objects.create(person_id=person_id)
    _pour(others, own)
    live.say(f"basket:{own.pk}")


def let_go_basket(*, token: str) -> None:
    """At logout: the key of this device opens nothing any more; the person's basket stays. Joins the unit."""
    require_unit()
    BasketKey.objects.filter(token=token, basket__person_id__isnull=False).delete()


def let_go_devices(*, person_id: int, but: str = "") -> int:
    """Every device of the person loses its key, all but the one given; returns how many did. Joins the unit."""
    require_unit()
    return BasketKey.objects.filter(basket__person_id=person_id).exclude(token=but).delete()[0]


def forget_old_keys(*, days: int = 120) -> None:
    """Drop keys to persons' baskets that browsers have long forgotten. Joins the unit."""
    require_unit()
    fetch(OLD_KEYS, [days])


def _here(token: str) -> BasketRow | None:
    """The basket this key opens, locked; one of somebody else's (a shared browser) is opened by it no more."""
    return BasketRow.objects.select_for_update(of=("self",)).filter(keys__token=token).first()


def _pour(guest: BasketRow, own: BasketRow) -> None:
    fetch(POUR, [own.pk, guest.pk])
    coupons = list(dict.fromkeys([*guest.coupon_ids, *own.coupon_ids]))[-MOST_COUPONS:]
    BasketRow.objects.filter(pk=own.pk).update(coupon_ids=coupons)
    if guest.held_until is not None:
        holds.let_go(basket_id=guest.pk, reason="the buyer has logged in")
    guest.delete()
