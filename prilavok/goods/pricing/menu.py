"""The room's places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="pricing-types",
        title="Price types",
        url_name="pricing:types",
        icon="tag",
        permission="prices.view",
        group="goods",
        order=30,
    )
)
declare_menu(
    MenuItem(
        code="pricing-rates",
        title="Currency rates",
        url_name="pricing:rates",
        icon="calendar",
        permission="prices.view",
        group="goods",
        order=35,
    )
)
