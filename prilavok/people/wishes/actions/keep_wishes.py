"""What a buyer does with their favourites. A guest's list becomes the person's at login and opens no more."""

from typing import Final

from django.db.models.functions import Now

from prilavok.base.bulk import fetch
from prilavok.base.ids import new_token
from prilavok.base.money import Money
from prilavok.base.unit import require_unit
from prilavok.people.wishes.errors import TooManyWishes
from prilavok.people.wishes.models import WishLine, WishList
from prilavok.people.wishes.queries import owned_by
from prilavok.people.wishes.values import MOST_LINES, Owner

OPEN_OF_PERSON: Final = """
INSERT INTO wishes_wishlist (person_id, changed_at) VALUES (%s, statement_timestamp())
ON CONFLICT (person_id) DO UPDATE SET changed_at = excluded.changed_at RETURNING id
"""
OPEN_OF_GUEST: Final = """
INSERT INTO wishes_wishlist (token, changed_at) VALUES (%s, statement_timestamp())
ON CONFLICT (token) DO UPDATE SET changed_at = excluded.changed_at RETURNING id
"""
PUT: Final = """
INSERT INTO wishes_wishline (wish_list_id, product_id, seen_price, currency, added_at)
VALUES (%s, %s, %s, %s, statement_timestamp()) ON CONFLICT (wish_list_id, product_id) DO NOTHING RETURNING id
"""
# What both lists hold keeps the person's line: the price they have seen first.
POUR: Final = """
INSERT INTO wishes_wishline (wish_list_id, product_id, first_product_id, seen_price, currency, added_at)
SELECT %s, product_id, first_product_id, seen_price, currency, added_at FROM wishes_wishline WHERE wish_list_id = %s
 ORDER BY added_at DESC LIMIT greatest(%s - (SELECT count(*) FROM wishes_wishline WHERE wish_list_id = %s), 0)
ON CONFLICT (wish_list_id, product_id) DO NOTHING RETURNING id
"""
FORGET: Final = """
WITH unused AS MATERIALIZED (
    SELECT id FROM wishes_wishlist
     WHERE person_id IS NULL AND changed_at < statement_timestamp() - %s * interval '1 day'
     LIMIT 1000 FOR UPDATE SKIP LOCKED
), lines AS (
    DELETE FROM wishes_wishline WHERE wish_list_id IN (SELECT id FROM unused)
)
DELETE FROM wishes_wishlist WHERE id IN (SELECT id FROM unused) RETURNING id
"""


def put_wish(*, owner: Owner, product_id: int, price: Money | None) -> bool:
    """Put a product by at the price seen; again changes nothing. True when it is new. Joins the unit. Raises
    TooManyWishes."""
    require_unit()
    list_id = _open(owner)
    amount, currency = (price.amount, price.currency) if price else (None, "RUB")
    is_new = bool(fetch(PUT, [list_id, product_id, amount, currency]))
    if is_new and WishLine.objects.filter(wish_list_id=list_id).count() > MOST_LINES:
        raise TooManyWishes(limit=MOST_LINES)
    return is_new


def drop_wish(*, owner: Owner, product_id: int) -> bool:
    """Take a product away; True when it was there. Joins the unit."""
    require_unit()
    gone, _ = WishLine.objects.filter(wish_list__in=owned_by(owner), product_id=product_id).delete()
    return bool(gone)


def take_over(*, token: str, person_id: int) -> int:
    """At login: what the guest has put by becomes the person's. Returns how many came. Joins the unit."""
    require_unit()
    guest = WishList.objects.select_for_update().filter(token=token, person_id=None).first() if token else None
    return _pour(guest, person_id) if guest is not None else 0


def join_persons(*, person_id: int, other_id: int) -> int:
    """Two logins became one: the other's list is poured in like a guest's. Returns how many came. Joins the unit."""
    require_unit()
    other = WishList.objects.select_for_update().filter(person_id=other_id).first()
    return _pour(other, person_id) if other is not None else 0


def share_wishes(*, owner: Owner) -> str:
    """Let others see the list under a secret address; the same one until it is stopped. Joins the unit."""
    require_unit()
    list_id = _open(owner)
    WishList.objects.filter(pk=list_id, share_token=None).update(share_token=new_token())
    return str(WishList.objects.values_list("share_token", flat=True).get(pk=list_id))


def stop_sharing(*, owner: Owner) -> None:
    """The address that was shared shows nothing any more. Joins the unit."""
    require_unit()
    owned_by(owner).update(share_token=None, changed_at=Now())


def forget_person(person_id: int) -> None:
    """The person's list goes, with the address it was shared under. Joins the unit; again is harmless."""
    require_unit()
    WishList.objects.filter(person_id=person_id).delete()


def forget_unused(*, unused_days: int) -> int:
    """Drop guests' lists that nobody has touched for so long, a thousand at most. Joins the unit."""
    require_unit()
    return len(fetch(FORGET, [unused_days]))


def _pour(source: WishList, person_id: int) -> int:
    own = _open(Owner(person_id=person_id))
    came = len(fetch(POUR, [own, source.pk, MOST_LINES, own]))
    source.delete()
    if source.share_token:  # who was given the address sees the list on
        WishList.objects.filter(pk=own, share_token=None).update(share_token=source.share_token)
    return came


def _open(owner: Owner) -> int:
    """The list of the owner, locked; made when there was none."""
    if owner.person_id is not None:
        ((list_id,),) = fetch(OPEN_OF_PERSON, [owner.person_id])
    else:
        ((list_id,),) = fetch(OPEN_OF_GUEST, [owner.token])
    return int(list_id)
