"""What payments says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(System(code="payments", title="Payments", floor="trade", owns=("Payments",)))
