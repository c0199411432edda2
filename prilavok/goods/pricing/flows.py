"""What pricing says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(System(code="pricing", title="Prices", floor="goods", owns=("prices", "price types")))
