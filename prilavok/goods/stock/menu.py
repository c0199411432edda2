"""The room's places in the office menu. The list of goods is here because it shows products, prices and stock."""

from prilavok.base.menu import MenuItem, declare_menu
from prilavok.goods.stock.transfers.api import open_discrepancies

declare_menu(
    MenuItem(
        code="stock-goods",
        title="Goods",
        url_name="stock:goods",
        icon="list-ul",
        permission="goods.view",
        group="goods",
        order=10,
    )
)
declare_menu(
    MenuItem(
        code="stock-locations",
        title="Stores and warehouses",
        url_name="stock:locations",
        icon="home",
        permission="stock.view",
        group="goods",
        order=40,
    )
)
declare_menu(
    MenuItem(
        code="stock-regions",
        title="Regions",
        url_name="stock:regions",
        icon="site",
        permission="stock.view",
        group="goods",
        order=45,
    )
)
declare_menu(
    MenuItem(
        code="stock-safety",
        title="Safety stock",
        url_name="stock:safety",
        icon="lock",
        permission="stock.view",
        group="goods",
        order=46,
    )
)
declare_menu(
    MenuItem(
        code="stock-terms",
        title="Terms of stock",
        url_name="stock:terms",
        icon="time",
        permission="stock.view",
        group="goods",
        order=47,
    )
)
declare_menu(
    MenuItem(
        code="stock-transfers",
        title="Transfers",
        url_name="stock:transfers",
        icon="arrow-right",
        permission="stock.view",
        group="goods",
        order=42,
        count=open_discrepancies,
    )
)
declare_menu(
    MenuItem(
        code="stock-queue",
        title="Who gets what comes",
        url_name="stock:queue",
        icon="list-ol",
        permission="stock.view",
        group="goods",
        order=43,
    )
)
