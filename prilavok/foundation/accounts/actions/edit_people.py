"""Staff and machines: created, changed, disabled, given roles.

The last active administrator cannot be disabled or lose the role: nobody could let anybody in again. Taking somebody
out ends the sessions too, because a session's person is read anew with every request.
"""

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from prilavok.base.access import SYSTEM, Actor
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.actions.write_audit import audit
from prilavok.foundation.accounts.errors import (
    LastAdministrator,
    PasswordTooWeak,
    RoleUnknown,
    ScopesDiffer,
    UsernameNotUnderstood,
    UsernameTaken,
)
from prilavok.foundation.accounts.models import GrantRow, Person, Role
from prilavok.foundation.accounts.rules import PASSWORD_LENGTH, USERNAME, split_name
from prilavok.foundation.accounts.values import EVERYTHING, Grant, PersonId, StaffDetails


def create_staff(username: str, password: str, name: str, roles: Sequence[Grant]) -> PersonId:
    """Add a member of staff, or bring the roles of an existing one to these. Joins the unit."""
    require_unit()
    person = _ensure_person(username, name, Person.Kind.STAFF, password)
    _replace_grants(person, roles)
    return PersonId(person.pk)


def hire_staff(*, username: str, password: str, name: str, actor: Actor) -> PersonId:
    """Add a new member of staff without roles. Raises UsernameTaken, UsernameNotUnderstood, PasswordTooWeak."""
    require_unit()
    if not USERNAME.fullmatch(username):
        raise UsernameNotUnderstood
    if Person.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username=username)
    judge_password(password, username)
    person = _ensure_person(username, name, Person.Kind.STAFF, password)
    audit(actor, "accounts.person_created", f"person:{person.pk}", after={"username": username, "name": name})
    return PersonId(person.pk)


def set_machine_password(login: str, name: str, password: str, roles: Sequence[Grant]) -> PersonId:
    """Add a machine identity, or give an existing one this name, password and roles. Joins the unit."""
    require_unit()
    person = _ensure_person(login, name, Person.Kind.MACHINE, password)
    person.first_name, person.last_name = split_name(name)
    person.password = make_password(password)
    person.save(update_fields=["first_name", "last_name", "password"])
    _replace_grants(person, roles)
    audit(SYSTEM, "accounts.machine_password_set", f"person:{person.pk}", after={"login": login, "name": name})
    return PersonId(person.pk)


def change_staff(*, person_id: PersonId, details: StaffDetails, actor: Actor) -> None:
    """Change name, contacts or activity. Raises NotFound, LastAdministrator."""
    person = _locked(person_id)
    before = _details(person)
    if before == details:
        return
    if not details.is_active:
        _keep_an_administrator(person)
    person.first_name, person.last_name = split_name(details.name)
    person.phone, person.email, person.is_active = details.phone, details.email, details.is_active
    person.save(update_fields=["first_name", "last_name", "phone", "email", "is_active"])
    audit(actor, "accounts.person_changed", f"person:{person.pk}", vars(before), vars(details))


def set_password(*, person_id: PersonId, password: str, actor: Actor) -> None:
    """Give a member of staff a new password; all open sessions of theirs end. Raises PasswordTooWeak."""
    person = _locked(person_id)
    judge_password(password, person.username)
    person.password = make_password(password)
    person.save(update_fields=["password"])
    audit(actor, "accounts.password_set", f"person:{person.pk}")


def set_grants(*, person_id: PersonId, grants: Sequence[Grant], actor: Actor) -> None:
    """Give a person exactly these roles. Raises RoleUnknown, ScopesDiffer, LastAdministrator."""
    person = _locked(person_id)
    before = _grants(person)
    if set(before) == set(grants):
        return
    if not any(_is_everything(grant.role) for grant in grants):
        _keep_an_administrator(person)
    _replace_grants(person, grants)
    audit(actor, "accounts.grants_changed", f"person:{person.pk}", _told(before), _told(grants))


def judge_password(password: str, username: str) -> None:
    """Raise PasswordTooWeak for a short or common password or one that repeats the login."""
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        raise PasswordTooWeak(length=PASSWORD_LENGTH) from None
    if not PASSWORD_LENGTH <= len(password) <= 1000 or username.lower() in password.lower():
        raise PasswordTooWeak(length=PASSWORD_LENGTH)


def _ensure_person(username: str, name: str, kind: str, password: str) -> Person:
    found = Person.objects.filter(username__iexact=username).first()
    if found is not None:
        if found.kind != kind:
            raise UsernameTaken(username=username)
        return found
    first, last = split_name(name)
    person = Person(username=username, kind=kind, first_name=first, last_name=last)
    person.set_password(password)
    person.save()
    return person


def _locked(person_id: int) -> Person:
    require_unit()
    found = Person.objects.select_for_update().filter(pk=person_id).exclude(kind=Person.Kind.BUYER).first()
    if found is None:
        raise NotFound
    return found


def _replace_grants(person: Person, grants: Sequence[Grant]) -> None:
    if len({grant.stores for grant in grants}) > 1:
        raise ScopesDiffer
    known = {role.code: role for role in Role.objects.filter(code__in=[grant.role for grant in grants])}
    for grant in grants:
        if grant.role not in known:
            raise RoleUnknown(code=grant.role)
    person.grants.exclude(role__code__in=list(known)).delete()
    for grant in grants:
        stores = None if grant.stores is None else sorted(grant.stores)
        GrantRow.objects.update_or_create(person=person, role=known[grant.role], defaults={"stores": stores})
    is_administrator = any(EVERYTHING in role.permissions for role in known.values())
    Person.objects.filter(pk=person.pk).update(is_superuser=is_administrator and person.kind == Person.Kind.STAFF)


def _keep_an_administrator(person: Person) -> None:
    # Ordered locks on all of them: two administrators disabling each other at once must not both succeed.
    administrators = Person.objects.filter(kind=Person.Kind.STAFF, is_active=True, is_superuser=True)
    ids = list(administrators.select_for_update().order_by("pk").values_list("pk", flat=True))
    if ids == [person.pk]:
        raise LastAdministrator


def _is_everything(code: str) -> bool:
    return any(EVERYTHING in codes for codes in Role.objects.filter(code=code).values_list("permissions", flat=True))


def _details(person: Person) -> StaffDetails:
    return StaffDetails(name=person.get_full_name(), phone=person.phone, email=person.email, is_active=person.is_active)


def _grants(person: Person) -> list[Grant]:
    rows = person.grants.values_list("role__code", "stores").order_by("role__code")
    return [Grant(role=code, stores=None if stores is None else frozenset(stores)) for code, stores in rows]


def _told(grants: Sequence[Grant]) -> dict[str, object]:
    return {grant.role: None if grant.stores is None else sorted(grant.stores) for grant in grants}
