"""The room's place in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="bundles",
        title="Bundles",
        url_name="bundles:list",
        icon="snippet",
        permission="goods.view",
        group="goods",
        order=23,
    )
)
