"""The exchange in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

for code, title, url_name, icon, order in (
    ("exchange-packages", "Packages", "erp:packages", "download", 10),
    ("exchange-nodes", "Exchange nodes", "erp:nodes", "link", 20),
    ("exchange-statuses", "Statuses of 1C", "erp:statuses", "list-ul", 30),
    ("exchange-exports", "Orders to 1C", "erp:exports", "upload", 40),
):
    declare_menu(
        MenuItem(
            code=code,
            title=title,
            url_name=url_name,
            icon=icon,
            permission="exchange.view",
            group="exchange",
            order=order,
        )
    )
