"""What marketing says of itself to the map."""

from prilavok.base.flows import System, declare_system

declare_system(System(code="marketing", title="Marketing", floor="people", owns=("trials of promotions",)))
