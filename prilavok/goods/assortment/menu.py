"""The room's place in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="assortment",
        title="Assortment",
        url_name="assortment:matrix",
        icon="table",
        permission="goods.view",
        group="goods",
        order=22,
    )
)
