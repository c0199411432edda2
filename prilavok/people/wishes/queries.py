"""What wishes show."""

from django.db.models import QuerySet

from prilavok.base.money import Money
from prilavok.people.wishes.models import WishLine, WishList
from prilavok.people.wishes.values import Owner, Wish, Wishes


def owned_by(owner: Owner) -> "QuerySet[WishList]":
    """The list of an owner; a person's list is never opened by a token."""
    if owner.person_id is not None:
        return WishList.objects.filter(person_id=owner.person_id)
    return WishList.objects.filter(token=owner.token, person_id=None) if owner.token else WishList.objects.none()


def wishes_of(owner: Owner) -> Wishes:
    """The owner's list; empty when there is none. Two queries."""
    return _wishes(owned_by(owner).first())


def shared(share_token: str) -> Wishes | None:
    """The list shared under an address; None when nothing is, or no longer."""
    row = WishList.objects.filter(share_token=share_token).first() if share_token else None
    return _wishes(row) if row is not None else None


def wished_ids(owner: Owner) -> list[int]:
    """The products of the owner's list, the latest first. One query."""
    lines = WishLine.objects.filter(wish_list__in=owned_by(owner))
    return list(lines.order_by("-added_at", "-pk").values_list("product_id", flat=True))


def _wishes(row: WishList | None) -> Wishes:
    if row is None:
        return Wishes()
    lines = tuple(
        Wish(
            product_id=line.product_id,
            seen_price=None if line.seen_price is None else Money(line.seen_price, line.currency),
            added_at=line.added_at,
        )
        for line in row.lines.order_by("-added_at", "-pk")
    )
    return Wishes(lines=lines, share_token=row.share_token or "")
