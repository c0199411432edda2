"""The statuses and the numbers of orders in the office menu."""

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
declare_menu(
    MenuItem(
        code="order-numbers",
        title="Order numbers",
        url_name="oms:numbers",
        icon="tag",
        permission="scheme.edit",
        group="settings",
        order=45,
    )
)
declare_menu(
    MenuItem(
        code="order-sources",
        title="Sources of orders",
        url_name="oms:sources",
        icon="group",
        permission="scheme.edit",
        group="settings",
        order=46,
    )
)
declare_menu(
    MenuItem(
        code="baskets",
        title="Left baskets",
        url_name="oms:baskets",
        icon="pick",
        permission="customers.view",
        group="orders",
        order=60,
    )
)
