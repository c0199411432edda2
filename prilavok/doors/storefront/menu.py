"""The storefront's own places in the office: what buyers look for, pages of chosen goods."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="storefront-search",
        title="Search of the shop",
        url_name="storefront_desk:search",
        icon="search",
        permission="search.view",
        group="goods",
        order=60,
    )
)
declare_menu(
    MenuItem(
        code="storefront-landings",
        title="Pages of chosen goods",
        url_name="storefront_desk:landings",
        icon="doc-full",
        permission="search.view",
        group="goods",
        order=65,
    )
)
declare_menu(
    MenuItem(
        code="storefront-guide",
        title="Components of the shop",
        url_name="storefront:styleguide",
        icon="view",
        permission="goods.edit",
        group="settings",
        order=95,
    )
)
