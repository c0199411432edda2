"""What the counter says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="counter", title="Store counter", floor="doors"))
declare_flow(Flow(code="call:fulfilment>counter", source="fulfilment", target="counter", carries="Orders to pick"))
declare_flow(Flow(code="call:counter>oms", source="counter", target="oms", carries="Picked and issued orders"))
