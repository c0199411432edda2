"""The room's places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu
from prilavok.goods.pricing.repricing.showing import awaiting_count

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
declare_menu(
    MenuItem(
        code="pricing-repricings",
        title="Changes of prices",
        url_name="pricing:repricings",
        icon="edit",
        permission="prices.view",
        group="goods",
        order=32,
        count=awaiting_count,
    )
)
declare_menu(
    MenuItem(
        code="pricing-plans",
        title="Planned prices",
        url_name="pricing:plans",
        icon="calendar-alt",
        permission="prices.view",
        group="goods",
        order=33,
    )
)
