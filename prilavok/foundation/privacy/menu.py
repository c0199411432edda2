"""The room's places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu
from prilavok.foundation.privacy.api import waiting_count

declare_menu(
    MenuItem(
        code="privacy-requests",
        title="Personal data",
        url_name="privacy:requests",
        icon="lock",
        permission="privacy.view",
        group="customers",
        order=40,
        count=waiting_count,
    )
)
