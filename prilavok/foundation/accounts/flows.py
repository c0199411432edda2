"""What accounts says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(
    System(code="accounts", title="People and rights", floor="foundation", owns=("people", "roles", "audit"))
)
declare_flow(
    Flow(
        code="accounts.audit",
        source="messaging",
        target="accounts",
        carries="Deeds for the audit",
        promise_s=10,
        screen="accounts:audit",
        events=("messaging.template_edited", "messaging.message_sent_again"),
    )
)
