"""What the tills' door says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="tills", title="Tills of stores", floor="doors"))
declare_flow(Flow(code="call:tills>pricing", source="tills", target="pricing", carries="Baskets to be reckoned"))
