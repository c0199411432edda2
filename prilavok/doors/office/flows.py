"""What the office says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(System(code="office", title="Office", floor="doors"))
