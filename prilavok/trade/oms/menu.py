"""The entry of the scheme's editor in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="scheme",
        title="Order statuses",
        url_name="oms:scheme",
        icon="list-ul",
        permission="scheme.edit",
        group="settings",
        order=40,
    )
)
