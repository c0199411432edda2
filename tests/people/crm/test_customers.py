"""Who the customer is: known by phone, joined only by proof, found by anything people say."""

import threading

import pytest
from django.db import connection

from prilavok.base.access import Actor
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.foundation.accounts.api import audit_of
from prilavok.people.crm.api import (
    contacts,
    customer,
    customer_by_phone,
    edit_customer,
    field_changes,
    find_customers,
    join_proven,
    remember,
)
from prilavok.people.crm.errors import EmailNotUnderstood, EmailOfAnother, NobodyToRemember
from prilavok.people.crm.models import Customer
from prilavok.people.crm.values import CustomerEdit, CustomerId

PHONE, MAIL = "+79161234567", "anna@example.com"
OPERATOR = Actor(person_id=7, name="Ольга", kind="staff", permissions=frozenset({"customers.edit"}), stores=None)


def test_same_phone_in_any_spelling_is_one_customer(in_unit: None) -> None:
    first = remember("Анна", "8 (916) 123-45-67", "", "order")
    second = remember("", "+7 916 123 45 67", MAIL, "order")

    assert first == second
    card = customer(first)
    assert (card.name, card.phone, card.email) == ("Анна", PHONE, MAIL)


def test_what_is_known_is_not_overwritten_by_the_next_order(in_unit: None) -> None:
    known = remember("Анна Петрова", PHONE, MAIL, "order")

    remember("Мама", PHONE, "other@example.com", "order")

    assert (customer(known).name, customer(known).email) == ("Анна Петрова", MAIL)
    assert {one.value for one in contacts(known)} == {PHONE, MAIL, "other@example.com"}


def test_every_field_says_where_it_comes_from(in_unit: None) -> None:
    known = remember("Анна", PHONE, MAIL, "order")

    assert {(one.field, one.source) for one in field_changes(known)} == {
        ("name", "order"),
        ("phone", "order"),
        ("email", "order"),
    }


def test_nobody_cannot_be_remembered(in_unit: None) -> None:
    with pytest.raises(NobodyToRemember):
        remember("Анна", "12", "not an address", "order")

    assert Customer.objects.count() == 0


def test_told_email_does_not_lead_to_anothers_history(in_unit: None) -> None:
    anna = remember("Анна", PHONE, MAIL, "order")

    boris = remember("Борис", "+79160000001", MAIL, "order")

    assert anna != boris
    assert {one.value for one in contacts(boris)} == {"+79160000001"}


def test_proof_of_both_contacts_joins_two_cards(in_unit: None) -> None:
    by_phone = remember("Анна", PHONE, "", "order")
    by_mail = remember("", "", MAIL, "account")

    joined = join_proven(person_id=5, name="", phone=PHONE, email=MAIL)

    assert joined == by_phone
    assert customer(by_mail).customer_id == by_phone
    assert all(one.is_proven for one in contacts(joined))
    assert [card.customer_id for card in find_customers("", 10)] == [joined]


def test_email_told_by_another_goes_to_the_one_who_proves_it(in_unit: None) -> None:
    boris = remember("Борис", "+79160000001", MAIL, "order")

    anna = join_proven(person_id=5, name="Анна", phone="", email=MAIL)

    assert anna != boris
    assert {one.value for one in contacts(boris)} == {"+79160000001"}
    assert customer(anna).person_id == 5


def test_proof_repeated_changes_nothing(in_unit: None) -> None:
    first = join_proven(person_id=5, name="", phone=PHONE, email="")

    assert join_proven(person_id=5, name="", phone=PHONE, email="") == first
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["8 916 123-45-67", "9161234567", "123-45-67", "4567", "петров", "АННА пет", "Анна Петрова", "anna@", "ПЁТР"],
)
def test_customer_is_found_by_anything(in_unit: None, text: str) -> None:
    known = remember("Анна Петрова" if text != "ПЁТР" else "Анна петровна", PHONE, MAIL, "order")
    remember("Борис", "+79260000001", "", "order")

    assert [card.customer_id for card in find_customers(text, 10)] == [known]


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1", "нет такого", "0000000"])
def test_nonsense_finds_nobody(in_unit: None, text: str) -> None:
    remember("Анна", PHONE, MAIL, "order")

    assert find_customers(text, 10) == []


def test_customer_by_phone(in_unit: None) -> None:
    known = remember("Анна", PHONE, "", "order")

    found = customer_by_phone("8 916 123 45 67")
    assert found is not None
    assert found.customer_id == known
    assert customer_by_phone("12") is None
    with pytest.raises(NotFound):
        customer(CustomerId(0))


def test_correction_is_kept_with_its_author(in_unit: None) -> None:
    known = remember("Ана", PHONE, "", "order")

    edit_customer(edit=CustomerEdit(customer_id=known, name="Анна", email=MAIL), actor=OPERATOR)

    assert (customer(known).name, customer(known).email) == ("Анна", MAIL)
    assert {(one.field, one.before, one.after, one.actor_name) for one in field_changes(known)[:2]} == {
        ("name", "Ана", "Анна", "Ольга"),
        ("email", "", MAIL, "Ольга"),
    }
    assert audit_of(f"customer:{known}")[0].after == {"name": "Анна", "email": MAIL}


def test_correction_cannot_take_anothers_email(in_unit: None) -> None:
    remember("Борис", "", MAIL, "account")
    anna = remember("Анна", PHONE, "", "order")

    with pytest.raises(EmailOfAnother):
        edit_customer(edit=CustomerEdit(customer_id=anna, name="Анна", email=MAIL), actor=OPERATOR)
    with pytest.raises(EmailNotUnderstood):
        edit_customer(edit=CustomerEdit(customer_id=anna, name="Анна", email="anna"), actor=OPERATOR)

    assert customer(anna).email == ""
    assert audit_of(f"customer:{anna}") == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_rivals_with_one_phone_are_one_customer() -> None:
    def work() -> None:
        with unit():
            remember("Анна", PHONE, MAIL, "order")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Customer.objects.count() == 1
