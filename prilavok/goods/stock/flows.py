"""What stock says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(System(code="stock", title="Stock", floor="goods", owns=("locations", "balances", "reservations")))
