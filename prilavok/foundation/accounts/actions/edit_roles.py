"""Roles and their rights. What preparations laid is only completed by them until people edit it."""

from collections.abc import Iterable

from prilavok.base.access import Actor, known_permissions
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.actions.write_audit import audit
from prilavok.foundation.accounts.errors import RoleFixed, RoleTaken, RoleUnknown
from prilavok.foundation.accounts.models import Role
from prilavok.foundation.accounts.values import EVERYTHING


def ensure_role(code: str, title: str, permissions: Iterable[str]) -> None:
    """Add the role if it is missing; give new rights to one that nobody has edited. Joins the unit."""
    require_unit()
    wanted = sorted(set(permissions))
    role, created = Role.objects.get_or_create(code=code, defaults={"title": title, "permissions": wanted})
    if created or role.is_edited:
        return
    completed = sorted({*role.permissions, *wanted})
    if completed != role.permissions:
        role.permissions = completed
        role.save(update_fields=["permissions"])


def create_role(*, code: str, title: str, actor: Actor) -> None:
    """Add an empty role made by people. Raises RoleTaken."""
    require_unit()
    role, created = Role.objects.get_or_create(code=code, defaults={"title": title, "is_edited": True})
    if not created:
        raise RoleTaken(code=role.code)
    audit(actor, "accounts.role_created", f"role:{code}", after={"title": title})


def set_role_permissions(*, code: str, permissions: Iterable[str], actor: Actor) -> None:
    """Give the role exactly these rights. Raises RoleUnknown, RoleFixed."""
    require_unit()
    role = Role.objects.select_for_update().filter(code=code).first()
    if role is None:
        raise RoleUnknown(code=code)
    if EVERYTHING in role.permissions:
        raise RoleFixed
    before, after = sorted(role.permissions), sorted(known_permissions(permissions))
    if before == after:
        return
    Role.objects.filter(pk=role.pk).update(permissions=after, is_edited=True)
    audit(actor, "accounts.role_changed", f"role:{code}", {"permissions": before}, {"permissions": after})
