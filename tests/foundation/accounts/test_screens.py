"""The staff's way in, the table of rights, the audit."""

import re
from dataclasses import replace

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api
from prilavok.foundation.accounts.models import AuditRow, Person, Role
from prilavok.goods.assortment.models import Edit
from prilavok.people.crm.models import Customer
from prilavok.people.marketing.segments.models import Segment
from tests.foundation.accounts import make


def test_login_opens_the_office_and_is_audited(db: None) -> None:
    client = make.logged_in("anna", "operator")

    assert client.get("/office/").status_code == 200
    assert AuditRow.objects.filter(action="accounts.logged_in").count() == 1


def test_wrong_password_and_nobody_get_the_same_page(db: None, client: Client) -> None:
    make.staff("anna", "operator")

    wrong = client.post("/office/login/", {"username": "anna", "password": "wrong"})
    nobody = client.post("/office/login/", {"username": "boris", "password": "wrong"})

    assert wrong.status_code == nobody.status_code == 400
    assert _words(wrong).replace("anna", "boris") == _words(nobody)


def _words(answer: HttpResponse) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/office/roles/", "/office/roles/"),
        ("https://evil.example/", "/office/"),
        ("//evil.example", "/office/"),
        ("", "/office/"),
    ],
)
def test_login_leads_only_into_the_house(db: None, client: Client, wanted: str, leads_to: str) -> None:
    make.staff("anna", "operator")

    answer = client.post("/office/login/", {"username": "anna", "password": make.PASSWORD, "next": wanted})

    assert answer["Location"] == leads_to


def test_store_worker_has_no_office(db: None, client: Client) -> None:
    make.staff("store-04", "store_worker", stores=frozenset({4}))
    answer = client.post("/office/login/", {"username": "store-04", "password": make.PASSWORD})
    assert answer["Location"] == "/counter/"

    assert client.get("/office/").status_code in (302, 403)
    assert client.get("/office/roles/").status_code == 403


def test_logout_ends_the_session_and_a_visit_only_asks(db: None) -> None:
    client = make.logged_in("anna", "operator")
    assert client.get("/office/logout/").status_code == 200
    assert Session.objects.count() == 1

    client.post("/office/logout/")

    assert Session.objects.count() == 0
    assert client.get("/office/roles/").status_code == 302


def test_session_key_changes_at_login(db: None, client: Client) -> None:
    make.staff("anna", "operator")
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key

    client.post("/office/login/", {"username": "anna", "password": make.PASSWORD})

    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(pk=planted).exists()


def test_rights_are_edited_in_the_table(db: None) -> None:
    client = make.logged_in("root", "administrator")
    assert client.get("/office/roles/").status_code == 200

    client.post("/office/roles/", {"role": ["operator"], "right": ["operator:orders.view", "operator:nonsense"]})

    assert Role.objects.get(code="operator").permissions == ["orders.view"]
    assert Role.objects.get(code="director").permissions != []
    assert client.get("/office/audit/?action=accounts.role_changed").content.decode().count("role:operator") >= 1


def test_the_audit_calls_things_and_values_by_their_names(db: None) -> None:
    client = make.logged_in("root", "administrator")
    root = Person.objects.get(username="root")
    with unit():
        was, became = {"roles": ["operator"]}, {"roles": ["operator", "director"]}
        api.audit(api.actor_for(root.pk), "accounts.grants_changed", f"person:{root.pk}", was, became)
        api.audit(api.actor_for(root.pk), "order.moved", "order:987654", {"status": "new"}, {"status": "nonsense"})

    shown = client.get("/office/audit/").content.decode()

    titles = dict(Role.objects.values_list("code", "title"))
    assert f"{titles['operator']}, {titles['director']}" in shown
    assert f">{root}</a>" in shown
    assert ">Заказ 987654</span>" in shown
    assert "<del>Новый</del> → nonsense" in shown


def test_the_audit_leads_to_things_that_the_reader_may_open(db: None) -> None:
    client = make.logged_in("root", "administrator")
    root = api.actor_for(Person.objects.get(username="root").pk)
    segment = Segment.objects.create(code="vip", title="Постоянные", kind="list", changed_by="root")
    edit = Edit.objects.create(kind="rule", title="Грабли в сезон")
    customer = Customer.objects.create(name="Анна Кузнецова", first_seen=timezone.now(), last_seen=timezone.now())
    wanted = {
        f"segment:{segment.pk}": ("Сегмент Постоянные", f"/office/segments/{segment.pk}/"),
        f"assortment:{edit.pk}": ("Ассортимент: Грабли в сезон", f"/office/assortment/edits/{edit.pk}/"),
        f"customer:{customer.pk}": ("Клиент Анна Кузнецова", f"/office/customers/{customer.pk}/"),
        "assortment": ("Ассортимент", "/office/assortment/"),
        "stock:queue": ("Очередь на приход", "/office/stock/queue/"),
        "rounding": ("Округление цен", "/office/prices/rates/"),
        "bundle:404": ("Комплект 404", ""),
        "package:abc": ("Пакет abc", ""),
        "unheard": ("unheard", ""),
    }

    told = api.subjects_told(wanted, root)

    assert {subject: (one.title, one.address) for subject, one in told.items()} == wanted
    nobody = replace(root, permissions=frozenset({"audit.view"}))
    assert {one.address for one in api.subjects_told(wanted, nobody).values()} == {""}
    with unit():
        api.audit(root, "segment.kept", f"segment:{segment.pk}", None, {"title": "Постоянные"})
    shown = client.get(f"/office/audit/?subject=segment:{segment.pk}").content.decode()
    assert shown.count(f'<a href="/office/segments/{segment.pk}/"') == 2


def test_administrators_rights_cannot_be_taken_in_the_table(db: None) -> None:
    client = make.logged_in("root", "administrator")

    client.post("/office/roles/", {"role": ["administrator"], "right": []})

    assert Role.objects.get(code="administrator").permissions == ["*"]


@pytest.mark.parametrize("path", ["/office/roles/", "/office/roles/new/", "/office/audit/"])
def test_screens_refuse_those_without_the_right(db: None, path: str) -> None:
    client = make.logged_in("anna", "operator")

    answer = client.post(path, {}) if path.endswith("new/") else client.get(path)

    assert answer.status_code == 403


def test_every_office_screen_of_these_rooms_opens(db: None) -> None:
    client = make.logged_in("root", "administrator")

    for path in (
        "roles/",
        "audit/?since=2026-01-01&until=bad",
        "messages/",
        "messages/templates/",
        "customers/",
        "customers/?q=1042",
    ):
        assert client.get(f"/office/{path}").status_code == 200, path


@pytest.mark.parametrize("path", ["users/", "users/new/", "groups/", "groups/new/"])
def test_the_shells_own_people_screens_lead_to_our_roles(db: None, path: str) -> None:
    client = make.logged_in("root", "administrator")

    assert client.get(f"/office/{path}")["Location"] == "/office/roles/"


def test_the_shell_resets_no_passwords(db: None, client: Client) -> None:
    assert client.get("/office/password_reset/").status_code == 404
