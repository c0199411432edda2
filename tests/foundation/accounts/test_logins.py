"""Guessing is slow, a code works once, a machine proves itself; limits hold in the database, under rivals too."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from prilavok.base.errors import Refused
from prilavok.base.unit import UnitOpen, unit
from prilavok.foundation.accounts import settings
from prilavok.foundation.accounts.actions.spend_try import key_of, spend_try
from prilavok.foundation.accounts.api import (
    authenticate_machine,
    check_password,
    confirm_code,
    people,
    request_code,
    set_machine_password,
)
from prilavok.foundation.accounts.errors import (
    CodeExpired,
    CodeWrong,
    ContactNotUnderstood,
    PasswordWrong,
    TooManyTries,
)
from prilavok.foundation.accounts.models import LoginCode, Person, SpentTries
from prilavok.foundation.accounts.rules import Limit, network_of
from prilavok.foundation.accounts.values import Grant
from prilavok.foundation.messaging.models import Message
from tests.foundation.accounts import make

PHONE, MAIL, HOME = "+79161234567", "anna@example.com", "192.0.2.7"


def _code() -> str:
    digits = [word.strip(".") for word in Message.objects.latest("pk").text.split() if word.strip(".").isdigit()]
    return next(one for one in digits if len(one) == 6)


def test_password_opens_for_its_owner_in_any_case_of_the_login(db: None) -> None:
    person = make.staff("anna", "operator")

    assert check_password("  ANNA ", make.PASSWORD, HOME) == person


@pytest.mark.parametrize("username", ["anna", "nobody"])
def test_ten_guesses_and_no_more_even_with_the_right_password(db: None, username: str) -> None:
    make.staff("anna", "operator")

    for _ in range(10):
        with pytest.raises(PasswordWrong):
            check_password(username, "wrong", HOME)
    for _ in range(3):
        with pytest.raises(TooManyTries):
            check_password(username, make.PASSWORD, "198.51.100.9")


def test_window_slides(db: None) -> None:
    make.staff("anna", "operator")
    for _ in range(10):
        with pytest.raises(PasswordWrong):
            check_password("anna", "wrong", HOME)

    _age(key_of("password", "anna"), 901)

    check_password("anna", make.PASSWORD, HOME)


def test_spray_over_many_logins_stops_by_network(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit():
        for _ in range(50):
            spend_try(key_of("password-net", HOME), Limit(50, 900))

    with pytest.raises(TooManyTries):
        check_password("somebody", "wrong", HOME)
    with pytest.raises(PasswordWrong):
        check_password("somebody", "wrong", "198.51.100.9")


def test_honest_logins_do_not_spend_the_network(db: None) -> None:
    make.staff("anna", "operator")

    for _ in range(3):
        check_password("anna", make.PASSWORD, HOME)

    assert SpentTries.objects.get(key=key_of("password-net", HOME)).hits == []


def test_tries_are_spent_outside_of_a_unit(db: None) -> None:
    with pytest.raises(UnitOpen), unit():
        check_password("anna", "wrong", HOME)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("x", "unknown"),
    ],
)
def test_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("contact", [PHONE, MAIL])
def test_code_makes_a_buyer_and_finds_the_same_one_again(db: None, contact: str) -> None:
    request_code(contact, HOME)
    first = confirm_code(contact, f" {_code()} ", HOME)
    request_code(contact.upper(), HOME)
    second = confirm_code(contact, _code(), HOME)

    assert first == second
    card = people([first])[first]
    assert (card.kind, card.phone or card.email) == ("buyer", contact)


def test_code_is_kept_hashed_and_works_once(db: None) -> None:
    request_code(PHONE, HOME)
    code = _code()
    assert code not in LoginCode.objects.get().code_hash
    confirm_code(PHONE, code, HOME)

    with pytest.raises(CodeExpired):
        confirm_code(PHONE, code, HOME)


def test_code_of_another_contact_is_wrong(db: None) -> None:
    request_code(PHONE, HOME)

    with pytest.raises(CodeWrong):
        confirm_code("+79160000000", _code(), HOME)

    assert not Person.objects.filter(kind="buyer").exists()


def test_old_code_and_code_before_a_newer_one_end(db: None) -> None:
    request_code(PHONE, HOME)
    before = _code()
    request_code(PHONE, HOME)
    newer = _code()
    if before != newer:
        with pytest.raises(CodeExpired):
            confirm_code(PHONE, before, HOME)

    LoginCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(CodeExpired):
        confirm_code(PHONE, newer, HOME)


def test_five_codes_an_hour_to_one_phone(db: None) -> None:
    for _ in range(5):
        request_code(PHONE, HOME)

    with pytest.raises(TooManyTries):
        request_code(PHONE, "198.51.100.9")

    assert Message.objects.count() == 5


def test_one_network_cannot_spend_our_money_on_sms(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CODES_PER_NETWORK_DAY", 3)
    for number in range(3):
        request_code(f"+7916123450{number}", HOME)

    with pytest.raises(TooManyTries):
        request_code("+79161234509", HOME)

    assert Message.objects.count() == 3


def test_ten_guesses_of_a_code_end_guessing(db: None) -> None:
    request_code(PHONE, HOME)
    code = _code()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(10):
        with pytest.raises(CodeWrong):
            confirm_code(PHONE, wrong, HOME)

    with pytest.raises(TooManyTries):
        confirm_code(PHONE, code, HOME)

    assert not Person.objects.filter(kind="buyer").exists()


@pytest.mark.parametrize(
    "contact", ["", "12", "a@b", "a b@example.com", "a@example.com\nBcc: b@example.com", "+7" + "9" * 30]
)
def test_contact_that_is_none_gets_nothing(db: None, contact: str) -> None:
    with pytest.raises(ContactNotUnderstood):
        request_code(contact, HOME)

    assert Message.objects.count() == 0


def test_code_never_opens_the_office(db: None) -> None:
    staff = make.staff("anna", "administrator")
    Person.objects.filter(pk=staff).update(phone=PHONE)

    request_code(PHONE, HOME)
    buyer = confirm_code(PHONE, _code(), HOME)

    assert buyer != staff
    assert people([buyer])[buyer].roles == ()


def test_machine_proves_itself(db: None) -> None:
    with unit():
        set_machine_password("1c", "1C central", "right", [Grant(role="exchange_node")])

    actor = authenticate_machine("1c", "right", HOME)
    assert actor is not None
    assert (actor.kind, actor.name) == ("machine", "1C central")
    assert authenticate_machine("1c", "wrong", HOME) is None
    assert authenticate_machine("2c", "right", HOME) is None


def test_guesses_from_elsewhere_do_not_lock_a_machine_out(db: None) -> None:
    with unit():
        set_machine_password("1c", "1C central", "right", [])
    for _ in range(11):
        assert authenticate_machine("1c", "wrong", "198.51.100.9") is None

    assert authenticate_machine("1c", "right", "198.51.100.9") is None
    assert authenticate_machine("1c", "right", HOME) is not None


def test_staff_password_is_no_machine_password_and_back(db: None) -> None:
    make.staff("anna", "operator")
    with unit():
        set_machine_password("1c", "1C", make.PASSWORD, [])

    assert authenticate_machine("anna", make.PASSWORD, HOME) is None
    with pytest.raises(PasswordWrong):
        check_password("1c", make.PASSWORD, HOME)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_rivals_with_one_code_are_one_login() -> None:
    request_code(PHONE, HOME)
    code = _code()

    results = _at_once(6, lambda: confirm_code(PHONE, code, HOME))

    assert sum(not isinstance(one, Refused) for one in results) == 1
    assert Person.objects.filter(kind="buyer").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_burst_of_guesses_does_not_slip_through() -> None:
    def spend() -> None:
        with unit():
            spend_try("race", Limit(10, 900))

    results = _at_once(30, spend)

    assert sum(one is None for one in results) == 10


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_looking_first_and_counting_after_lets_a_burst_through() -> None:
    gate = threading.Barrier(30, timeout=20)

    def spend() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(max(jsonb_array_length(hits)), 0) FROM accounts_spenttries WHERE key = 'race'"
            )
            seen = cursor.fetchone()[0]
        gate.wait()
        if seen >= 10:
            raise TooManyTries(minutes=15)
        with unit():
            spend_try("race", Limit(1000, 900))

    results = _at_once(30, spend)

    assert sum(one is None for one in results) > 10


def _at_once(count: int, work: Callable[[], object]) -> list[object]:
    results: list[object] = []

    def run() -> None:
        try:
            results.append(work())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == count
    return results


def _age(key: str, seconds: int) -> None:
    row = SpentTries.objects.get(key=key)
    row.hits = [hit - seconds for hit in row.hits]
    row.save()


def test_passwords_are_kept_by_slow_hashes(db: None, settings: object) -> None:
    """All other tests hash with little work."""
    from prilavok.config import settings as house

    settings.PASSWORD_HASHERS = house.PASSWORD_HASHERS  # type: ignore[attr-defined]
    person = make.staff("anna", "operator")

    algorithm, kind, _, work, *_ = Person.objects.get(pk=person).password.split("$")
    spent = dict(word.split("=") for word in work.split(","))
    assert (algorithm, kind) == ("argon2", "argon2id")
    assert int(spent["m"]) >= 64 * 1024
    assert check_password("anna", make.PASSWORD, HOME) == person
    with pytest.raises(PasswordWrong):
        check_password("anna", "wrong", HOME)
