"""What wishes say of themselves to the map."""

from prilavok.base.flows import System, declare_system

declare_system(System(code="wishes", title="Wishes", floor="people", owns=("favourites of buyers",)))
