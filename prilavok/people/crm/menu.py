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
declare_menu(
    MenuItem(
        code="crm-waiting",
        title="Waited for",
        url_name="crm:waiting",
        icon="time",
        permission="customers.view",
        group="customers",
        order=15,
    )
)
declare_menu(
    MenuItem(
        code="crm-reviews",
        title="Customers to decide",
        url_name="crm:reviews",
        icon="warning",
        permission="customers.edit",
        group="customers",
        order=20,
    )
)
