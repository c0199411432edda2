"""The exchange in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="exchange",
        title="Exchange with 1C",
        url_name="erp:exchange",
        icon="download",
        permission="exchange.view",
        group="exchange",
        order=10,
    )
)
declare_menu(
    MenuItem(
        code="exchange-reconciliation",
        title="Reconciliation",
        url_name="erp:reconciliation",
        icon="resubmit",
        permission="exchange.view",
        group="exchange",
        order=15,
    )
)
declare_menu(
    MenuItem(
        code="exchange-exports",
        title="Orders to 1C",
        url_name="erp:exports",
        icon="upload",
        permission="exchange.view",
        group="exchange",
        order=20,
    )
)
declare_menu(
    MenuItem(
        code="exchange-statuses",
        title="Statuses of 1C",
        url_name="erp:statuses",
        icon="list-ul",
        permission="exchange.view",
        group="exchange",
        order=30,
    )
)
declare_menu(
    MenuItem(
        code="exchange-nodes",
        title="Exchange nodes",
        url_name="erp:nodes",
        icon="link",
        permission="exchange.view",
        group="exchange",
        order=40,
    )
)
declare_menu(
    MenuItem(
        code="exchange-conflicts",
        title="Conflicts of orders",
        url_name="erp:conflicts",
        icon="warning",
        permission="orders.change",
        group="exchange",
        order=35,
    )
)
declare_menu(
    MenuItem(
        code="exchange-tables",
        title="Tables",
        url_name="erp:tables",
        icon="table",
        permission="exchange.run",
        group="exchange",
        order=45,
    )
)
