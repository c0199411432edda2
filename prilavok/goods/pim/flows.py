"""What pim says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(
    System(code="pim", title="Products", floor="goods", owns=("products", "categories", "attributes", "pictures"))
)
