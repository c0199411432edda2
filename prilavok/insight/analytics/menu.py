"""The dashboard's place in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="analytics-dashboard",
        title="Results",
        url_name="analytics:dashboard",
        icon="table",
        permission="dashboard.view",
        group="business",
        order=10,
    )
)
