"""From a person to an actor: one query, and the rights that follow from the roles held.

The person comes with all roles held in a single statement; Django's own `request.user` is filled by the same query, so
a page that asks for both pays once.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from prilavok.base.access import ANONYMOUS, Actor, all_permissions, known_permissions
from prilavok.foundation.accounts.models import GrantRow, Person
from prilavok.foundation.accounts.values import EVERYTHING


def with_grants() -> QuerySet[Person]:
    """People, each with the roles held, in one query."""
    held = GrantRow.objects.filter(person=OuterRef("pk")).order_by("pk")
    return Person.objects.annotate(
        held=ArraySubquery(held.values(one=JSONObject(permissions="role__permissions", stores="stores")))
    )


def actor_of(person: Any) -> Actor:
    """The actor that a person (read by `with_grants`) is; anonymous for the inactive."""
    if not getattr(person, "is_active", False):
        return ANONYMOUS
    held: list[dict[str, Any]] = getattr(person, "held", [])
    return Actor(
        person_id=person.pk,
        name=str(person),
        kind=person.kind,
        permissions=_permissions(held),
        stores=_stores(held),
    )


def _permissions(held: list[dict[str, Any]]) -> frozenset[str]:
    codes = {code for grant in held for code in grant["permissions"]}
    if EVERYTHING in codes:
        return frozenset(one.code for one in all_permissions())
    return known_permissions(codes)


def _stores(held: list[dict[str, Any]]) -> frozenset[int] | None:
    """The common scope. One role without limits beside a limited one does not widen the limited one."""
    limited = [grant["stores"] for grant in held if grant["stores"] is not None]
    if held and not limited:
        return None
    return frozenset(store for stores in limited for store in stores)
