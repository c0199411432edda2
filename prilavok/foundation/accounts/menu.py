"""The room's places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="accounts-roles",
        title="Roles and rights",
        url_name="accounts:roles",
        icon="key",
        permission="people.manage",
        group="settings",
        order=20,
    )
)
declare_menu(
    MenuItem(
        code="accounts-audit",
        title="Audit",
        url_name="accounts:audit",
        icon="history",
        permission="audit.view",
        group="settings",
        order=30,
    )
)
