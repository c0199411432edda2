"""The room's places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="marketing-promotions",
        title="Promotions",
        url_name="marketing:promotions",
        icon="pick",
        permission="promotions.view",
        group="goods",
        order=40,
    )
)
declare_menu(
    MenuItem(
        code="marketing-segments",
        title="Segments",
        url_name="marketing:segments",
        icon="group",
        permission="promotions.view",
        group="customers",
        order=30,
    )
)
