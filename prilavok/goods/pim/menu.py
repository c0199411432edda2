"""The room's places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="pim-categories",
        title="Categories",
        url_name="pim:categories",
        icon="folder-open-inverse",
        permission="goods.view",
        group="goods",
        order=20,
    )
)
