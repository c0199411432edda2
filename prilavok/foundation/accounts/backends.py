"""Who may enter the office's shell, as Django and Wagtail ask it.

Staff whose roles give `office.enter` may open it; the administrator's role makes a superuser; nobody has anything else.
Passwords are not checked here: the login screens go through `api.check_password`, which spends tries first.
"""

from typing import Any

from prilavok.foundation.accounts.actors import actor_of, with_grants
from prilavok.foundation.accounts.models import Person

ENTER = "wagtailadmin.access_admin"


class RoleBackend:
    """Reads the person of a session with all roles, and answers one permission."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Never: passwords go through the door."""

    def get_user(self, user_id: int) -> Person | None:
        """The active person with the roles held, in one query."""
        return with_grants().filter(pk=user_id, is_active=True).first()

    def has_perm(self, user: Any, perm: str, obj: Any = None) -> bool:
        """True for the office's entrance when a role opens it."""
        return perm == ENTER and obj is None and self._may_enter(user)

    def has_module_perms(self, user: Any, app_label: str) -> bool:
        """True for the shell's own app when a role opens the office."""
        return app_label == "wagtailadmin" and self._may_enter(user)

    def get_all_permissions(self, user: Any, obj: Any = None) -> set[str]:
        """The one permission, or none."""
        return {ENTER} if obj is None and self._may_enter(user) else set()

    def _may_enter(self, user: Any) -> bool:
        person = user if hasattr(user, "held") else self.get_user(user.pk)
        return (
            person is not None and person.kind == Person.Kind.STAFF and "office.enter" in actor_of(person).permissions
        )
