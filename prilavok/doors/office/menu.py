"""The composed screens' places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="office-orders",
        title="All orders",
        url_name="office:orders",
        icon="clipboard-list",
        permission="orders.view",
        group="orders",
        order=10,
    )
)
declare_menu(
    MenuItem(
        code="office-desk",
        title="New order",
        url_name="office:desk_open",
        icon="plus",
        permission="orders.place",
        group="orders",
        order=20,
    )
)
declare_menu(
    MenuItem(
        code="office-short",
        title="Nobody can complete",
        url_name="office:short",
        icon="warning",
        permission="orders.view",
        group="orders",
        order=30,
    )
)
declare_menu(
    MenuItem(
        code="office-price-rules",
        title="Price rules",
        url_name="office:price_rules",
        icon="clipboard-list",
        permission="prices.view",
        group="goods",
        order=31,
    )
)
declare_menu(
    MenuItem(
        code="office-people",
        title="Staff",
        url_name="office:people",
        icon="user",
        permission="people.manage",
        group="settings",
        order=10,
    )
)
