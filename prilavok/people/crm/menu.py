"""The room's place in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="crm-customers",
        title="Customers",
        url_name="crm:customers",
        icon="group",
        permission="customers.view",
        group="customers",
        order=10,
    )
)
