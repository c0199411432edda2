"""The room's places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu
from prilavok.goods.pim.identity import showing as identity
from prilavok.goods.pim.novelties import showing as novelties
from prilavok.goods.pim.trees import showing as trees

declare_menu(
    MenuItem(
        code="pim-novelties",
        title="Novelties from the ERP",
        url_name="pim:novelties",
        icon="plus-inverse",
        permission="goods.view",
        group="goods",
        order=15,
        count=novelties.waiting_count,
    )
)
declare_menu(
    MenuItem(
        code="pim-categories",
        title="Categories",
        url_name="pim:categories",
        icon="folder-open-inverse",
        permission="goods.view",
        group="goods",
        order=20,
        count=trees.unplaced_count,
    )
)
declare_menu(
    MenuItem(
        code="pim-conflicts",
        title="Contested codes",
        url_name="pim:conflicts",
        icon="warning",
        permission="goods.view",
        group="goods",
        order=30,
        count=identity.open_count,
    )
)
declare_menu(
    MenuItem(
        code="pim-sources",
        title="Sources of goods",
        url_name="pim:sources",
        icon="download",
        permission="goods.view",
        group="goods",
        order=40,
    )
)
