"""The room's places in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu

declare_menu(
    MenuItem(
        code="messaging-messages",
        title="Outgoing messages",
        url_name="messaging:messages",
        icon="mail",
        permission="messages.view",
        group="messages",
        order=10,
    )
)
declare_menu(
    MenuItem(
        code="messaging-templates",
        title="Message templates",
        url_name="messaging:templates",
        icon="edit",
        permission="messages.view",
        group="messages",
        order=20,
    )
)
