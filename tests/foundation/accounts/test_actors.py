"""Who acts: read from the session lazily, in one query, with rights and stores of the roles held."""

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from prilavok.base.access import ANONYMOUS, SYSTEM, all_permissions
from prilavok.base.errors import Forbidden, NotFound
from prilavok.base.unit import UnitMissing, part, unit
from prilavok.foundation.accounts.api import (
    actor_for,
    audit,
    audit_of,
    change_staff,
    create_staff,
    ensure_role,
    hire_staff,
    people,
    set_grants,
    set_password,
    set_role_permissions,
)
from prilavok.foundation.accounts.errors import (
    LastAdministrator,
    PasswordTooWeak,
    RoleFixed,
    RoleUnknown,
    ScopesDiffer,
    UsernameTaken,
)
from prilavok.foundation.accounts.models import AuditRow, Person
from prilavok.foundation.accounts.values import Grant, PersonId, StaffDetails
from prilavok.foundation.accounts.web.middleware import ActorMiddleware
from tests.foundation.accounts import make


def test_operator_acts_everywhere_with_the_rights_of_the_role(db: None) -> None:
    actor = make.actor("anna", "operator")

    assert (actor.name, actor.kind, actor.stores) == ("Anna Test", "staff", None)
    assert actor.may("orders.view")
    assert actor.may("orders.view", store=7)
    assert not actor.may("people.manage")


def test_store_worker_acts_in_the_own_store_only(db: None) -> None:
    actor = make.actor("store-04", "store_worker", stores=frozenset({4}))

    assert actor.may("store.pick", store=4)
    with pytest.raises(NotFound):
        actor.require("store.pick", store=5)
    with pytest.raises(Forbidden):
        actor.require("office.enter")


def test_administrator_has_every_right_there_is(db: None) -> None:
    assert make.actor("root", "administrator").permissions == {one.code for one in all_permissions()}


def test_nobody_without_roles_may_anything(db: None) -> None:
    actor = make.actor("anna")

    assert (actor.permissions, actor.stores) == (frozenset(), frozenset())


def test_page_pays_one_query_for_the_session_and_one_for_the_actor(db: None) -> None:
    client = make.logged_in("anna", "operator")
    factory = RequestFactory()
    factory.cookies["sessionid"] = client.cookies["sessionid"].value
    seen = []

    def view(request: object) -> HttpResponse:
        seen.extend([request.actor.name, request.actor.may("orders.view"), request.user.pk])  # type: ignore[attr-defined]
        return HttpResponse()

    with CaptureQueriesContext(connection) as queries:
        _through(view, factory)

    assert seen[:2] == ["Anna Test", True]
    assert len(queries) == 2


def test_page_without_a_session_cookie_never_touches_the_session(db: None) -> None:
    seen = []

    def view(request: object) -> HttpResponse:
        seen.append((request.actor == ANONYMOUS, request.session.accessed))  # type: ignore[attr-defined]
        return HttpResponse()

    with CaptureQueriesContext(connection) as queries:
        answer = _through(view, RequestFactory())

    assert seen == [(True, False)]
    assert len(queries) == 0
    assert "Cookie" not in answer.headers.get("Vary", "")


def _through(view: object, factory: RequestFactory) -> HttpResponse:
    from django.contrib.auth.middleware import AuthenticationMiddleware
    from django.contrib.sessions.middleware import SessionMiddleware

    chain = SessionMiddleware(AuthenticationMiddleware(ActorMiddleware(view)))  # type: ignore[arg-type]
    return chain(factory.get("/"))  # type: ignore[return-value]


def test_disabled_person_is_out_at_the_next_click(db: None) -> None:
    client = make.logged_in("anna", "operator")

    with unit():
        change_staff(person_id=make_id("anna"), details=StaffDetails(name="Anna Test", is_active=False), actor=SYSTEM)

    assert client.get("/office/roles/").status_code == 302


def test_new_password_ends_the_open_sessions(db: None) -> None:
    client = make.logged_in("anna", "operator")
    assert client.get("/office/roles/").status_code == 403

    with unit():
        set_password(person_id=make_id("anna"), password="another-long-one", actor=SYSTEM)

    assert client.get("/office/roles/").status_code == 302


def test_creating_the_same_staff_again_brings_the_roles_up(in_unit: None) -> None:
    first = create_staff("anna", make.PASSWORD, "Anna", [Grant(role="operator")])
    second = create_staff("anna", make.PASSWORD, "Anna", [Grant(role="director")])

    assert first == second
    assert people([first])[first].roles == ("director",)


def test_hiring_refuses_taken_names_and_weak_passwords(in_unit: None) -> None:
    create_staff("anna", make.PASSWORD, "Anna", [])
    count = Person.objects.count()

    with pytest.raises(UsernameTaken):
        hire_staff(username="ANNA", password=make.PASSWORD, name="A", actor=SYSTEM)
    for password in ("short", "password1", "boris-boris"):
        with pytest.raises(PasswordTooWeak):
            hire_staff(username="boris", password=password, name="B", actor=SYSTEM)

    assert Person.objects.count() == count


def test_last_administrator_stays(in_unit: None) -> None:
    root = create_staff("root", make.PASSWORD, "Root", [Grant(role="administrator")])

    with pytest.raises(LastAdministrator):
        set_grants(person_id=root, grants=[Grant(role="operator")], actor=SYSTEM)
    with pytest.raises(LastAdministrator):
        change_staff(person_id=root, details=StaffDetails(name="Root", is_active=False), actor=SYSTEM)

    assert actor_for(root).may("people.manage")


def test_grants_are_refused_whole(in_unit: None) -> None:
    anna = create_staff("anna", make.PASSWORD, "Anna", [Grant(role="operator")])

    with pytest.raises(RoleUnknown):
        set_grants(person_id=anna, grants=[Grant(role="king")], actor=SYSTEM)
    with pytest.raises(ScopesDiffer):
        set_grants(
            person_id=anna, grants=[Grant(role="operator"), Grant(role="director", stores=frozenset({1}))], actor=SYSTEM
        )

    assert people([anna])[anna].roles == ("operator",)


def test_prepared_role_is_completed_until_somebody_edits_it(in_unit: None) -> None:
    ensure_role("packer", "Packer", ["store.pick"])
    ensure_role("packer", "Renamed", ["store.pick", "orders.view"])
    anna = create_staff("anna", make.PASSWORD, "Anna", [Grant(role="packer")])
    assert actor_for(anna).permissions == {"store.pick", "orders.view"}

    set_role_permissions(code="packer", permissions=["store.pick", "nonsense"], actor=SYSTEM)
    ensure_role("packer", "Packer", ["store.pick", "orders.view"])

    assert actor_for(anna).permissions == {"store.pick"}
    with pytest.raises(RoleFixed):
        set_role_permissions(code="administrator", permissions=[], actor=SYSTEM)


def test_audit_keeps_who_what_and_how_it_changed(in_unit: None) -> None:
    actor = actor_for(create_staff("anna", make.PASSWORD, "Anna", [Grant(role="operator")]))

    audit(actor, "oms.cancelled", "order:12", {"status": "new"}, {"status": "cancelled"})

    (line,) = audit_of("order:12")
    assert (line.actor_name, line.action, line.before, line.after) == (
        "Anna",
        "oms.cancelled",
        {"status": "new"},
        {"status": "cancelled"},
    )


def test_audit_needs_a_unit(db: None) -> None:
    with pytest.raises(UnitMissing):
        audit(SYSTEM, "deed", "order:12")

    assert audit_of("order:12") == []


@pytest.mark.parametrize("change", ["update", "delete"])
def test_audit_cannot_be_changed(in_unit: None, change: str) -> None:
    audit(SYSTEM, "deed", "order:12")
    rows = AuditRow.objects.filter(subject="order:12")

    with pytest.raises(DatabaseError), part():
        rows.update(actor_name="nobody") if change == "update" else rows.delete()

    assert [line.actor_name for line in audit_of("order:12")] == ["платформа"]


def make_id(username: str) -> PersonId:
    """The person of that login."""
    return PersonId(Person.objects.get(username=username).pk)


def test_administrator_has_the_shells_rights_and_the_operator_only_its_entrance(db: None) -> None:
    root, anna = make.logged_in("root", "administrator"), make.logged_in("anna", "operator")

    assert root.get("/office/images/").status_code == 200
    assert anna.get("/office/images/").status_code in (302, 403)
    assert anna.get("/office/users/").status_code in (302, 403, 404)


def test_sessions_hold_no_rights(db: None, client: Client) -> None:
    make.logged_in("anna", "operator")

    assert set(Session.objects.get().get_decoded()) == {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "_session_expiry",
    }
