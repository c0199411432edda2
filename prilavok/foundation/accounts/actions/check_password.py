"""Check a name and a password, for people and for machines.

Three steps in this order: the try is spent and committed; the password is verified outside of any transaction (the
hash is slow on purpose); a success gives the try back. An unknown name costs the same hash as a known one and gets the
same answer, so that nobody learns who works here.
"""

from django.contrib.auth.hashers import check_password as matches
from django.contrib.auth.hashers import make_password

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts.actions.spend_try import forget_tries, key_of, return_try, spend_try
from prilavok.foundation.accounts.actors import actor_of, with_grants
from prilavok.foundation.accounts.errors import PasswordWrong, TooManyTries
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.rules import (
    MACHINE_BY_ACCOUNT,
    PASSWORD_BY_ACCOUNT,
    PASSWORD_BY_NETWORK,
    network_of,
)
from prilavok.foundation.accounts.values import PersonId


def check_password(username: str, password: str, network: str) -> PersonId:
    """The staff member of that name and password, or PasswordWrong, or TooManyTries."""
    name = username.strip().lower()[:150]
    account, net = key_of("password", name), key_of("password-net", network_of(network))
    with unit():
        spend_try(account, PASSWORD_BY_ACCOUNT)
        spend_try(net, PASSWORD_BY_NETWORK)
    person = Person.objects.filter(username__iexact=name, kind=Person.Kind.STAFF, is_active=True).first()
    if not _verified(person, password):
        raise PasswordWrong
    assert person is not None  # noqa: S101 - for the type checker; _verified is false for None
    with unit():
        forget_tries(account)
        return_try(net)
    return PersonId(person.pk)


def authenticate_machine(login: str, password: str, network: str = "") -> Actor | None:
    """The machine of that login and password; None for a wrong one or when its tries are spent."""
    name = login.strip().lower()[:150]
    # Counted per login and network: a stranger's guesses must not lock the accounting system out.
    account = key_of("machine", f"{name}|{network_of(network)}")
    try:
        with unit():
            spend_try(account, MACHINE_BY_ACCOUNT)
    except TooManyTries:
        return None
    person = with_grants().filter(username__iexact=name, kind=Person.Kind.MACHINE, is_active=True).first()
    if not _verified(person, password):
        return None
    with unit():
        forget_tries(account)
    return actor_of(person)


def _verified(person: Person | None, password: str) -> bool:
    if person is None or len(password) > 1000:
        make_password(password[:1000])
        return False
    return matches(password, person.password, setter=None)
