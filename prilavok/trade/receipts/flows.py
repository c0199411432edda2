"""What receipts says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(System(code="receipts", title="Receipts of stores", floor="trade", owns=("receipts of tills",)))
