"""What privacy says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(
    System(
        code="privacy",
        title="Personal data",
        floor="foundation",
        owns=("consents", "requests about personal data", "retention"),
    )
)
declare_flow(
    Flow(
        code="event:accounts.contact_proven>privacy.adopt_consents",
        source="accounts",
        target="privacy",
        carries="Proven contacts of buyers",
        promise_s=10,
        events=("accounts.contact_proven",),
    )
)
