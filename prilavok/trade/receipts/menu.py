"""The room's place in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="receipts",
        title="Receipts of stores",
        url_name="receipts:receipts",
        icon="form",
        permission="receipts.view",
        group="orders",
        order=60,
    )
)
