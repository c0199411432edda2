"""How deeds of the audit are called for people. A room's own deeds are English msgids beside its codes."""

from typing import Final

from django.utils.translation import gettext, gettext_noop

TITLES: Final = {
    "accounts.person_created": gettext_noop("Person added"),
    "accounts.person_changed": gettext_noop("Person changed"),
    "accounts.password_set": gettext_noop("Password changed"),
    "accounts.grants_changed": gettext_noop("Roles of a person changed"),
    "accounts.machine_password_set": gettext_noop("Password of a machine set"),
    "accounts.role_created": gettext_noop("Role added"),
    "accounts.role_changed": gettext_noop("Rights of a role changed"),
    "accounts.logged_in": gettext_noop("Logged in"),
    "accounts.logged_out": gettext_noop("Logged out"),
    "messaging.template_edited": gettext_noop("Message template changed"),
    "messaging.sent_again": gettext_noop("Message sent again"),
    "crm.customer_changed": gettext_noop("Customer corrected"),
}

_declared: dict[str, str] = dict(TITLES)


def declare_deeds(titles: dict[str, str]) -> None:
    """A room names its deeds: code -> English msgid."""
    _declared.update(titles)


def deed_title(code: str) -> str:
    """The deed's name in the active language; the code of one nobody named."""
    return gettext(_declared[code]) if code in _declared else code
