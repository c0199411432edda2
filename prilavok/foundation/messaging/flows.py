"""What messaging says of itself to the map: itself, the way to phones, the way to mailboxes."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="messaging", title="Messages", floor="foundation", owns=("message templates", "messages")))
declare_system(System(code="sms-gateway", title="SMS gateway", is_outside=True))
declare_system(System(code="mail", title="Mail server", is_outside=True))
declare_flow(
    Flow(
        code="messaging.sms",
        source="messaging",
        target="sms-gateway",
        carries="SMS and their delivery",
        screen="messaging:messages",
    )
)
declare_flow(
    Flow(code="messaging.email", source="messaging", target="mail", carries="E-mail", screen="messaging:messages")
)
