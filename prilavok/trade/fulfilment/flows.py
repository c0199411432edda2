"""What fulfilment says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(
    System(code="fulfilment", title="Picking and issue", floor="trade", owns=("Pick lists", "Pick-up codes"))
)
