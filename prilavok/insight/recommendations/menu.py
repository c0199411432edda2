"""The room's place in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="recommendations",
        title="Recommendations",
        url_name="recommendations:desk",
        icon="link",
        permission="recommendations.view",
        group="goods",
        order=62,
    )
)
