"""Customers go both ways: cards come in once, corrections go out until confirmed, an echo changes nothing."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prilavok.base.access import Actor
from prilavok.base.models import JournalEntry
from prilavok.base.unit import unit
from prilavok.partners.erp.models import CustomerExport, PackageFile, PackageWarning, SentCustomer
from prilavok.people.crm import api as crm
from prilavok.people.crm.models import CustomerLink
from prilavok.people.crm.values import CustomerEdit
from tests.jobs import RunJobs
from tests.partners.erp.plain.make import example, plain
from tests.partners.erp.plain.test_receipts import send
from tests.protocols.client import OneC
from tests.protocols.make import make_nodes, root

pytestmark = pytest.mark.django_db
OPERATOR = Actor(person_id=7, name="Ольга", kind="staff", permissions=frozenset({"customers.edit"}), stores=None)
PETER, PETER_ID = "+79217654321", "c0ffee00-0000-4000-8000-000000000002"


@pytest.fixture
def nodes(db: None) -> None:
    make_nodes(customers_out=True)


def correct(known_phone: str, **fields: str) -> None:
    card = crm.customer_by_phone(known_phone)
    assert card is not None
    said = {"name": card.name, "email": card.email, "phone": card.phone, **fields}
    with unit():
        crm.edit_customer(edit=CustomerEdit(customer_id=card.customer_id, **said), actor=OPERATOR)


def asked(one_c: OneC) -> list[dict[str, object]]:
    return [json.loads(line) for line in one_c.ask("type=customers&mode=query").splitlines()]


def test_the_example_of_the_description_comes_whole_and_again_writes_nothing(one_c: OneC) -> None:
    assert send(one_c, example("customers"), "customers.jsonl") == "success"

    anna = crm.customer_by_phone("+79161234567")
    assert anna is not None
    assert (anna.name, anna.email) == ("Смирнова Анна Павловна", "anna@example.com")
    assert {one.value for one in crm.contacts(anna.customer_id)} == {
        "+79161234567",
        "anna@example.com",
        "2000000012345",
    }
    counts = PackageFile.objects.get().counts["customer"]
    assert counts == {"read": 3, "created": 2, "unchanged": 1}
    with CaptureQueriesContext(connection) as asked_for:
        send(one_c, example("customers"), "customers.jsonl")
    assert [one["sql"] for one in asked_for if "crm_" in one["sql"] and not one["sql"].startswith("SELECT")] == []
    assert JournalEntry.objects.filter(flow="erp.central.customers_in").count() == 2


def test_a_correction_is_given_until_it_is_confirmed(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, example("customers"), "customers.jsonl")
    run_jobs()
    one_c.checkauth("customers")
    assert len(asked(one_c)) == 1

    correct(PETER, phone="+79217654322")
    run_jobs()
    header, first = asked(one_c)
    _, again = asked(one_c)

    assert (header["format"], header["version"]) == ("prilavok/customers", 1)
    assert first == again
    shown = json.loads(example("customers-out").splitlines()[1])
    assert first.keys() == shown.keys()
    assert {key: first[key] for key in ("id", "name", "phones", "changed", "before", "cards")} == {
        "id": PETER_ID,
        "name": "Петров Иван",
        "phones": ["+79217654322", "+79217654321"],
        "changed": ["phone"],
        "before": {"phones": ["+79217654321"]},
        "cards": ["2000000054321"],
    }
    assert one_c.ask("type=customers&mode=success") == b"success"
    assert one_c.ask("type=customers&mode=success") == b"success"
    assert len(asked(one_c)) == 1
    assert SentCustomer.objects.exclude(said=[]).count() == 0


def test_what_changed_after_the_query_is_given_again(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, example("customers"), "customers.jsonl")
    correct(PETER, name="Петров Пётр")
    run_jobs()
    one_c.checkauth("customers")
    asked(one_c)

    correct(PETER, name="Петров Павел")
    run_jobs()
    one_c.ask("type=customers&mode=success")

    _, card = asked(one_c)
    assert (card["name"], card["revision"]) == ("Петров Павел", 2)


def test_our_own_correction_coming_back_is_an_echo(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, example("customers"), "customers.jsonl")
    correct(PETER, name="Петров Пётр")
    run_jobs()
    one_c.checkauth("customers")
    _, card = asked(one_c)
    one_c.ask("type=customers&mode=success")

    send(one_c, plain("customers", {**card, "revision": None, "site_id": ""}, sequence=311), "customers.jsonl")
    run_jobs()

    one_c.checkauth("customers")
    assert len(asked(one_c)) == 1
    assert crm.reviews() == []
    link = CustomerLink.objects.get(external_id=PETER_ID)
    assert (link.theirs["name"], link.ours["name"]) == ("Петров Пётр", "Петров Пётр")


def test_what_a_node_told_is_not_told_back_to_it(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, example("customers"), "customers.jsonl")

    send(one_c, plain("customers", {"id": PETER_ID, "name": "Петров Пётр"}, sequence=311), "customers.jsonl")
    run_jobs()

    card = crm.customer_by_phone(PETER)
    assert card is not None
    assert card.name == "Петров Пётр"
    assert CustomerExport.objects.count() == 0


def test_a_customer_the_node_does_not_know_is_given_without_an_id_and_linked_by_ours(
    one_c: OneC, run_jobs: RunJobs
) -> None:
    with unit():
        mine = crm.remember("Ольга", "+79990001122", "", "order")
    correct("+79990001122", name="Ольга Белова")
    run_jobs()
    one_c.checkauth("customers")
    _, card = asked(one_c)
    assert (card["id"], card["site_id"], card["before"]) == ("", str(mine), {"name": "Ольга"})
    one_c.ask("type=customers&mode=success")

    send(one_c, plain("customers", {"id": "new-1", "site_id": str(mine), "name": "Ольга Белова"}), "customers.jsonl")

    assert CustomerLink.objects.get(external_id="new-1").customer_id == mine


def test_counterparties_of_commerceml_become_customers(one_c: OneC) -> None:
    def partner(key: str, name: str, role: str, phone: str) -> str:
        return (
            f"<Контрагент><Ид>{key}</Ид><Наименование>{name}</Наименование><Роль>{role}</Роль><Контакты><Контакт>"
            f"<Тип>Телефон рабочий</Тип><Значение>{phone}</Значение></Контакт></Контакты></Контрагент>"
        )

    content = root(
        "<Контрагенты>"
        + partner("p1", "Анна Белая", "Покупатель", "8 916 123-45-67")
        + partner("p2", "ООО Посуда", "Поставщик", "8 916 000-00-00")
        + "</Контрагенты>",
        version="3.1",
    )

    assert one_c.send({"contragents.xml": content}) == {"contragents.xml": "success"}

    card = crm.customer_by_phone("+79161234567")
    assert card is not None
    assert card.name == "Анна Белая"
    assert crm.customer_by_phone("+79160000000") is None


def test_warnings_and_the_journal_name_no_people(one_c: OneC) -> None:
    send(
        one_c,
        plain(
            "customers",
            {"id": "k1", "name": "Анна", "phones": ["12"], "emails": ["anna@example.com"]},
            {"id": "k2", "name": "Тайна"},
            {"id": "k3", "name": ["Анна"], "phones": ["+79161234567"]},
        ),
        "customers.jsonl",
    )

    told = str([(one.code, one.things) for one in PackageWarning.objects.all()])
    assert {one.code for one in PackageWarning.objects.all()} == {
        "partner_phone_odd",
        "customer_unreachable",
        "plain_bad",
    }
    journal = str(list(JournalEntry.objects.values_list("summary", "detail")))
    for secret in ("Анна", "Тайна", "+7916", "anna@"):
        assert secret not in told
        assert secret not in journal
