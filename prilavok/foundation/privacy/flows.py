"""What privacy says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(
    System(
        code="privacy",
        title="Personal data",
        floor="foundation",
        owns=("consents", "requests about personal data", "retention"),
    )
)
