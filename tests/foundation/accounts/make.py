"""People for tests."""

from django.test import Client

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts.api import actor_for, create_staff
from prilavok.foundation.accounts.values import Grant, PersonId

PASSWORD = "a-long-password"


def staff(username: str = "anna", *roles: str, stores: frozenset[int] | None = None) -> PersonId:
    """A member of staff with these roles."""
    with unit():
        return create_staff(
            username, PASSWORD, f"{username.title()} Test", [Grant(role=one, stores=stores) for one in roles]
        )


def actor(username: str = "anna", *roles: str, stores: frozenset[int] | None = None) -> Actor:
    """The actor of a member of staff with these roles."""
    return actor_for(staff(username, *roles, stores=stores))


def logged_in(username: str = "anna", *roles: str, stores: frozenset[int] | None = None) -> Client:
    """A browser in which that member of staff has logged in through the login page."""
    staff(username, *roles, stores=stores)
    client = Client()
    answer = client.post("/office/login/", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client
