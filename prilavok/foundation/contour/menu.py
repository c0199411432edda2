"""The map's place in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="contour-map",
        title="Map of systems",
        url_name="contour:map",
        icon="site",
        permission="map.view",
        group="exchange",
        order=10,
    )
)
declare_menu(
    MenuItem(
        code="contour-owners",
        title="Who owns what",
        url_name="contour:owners",
        icon="key",
        permission="map.view",
        group="exchange",
        order=15,
    )
)
