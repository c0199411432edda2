"""Who opens the screens."""

from collections.abc import Callable

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant


@pytest.fixture
def enter(db: None) -> Callable[..., Client]:
    """A client of somebody with a role; the same name is the same person."""

    def as_role(role: str, name: str = "") -> Client:
        name = name or role
        with unit():
            person_id = accounts.create_staff(name, "a long password 7", name, [Grant(role=role)])
        client = Client()
        client.force_login(Person.objects.get(pk=person_id))
        return client

    return as_role
